"""Tokens by OAuth 2.0 client credentials (RFC 6749 §4.4), renewed before they run out, or where one is refused."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson

from nameplate.errors import SignInRefused, UnexpectedAnswer
from nameplate.plugins.answers import read_json, said

if TYPE_CHECKING:
    from nameplate.plugins.http import JsonClient

OK, UNAUTHORIZED = 200, 401
BAD_REQUEST = 400
"""How OAuth refuses a client (RFC 6749 §5.2)."""
CLOCK = "Set this machine's clock: a sign-in is signed with the time, and the service's clock says another."
"""What to do where a signed assertion is refused for its time."""
EARLY = 30.0
"""Seconds before its end in which a token is no longer used."""
UNSAID = 300.0
"""Seconds that a token counts as good where the service doesn't say."""


def is_refusal(body: bytes) -> bool:
    """Whether a body is OAuth's own error (RFC 6749 §5.2), and not the page of a proxy or of another service."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return isinstance(data, dict) and isinstance(data.get("error"), str)


@dataclass
class Renewal:
    """When a refused token is worth a fresh one: it was accepted before, so it was revoked, or ended early."""

    accepted: bool = False

    def is_due(self, status: int) -> bool:
        """Whether to ask again with a fresh token after an answer of this status; never twice in a row."""
        if status == UNAUTHORIZED:
            due, self.accepted = self.accepted, False
            return due
        self.accepted = self.accepted or status == OK
        return False


@dataclass
class ClientCredentials:
    """The `Authorization` header by client credentials.

    `authorization` and `forget` go to a `JsonClient` as they are; `client` sends the requests for tokens.
    """

    client: "JsonClient"
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""
    token: str = field(default="", repr=False)
    until: float = 0.0

    async def authorization(self) -> str:
        """The header, with a token that is still good.

        Raises:
            SignInRefused: The client is not accepted.
            ReadError: There is no token to be had.
        """
        if time.monotonic() >= self.until:
            await self.renew()
        return f"Bearer {self.token}"

    def forget(self) -> None:
        """Let the next token be a fresh one."""
        self.until = 0.0

    async def renew(self) -> None:
        """Ask for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            **({"scope": self.scope} if self.scope else {}),
        }
        service, request, asked = self.client.service, f"POST {urlsplit(self.token_url).path}", time.monotonic()
        answer = await self.client.send(request, "POST", self.token_url, data=form)
        if answer.status == BAD_REQUEST:
            raise SignInRefused(f"{service.name} gives no token: {said(answer.body)}", remedy=service.sign_in)
        data = read_json(answer, service, request)
        if not isinstance(data, dict) or not isinstance(data.get("access_token"), str):
            raise UnexpectedAnswer(
                f"{service.name} answered {request} without an access_token.",
                remedy="Check the address that gives tokens.",
            )
        self.token = data["access_token"]
        lifetime = data.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, int | float) else UNSAID
        self.until = asked + max(seconds - EARLY, seconds / 2)
