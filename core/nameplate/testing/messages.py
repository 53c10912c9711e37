"""A request and a response, as a plugin author's `answer` sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

import orjson


@dataclass(frozen=True)
class Request:
    """What the connector sent; header names are lower-case, `base_url` is the address it was sent to."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = ""

    @property
    def form(self) -> Mapping[str, str]:
        """The body, read as a form; what a token endpoint is sent."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))

    @property
    def everything(self) -> str:
        """All that was sent, as one text to search in."""
        return "\n".join(
            (self.path, *self.query.values(), *self.headers.values(), self.body.decode("utf-8", "replace"))
        )


@dataclass(frozen=True)
class Response:
    """What the service answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def json(cls, data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Self:
        """`data` as JSON."""
        return cls(status, {"content-type": "application/json", **(headers or {})}, orjson.dumps(data))
