"""What can go wrong with a page, and which read error says so."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nameplate.errors import PermissionMissing, ReadError, SignInRefused, Unavailable, UnexpectedAnswer
from nameplate.testing.messages import Request, Response
from nameplate.testing.server import Sent

RETRY_AFTER = 7
"""Seconds that the 429 of `TOO_MANY` asks to wait."""


@dataclass(frozen=True)
class Fault:
    """A fault: what is sent in place of a healthy response, and the read errors that may tell of it."""

    name: str
    spoil: Callable[[Request, Response], Sent]
    errors: tuple[type[ReadError], ...]


def refusal(name: str, status: int, error: type[ReadError], **headers: str) -> Fault:
    """A fault that is an HTTP status with a short JSON body."""
    answer = Response.json({"error": f"made-up refusal {status}"}, status=status, headers=headers)
    return Fault(name, lambda *_: Sent(answer), (error,))


def instead(name: str, body: bytes, kind: str) -> Fault:
    """A fault that is another body with status 200."""
    return Fault(name, lambda *_: Sent(Response(200, {"content-type": kind}, body)), (UnexpectedAnswer,))


CUT_JSON = Fault(
    "cut-off JSON",
    lambda _, healthy: Sent(replace(healthy, body=healthy.body[: len(healthy.body) // 2])),
    (UnexpectedAnswer,),
)
CUT_CONNECTION = Fault("cut-off connection", lambda _, healthy: Sent(healthy, "cut"), (Unavailable, UnexpectedAnswer))
HTML = instead("HTML page", b"<!DOCTYPE html><html><title>Welcome to the proxy</title></html>", "text/html")
EMPTY = instead("empty body", b"", "application/json")
OTHER_OBJECT = instead("JSON of another shape", b'{"status":"ok"}', "application/json")
OTHER_LIST = instead("JSON of another kind", b'"ok"', "application/json")
UNAUTHORIZED = refusal("401", 401, SignInRefused)
FORBIDDEN = refusal("403", 403, PermissionMissing)
TOO_MANY = refusal("429", 429, Unavailable, **{"retry-after": str(RETRY_AFTER)})
BUSY = refusal("503", 503, Unavailable)
DROPPED = Fault("dropped connection", lambda _, healthy: Sent(healthy, "drop"), (Unavailable,))
STALLED = Fault("time-out", lambda _, healthy: Sent(healthy, "stall"), (Unavailable,))


def redirect(elsewhere: str) -> Fault:
    """A redirect of every page to another server."""
    answer = Response(302, {"location": f"{elsewhere}/users"})
    return Fault("redirect to another host", lambda *_: Sent(answer), (UnexpectedAnswer,))


def lead_away(base_url: str, elsewhere: str) -> Fault:
    """Every link of a page to the service leads to another server instead, in headers and body."""

    def spoil(_: Request, healthy: Response) -> Sent:
        body = healthy.body.replace(base_url.encode(), elsewhere.encode())
        headers = {name: value.replace(base_url, elsewhere) for name, value in healthy.headers.items()}
        return Sent(Response(healthy.status, headers, body))

    return Fault("links to another host", spoil, (UnexpectedAnswer,))


def echo(request: Request, _: Response) -> Sent:
    """A refusal that repeats what was sent, credentials included, as some services do."""
    return Sent(Response.json({"error": "denied", "error_description": request.everything}, status=401))


ECHO = Fault("a refusal that repeats the credentials", echo, (SignInRefused,))


def replay() -> Fault:
    """Every page is the first one again, links included."""
    first: list[Response] = []

    def spoil(_: Request, healthy: Response) -> Sent:
        first.append(healthy)
        return Sent(first[0])

    return Fault("the same page again", spoil, (UnexpectedAnswer,))
