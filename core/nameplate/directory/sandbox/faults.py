"""How a sandbox misbehaves, so that people can practise a push and tests can torment it."""

import asyncio
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nameplate.directory.sandbox.problems import failure


@dataclass(frozen=True)
class RateLimit:
    """So many requests in a window; the rest is answered 429."""

    requests: float
    """Requests in a window, at most."""
    window: float = 1.0
    """The window's length in seconds."""
    headers: bool = True
    """Every answer bears X-RateLimit-Limit, -Remaining and -Reset (ISO 8601)."""
    retry_after: bool = True
    """A 429 bears Retry-After."""


@dataclass(frozen=True)
class Faults:
    """What goes wrong, as shares of all requests between 0 and 1; the same seed goes wrong in the same places."""

    latency: float = 0.0
    """Seconds that every answer takes."""
    limit: RateLimit | None = None
    """A rate limit."""
    errors: float = 0.0
    """Answered 500, before anything is done."""
    errors_after: float = 0.0
    """Answered 500, after it was done."""
    dropped: float = 0.0
    """Done, but the connection ends without an answer."""
    cut_off: float = 0.0
    """Done, but the connection ends in the middle of the answer."""
    seed: int = 0
    """Where chance begins."""


class Faulty:
    """An ASGI application that does what `faults` say to the answers of another."""

    def __init__(self, app: ASGIApp, faults: Faults, *, clock: Callable[[], float] = time.time) -> None:
        self.app = app
        self.faults = faults
        self.clock = clock
        self.chance = random.Random(faults.seed)  # noqa: S311 -- faults, not secrets
        self.window_ends = 0.0
        self.used = 0
        self.requests = 0
        self.refused = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.requests += 1
        if self.faults.latency:
            await asyncio.sleep(self.faults.latency)
        limit = self.faults.limit
        if limit and not self._within(limit):
            self.refused += 1
            await self._too_many(limit)(scope, receive, send)
            return
        if self.chance.random() < self.faults.errors:
            await _broken()(scope, receive, send)
            return
        answer = await _answer(self.app, scope, receive)
        if self.chance.random() < self.faults.errors_after:
            await _broken()(scope, receive, send)
            return
        start, body = answer
        if limit and limit.headers:
            start["headers"] = [*start["headers"], *self._headers(limit)]
        await self._send(send, start, body)

    async def _send(self, send: Send, start: Message, body: bytes) -> None:
        # Fewer bytes than Content-Length says: the server closes the connection.
        if self.chance.random() < self.faults.dropped:
            body, start["headers"] = b"", _with_length(start["headers"], len(body) + 1)
        elif body and self.chance.random() < self.faults.cut_off:
            body = body[: len(body) // 2]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _within(self, limit: RateLimit) -> bool:
        now = self.clock()
        if now >= self.window_ends:
            self.window_ends = now + limit.window
            self.used = 0
        if self.used >= limit.requests:
            return False
        self.used += 1
        return True

    def _headers(self, limit: RateLimit) -> list[tuple[bytes, bytes]]:
        reset = datetime.fromtimestamp(self.window_ends, UTC).isoformat(timespec="milliseconds")
        fields = {
            "x-ratelimit-limit": f"{limit.requests:g}",
            "x-ratelimit-remaining": f"{max(limit.requests - self.used, 0):g}",
            "x-ratelimit-reset": reset.replace("+00:00", "Z"),
        }
        return [(name.encode(), value.encode()) for name, value in fields.items()]

    def _too_many(self, limit: RateLimit) -> Response:
        response = failure(429, "Rate limit exceeded")
        if limit.headers:
            response.raw_headers.extend(self._headers(limit))
        if limit.retry_after:
            response.headers["retry-after"] = str(math.ceil(max(self.window_ends - self.clock(), 0)))
        return response


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[dict[str, Any], bytes]:
    start: dict[str, Any] = {}
    parts: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, collect)
    return start, b"".join(parts)


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


def _broken() -> Response:
    return failure(500, "Internal error")
