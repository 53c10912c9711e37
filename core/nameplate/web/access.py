"""Middleware that lets requests in by the door, and puts the protecting headers on every answer."""

from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nameplate.web.assets import PREFIX
from nameplate.web.door import Door, Refusal
from nameplate.web.rendering import refused

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Access:
    """The middleware.

    Args:
        app: The application behind it.
        door: Who gets in.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or let through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self.answer(scope)

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await (answer or self.app)(scope, receive, protected)

    def answer(self, scope: Scope) -> Response | None:
        """A refusal, or the exchange of the token for a cookie; None lets the request through."""
        method, headers = scope["method"], Headers(scope=scope)
        refusal = self.door.foreign(method, headers) or self.door.too_large(method, headers)
        if refusal is not None:
            return refused(refusal)
        if scope["path"].startswith(PREFIX):
            return None
        query = QueryParams(scope["query_string"])
        if "token" in query:
            return self.exchange(scope, query)
        return None if self.door.knows(headers) else refused(Refusal.STRANGER)

    def exchange(self, scope: Scope, query: QueryParams) -> Response:
        """The cookie for the token, and the same address without it; a browser that is in already needs none."""
        headers = Headers(scope=scope)
        known = self.door.knows(headers)
        refusal = None if known else self.door.opens(scope["method"], headers, query)
        if refusal is not None:
            return refused(refusal)
        rest = urlencode([(key, value) for key, value in query.multi_items() if key != "token"])
        path = "/" + scope["path"].lstrip("/")
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
        if not known:
            name = self.door.cookie(headers)
            answer.set_cookie(name, self.door.session, httponly=True, samesite="strict", path="/")
        return answer
