"""Sandboxes for tests: made from a list of SCIM users, and served over HTTP on loopback."""

import os
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from nameplate.config.models import Directory
from nameplate.config.secrets import Secret
from nameplate.directory import Faults, Sandbox, load_sandbox, sandbox_app

TOKEN = "sandbox-key"
TOKEN_ENV = "NAMEPLATE_TEST_TOKEN"
DIRECTORY_ID = "practice"


def scim_user(user_name: str, **attributes: Any) -> dict[str, Any]:
    """A SCIM user as a creation sends it; `attributes` are SCIM's, over an e-mail that is the user name."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": user_name,
        "emails": [{"value": user_name, "type": "work", "primary": True}],
        "active": True,
        **attributes,
    }


def many_users(count: int, domain: str = "acme.example") -> Iterator[dict[str, Any]]:
    """So many users with every attribute that matters, with ids `0`, `1` and so on."""
    for n in range(count):
        yield scim_user(
            f"person{n}@{domain}",
            id=str(n),
            externalId=f"source-{n}",
            name={"givenName": f"Given{n}", "familyName": f"Family{n}"},
            displayName=f"Given{n} Family{n}",
            title="Engineer",
            department="Research",
            timezone="Europe/Budapest",
            preferredLanguage="hu-HU",
        )


def make_sandbox(path: Path, users: Iterable[dict[str, Any]] = (), **settings: Any) -> Path:
    """A sandbox file of these users."""
    load_sandbox(path, users, **settings)
    return path


def contents(path: Path) -> list[dict[str, Any]]:
    """The users in a sandbox file, in the order of creation."""
    with Sandbox(path) as sandbox:
        return sandbox.rows.page(0, sandbox.rows.count())


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """Serve an ASGI application on loopback in a thread; gives its base address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.005)
    assert server.started
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


@contextmanager
def served_sandbox(path: Path, *, faults: Faults | None = None, port: int = 0, **requests: Any) -> Iterator[Directory]:
    """Serve a sandbox file over HTTP; gives the configuration of a directory that reaches it.

    `requests` are those of the directory (`per_second`, `concurrency`); the key is set in the environment.
    """
    os.environ[TOKEN_ENV] = TOKEN
    with Sandbox(path) as sandbox, served(sandbox_app(sandbox, token=TOKEN, faults=faults), port) as base_url:
        yield reached(base_url, **requests)


def reached(base_url: str, path: str = "/scim/directory/{directory_id}", **requests: Any) -> Directory:
    """The configuration of a directory at an address, as fast as a test likes."""
    os.environ[TOKEN_ENV] = TOKEN
    return Directory(
        directory_id=DIRECTORY_ID,
        token=Secret(env=TOKEN_ENV),
        base_url=base_url,
        path=path,
        requests={"per_second": 1000, "concurrency": 8, **requests},  # type: ignore[arg-type]
    )
