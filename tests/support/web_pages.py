"""The pages of an organization, asked without a network; one event loop, so that counts go on between requests."""

import asyncio
import re
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import httpx2

from nameplate.plugins import Plugins
from nameplate.web import Site, create_app

BASE = "http://127.0.0.1:8000"
HOSTS = frozenset({"127.0.0.1:8000", "localhost:8000"})
OWN = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


class Pages:
    """Asks the pages of a folder as a browser does that came by the printed address."""

    def __init__(self, folder: Path, plugins: Plugins, *, read_only: bool = False, signed_in: bool = True) -> None:
        self.folder = folder
        self.site = Site(folder / "plans", folder / "nameplate.yaml", lambda: plugins, HOSTS, read_only=read_only)
        self.app = create_app(self.site)
        self.cookies: dict[str, str] = {}
        self._runner = asyncio.Runner()
        if signed_in:
            self.enter()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    def close(self) -> None:
        self._runner.close()

    def ask(self, method: str, path: str, *, cookies: dict[str, str] | None = None, **options: Any) -> httpx2.Response:
        """One request; no redirect is followed."""

        async def send() -> httpx2.Response:
            transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
            jar = self.cookies if cookies is None else cookies
            async with httpx2.AsyncClient(transport=transport, base_url=BASE, cookies=jar) as http:
                return await http.request(method, path, **options)

        return self.run(send())

    def enter(self) -> httpx2.Response:
        """By the token."""
        answer = self.ask("GET", f"/?token={self.site.token}")
        self.cookies = dict(answer.cookies)
        return answer

    def get(self, path: str, status: int = 200, **options: Any) -> str:
        """A page's text."""
        answer = self.ask("GET", path, **options)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, form: dict[str, str], status: int = 200) -> str:
        """The answer to a form of the pages."""
        answer = self.ask("POST", path, data=form, headers=OWN)
        assert answer.status_code == status, answer.text
        return answer.text


def words(html: str) -> str:
    """What a reader sees of a page, in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(text.split())
