"""Scripts and style sheets, under addresses that bear their hash: a browser keeps them, and never has an old one."""

import hashlib
import mimetypes
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

PREFIX = "/assets/"
SHARED = {"report.css": ("nameplate.reports", "assets/report.css")}
"""What the HTML report has as well."""
NAMES = ("pages.css", "pages.js", "editor.js", "vendor/htmx.min.js", "icon.svg")


class Asset(NamedTuple):
    """One file; `address` bears its hash."""

    address: str
    kind: str
    content: bytes


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Name → file, read once."""
    places = {name: ("nameplate.web", f"static/{name}") for name in NAMES} | SHARED
    return {name: read(name, files(package).joinpath(path).read_bytes()) for name, (package, path) in places.items()}


def read(name: str, content: bytes) -> Asset:
    """A file with its address."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(f"{PREFIX}{digest}/{name.rpartition('/')[2]}", kind, content)


def address(name: str) -> str:
    """Where a page finds an asset.

    Raises:
        KeyError: There is none of that name.
    """
    return assets()[name].address


def serve(request: Request) -> Response:
    """The asset at an address, for good: another content has another address."""
    for asset in assets().values():
        if asset.address == request.url.path:
            headers = {"cache-control": "private, max-age=31536000, immutable"}
            return Response(asset.content, media_type=asset.kind, headers=headers)
    return Response(status_code=404)
