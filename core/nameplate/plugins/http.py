"""JSON over HTTP, for connectors of services that have no SDK.

Every refusal is a read error; redirects are not followed, and a link to another address is not asked.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Self

from nameplate.errors import ReadError, SignInRefused, UnexpectedAnswer
from nameplate.plugins.answers import (
    LARGEST_BODY,
    Answer,
    Service,
    bare,
    foreign_link,
    lost,
    read_json,
    same_place,
    split,
    too_large,
)
from nameplate.plugins.credentials import trust, with_password
from nameplate.plugins.oauth import Renewal
from nameplate.plugins.proxies import no_proxy
from nameplate.plugins.settings import Settings

if TYPE_CHECKING:
    import httpx2

__all__ = ["Answer", "JsonClient", "Service", "read_json"]

NOT_FOUND = 404
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
"""How an address begins that is not below `base_url` by itself."""

Authorization = Callable[[], Awaitable[str]]
"""Gives the `Authorization` header of the next request, such as `Bearer …`."""


class JsonClient:
    """The JSON that one service answers with; opened as an async context.

    Args:
        service: What the service is called, and what its refusals ask for.
        settings: `ca_bundle` and `timeout` count; `base_url` where `base_url` is not given.
        base_url: The address that requests are relative to.
        authorization: Asked before every request; None sends no credentials.
        forget: Makes `authorization` ask for fresh credentials; the request is repeated with them, once, where others
            that were good are refused. None where there are no fresh ones to be had.
    """

    def __init__(
        self,
        service: Service,
        settings: Settings,
        *,
        base_url: str = "",
        authorization: Authorization | None = None,
        forget: Callable[[], None] | None = None,
    ) -> None:
        self.service = service
        self.settings = settings
        self.base_url = (base_url or settings.base_url).rstrip("/")
        self.authorization = authorization
        self.forget = forget
        self.renewal = Renewal()
        self.http: httpx2.AsyncClient

    async def __aenter__(self) -> Self:
        """Make the client; nothing is sent.

        Raises:
            SignInRefused: `ca_bundle` can't be read, or `base_url` holds a password.
            UnexpectedAnswer: `base_url`, or the environment's proxy, is not an address.
        """
        import httpx2  # noqa: PLC0415 -- loaded where something is read, not where plugins are listed

        if split(self.base_url).username is not None:
            raise with_password("base_url")
        if split(self.base_url).scheme not in {"http", "https"} or not split(self.base_url).hostname:
            raise UnexpectedAnswer(
                f"{bare(self.base_url)!r} is not the address of {self.service.name}.",
                remedy="Set base_url to its address, with https://.",
            )
        verify = trust(self.settings)
        try:
            self.http = httpx2.AsyncClient(verify=verify, timeout=self.settings.timeout, follow_redirects=False)
        except (ImportError, ValueError, httpx2.InvalidURL):  # a SOCKS proxy needs a library more
            raise no_proxy(split(self.base_url).scheme) from None
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def get(
        self, address: str, params: Mapping[str, str | int] | None = None, *, missing: ReadError | None = None
    ) -> Any:
        """The JSON at a path below `base_url`, or at a link that the service gave.

        Raises:
            ReadError: It can't be had, or the link leads to another address; `missing` where that says 404.
        """
        url = address if ABSOLUTE.match(address) else f"{self.base_url}/{address.lstrip('/')}"
        request = f"GET {split(url).path}"
        if not same_place(url, self.base_url):
            raise foreign_link(url, self.service, request)
        answer = await self.send(request, "GET", url, params=params, headers=await self.headers())
        while self.forget is not None and self.renewal.is_due(answer.status):
            self.forget()
            answer = await self.send(request, "GET", url, params=params, headers=await self.headers())
        if answer.status == NOT_FOUND and missing is not None:
            raise missing
        return read_json(answer, self.service, request)

    async def headers(self) -> dict[str, str]:
        """The headers of a request.

        Raises:
            ReadError: There are no credentials to be had.
        """
        headers = {"Accept": "application/json"}
        if self.authorization is not None:
            headers["Authorization"] = self.checked(await self.authorization())
        return headers

    def checked(self, authorization: str) -> str:
        """A header's value, if it can be one.

        Raises:
            SignInRefused: It has signs that no header takes.
        """
        if authorization.isascii() and authorization.isprintable():
            return authorization
        raise SignInRefused(f"The credentials for {self.service.name} can't be sent.", remedy=self.service.sign_in)

    async def send(self, request: str, method: str, url: str, **parts: Any) -> Answer:
        """The whole answer to one request, within `timeout` from the first byte to the last.

        Raises:
            ReadError: There is none, or it is larger than any real page.
        """
        import httpx2  # noqa: PLC0415 -- as above

        try:
            async with (
                asyncio.timeout(self.settings.timeout),
                self.http.stream(method, url, **parts) as response,
            ):
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST_BODY:
                        raise too_large(self.service, request)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, headers, bytes(body))
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            raise lost(error, self.service, request) from error
