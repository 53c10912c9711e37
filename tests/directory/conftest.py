"""A sandbox whose clock stands still, and its service without a network."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from nameplate.directory import Sandbox, sandbox_app
from support.sandbox import DIRECTORY_ID, TOKEN

ROOT = f"http://sandbox/scim/directory/{DIRECTORY_ID}"


class Service:
    """Sends requests to a sandbox's application, one at a time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.app = sandbox_app(sandbox, token=TOKEN)

    def __call__(
        self, method: str, path: str, body: Any = None, *, root: str = ROOT, **options: Any
    ) -> httpx2.Response:
        """Send one request; `options` are httpx2's, with the right key unless they have headers."""
        options.setdefault("headers", {"Authorization": f"Bearer {TOKEN}"})
        if body is not None:
            options["json"] = body

        async def send() -> httpx2.Response:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app)) as http:
                return await http.request(method, root + path, **options)

        return asyncio.run(send())

    def create(self, user: dict[str, Any]) -> dict[str, Any]:
        """Create a user; what was answered."""
        response = self("POST", "/Users", user)
        assert response.status_code == 201, response.text
        return response.json()

    def patch(self, user: dict[str, Any], *operations: dict[str, Any]) -> httpx2.Response:
        """Send a PATCH with these operations."""
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}
        return self("PATCH", f"/Users/{user['id']}", body)


@pytest.fixture
def clock() -> list[datetime]:
    """The sandbox's time; put another in its only place."""
    return [datetime(2025, 4, 1, 12, tzinfo=UTC)]


@pytest.fixture
def sandbox(tmp_path: Path, clock: list[datetime]) -> Iterator[Sandbox]:
    """An empty sandbox."""
    with Sandbox(tmp_path / "sandbox.db", clock=lambda: clock[0]) as sandbox:
        yield sandbox


@pytest.fixture
def service(sandbox: Sandbox) -> Service:
    """The sandbox's service."""
    return Service(sandbox)
