"""Who gets in: requests of this machine's own pages, from a browser that came by the printed address."""

import hmac
import secrets
from dataclasses import dataclass, field
from enum import Enum

from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser

SAFE_METHODS = frozenset({"GET", "HEAD"})
LARGEST_BODY = 1024 * 1024


class Refusal(Enum):
    """Why a request is not answered: status, headline, and what to do."""

    HOST = (421, "This is not the address of these pages", "Open the address that `nameplate serve` printed.")
    FOREIGN = (
        403,
        "Another site asked for this page",
        "Nothing was done. Type or paste the address yourself; links from other sites don't open these pages.",
    )
    METHOD = (405, "The pages don't answer such a request", "Open them in a browser.")
    LARGE = (413, "That is too much at once", "A mapping has at most 64 kB.")
    USED = (
        403,
        "This address has been used already",
        "It opens one browser, once. End `nameplate serve` with Ctrl-C and start it again for a new address.",
    )
    STRANGER = (
        403,
        "These pages open with the address that `nameplate serve` printed",
        "Copy the whole address from the terminal; it has a token in it that works once.",
    )

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[0]


@dataclass
class Door:
    """The one-time token, and the session it opened.

    Args:
        token: What the printed address has.
        hosts: The values of `Host` that are answered.
    """

    token: str = field(repr=False)
    hosts: frozenset[str]
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    used: bool = False

    def cookie(self, headers: Headers) -> str:
        """The cookie's name; ports of one machine share cookies, so that it bears the port."""
        return f"nameplate-{headers.get('host', '').rpartition(':')[2] or '80'}"

    def foreign(self, method: str, headers: Headers) -> Refusal | None:
        """Why the request is another site's, or None."""
        host = headers.get("host", "").lower()
        if host not in self.hosts:
            return Refusal.HOST
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site not in {None, "none", "same-origin"}:
            return Refusal.FOREIGN
        if origin is not None and origin.lower() != f"http://{host}":
            return Refusal.FOREIGN
        if method in SAFE_METHODS:
            return None
        if method != "POST":
            return Refusal.METHOD
        return None if origin is not None or site == "same-origin" else Refusal.FOREIGN

    def too_large(self, method: str, headers: Headers) -> Refusal | None:
        """Why a body is refused before it is read; one without a length is."""
        if method in SAFE_METHODS:
            return None
        length = headers.get("content-length", "")
        return None if length.isdecimal() and int(length) <= LARGEST_BODY else Refusal.LARGE

    def knows(self, headers: Headers) -> bool:
        """Whether the browser has the session's cookie."""
        cookie = cookie_parser(headers.get("cookie", "")).get(self.cookie(headers), "")
        return hmac.compare_digest(cookie.encode(), self.session.encode())

    def opens(self, method: str, headers: Headers, query: QueryParams) -> Refusal | None:
        """Take the token in the address, once; None where it fits. A browser that fetches ahead uses nothing up."""
        fits = hmac.compare_digest(query.get("token", "").encode(), self.token.encode())
        if not fits or method != "GET" or headers.get("sec-purpose", "").startswith("prefetch"):
            return Refusal.STRANGER
        if self.used:
            return Refusal.USED
        self.used = True
        return None
