"""One request and its answer, with the pace kept and what may be repeated repeated."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson

from nameplate.directory import answers
from nameplate.directory.pace import Pace
from nameplate.directory.scim import MEDIA_TYPE
from nameplate.errors import DirectoryError, DirectoryRefused, DirectoryUnavailable

ATTEMPTS = 8
"""How often a request is sent, 429 not counted, before it is given up."""
REFUSALS = 40
"""How often a request may be answered 429 before it is given up."""
LONGEST_WAIT = 30.0
_OK = 200
_NO_CONTENT = 204


class AnswerLost(DirectoryUnavailable):
    """A request may or may not have been carried out."""


@dataclass(frozen=True)
class Answer:
    """A success."""

    status: int
    body: bytes

    def resource(self) -> dict[str, Any] | None:
        """The resource in the body; None where there is none (204)."""
        return answers.json_object(self.body) if self.body else None


@dataclass
class Traffic:
    """What was sent: requests, and of these, those answered 429 and those sent again."""

    requests: int = 0
    throttled: int = 0
    repeated: int = 0


class Exchange:
    """Sends requests to one directory.

    Args:
        client: Without a base address and without credentials.
        address: The directory's SCIM endpoint.
        token: Gives the API key; asked for each request.
        token_name: How the configuration names it, for messages.
        pace: How fast.
        sleep: Waits before a repetition.
    """

    def __init__(
        self,
        client: httpx2.AsyncClient,
        address: str,
        *,
        token: Callable[[], str],
        token_name: str,
        pace: Pace,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.client = client
        self.address = address.rstrip("/")
        self.token = token
        self.token_name = token_name
        self.pace = pace
        self.sleep = sleep
        self.traffic = Traffic()

    async def get(self, path: str, *, params: Mapping[str, str] | None = None, doing: str) -> Answer:
        """GET, repeated until it is answered."""
        return await self._until_answered("GET", path, params=params, doing=doing)

    async def patch(self, path: str, body: Any, *, doing: str) -> Answer:
        """PATCH; the same operations twice do no more than once, so it is repeated."""
        return await self._until_answered("PATCH", path, body=body, doing=doing)

    async def post(self, path: str, body: Any, *, doing: str) -> Answer:
        """POST, sent once; only a 429, which did nothing, is repeated.

        Raises:
            AnswerLost: It may have been carried out; look before sending it again.
        """
        return await self._unrefused("POST", path, body=body, doing=doing)

    async def wait(self, attempt: int) -> None:
        """The pause before a repetition, longer each time."""
        self.traffic.repeated += 1
        await self.sleep(random.uniform(0.5, 1) * min(0.25 * 2**attempt, LONGEST_WAIT))  # noqa: S311 -- spread, not secret

    async def _until_answered(self, method: str, path: str, *, doing: str, **rest: Any) -> Answer:
        attempt = 0
        while True:
            try:
                return await self._unrefused(method, path, doing=doing, **rest)
            except AnswerLost:
                attempt += 1
                if attempt == ATTEMPTS:
                    raise
            await self.wait(attempt)

    async def _unrefused(self, method: str, path: str, **rest: Any) -> Answer:
        for refusals in range(REFUSALS):
            try:
                return await self._once(method, path, **rest)
            except DirectoryUnavailable as error:
                if error.status != 429 or refusals == REFUSALS - 1:  # noqa: PLR2004
                    raise
            # The pace waits as long as the answer asked; this only keeps requests apart.
            await self.sleep(0.01)
        raise AssertionError("unreachable")

    async def _once(
        self, method: str, path: str, *, doing: str, params: Mapping[str, str] | None = None, body: Any = None
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token()}", "Accept": MEDIA_TYPE}
        content = None if body is None else orjson.dumps(body)
        if content is not None:
            headers["Content-Type"] = MEDIA_TYPE
        async with self.pace.slot() as number:
            self.traffic.requests += 1
            try:
                response = await self.client.request(
                    method, self.address + path, params=params, content=content, headers=headers
                )
            except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL) as error:
                raise DirectoryRefused(
                    f"{self.address} can't be asked when {doing}: {error}.", remedy="Check base_url and path."
                ) from None
            except httpx2.RequestError as error:
                self.pace.failed()
                raise lost(error, doing) from None
            return self._judge(response, number, doing)

    def _judge(self, response: httpx2.Response, number: int, doing: str) -> Answer:
        status, content = response.status_code, response.content
        if _OK <= status < 300:  # noqa: PLR2004
            if status != _NO_CONTENT and answers.json_object(content) is None:
                self.pace.failed()
                raise AnswerLost(f"Atlassian's answer was cut off or not JSON when {doing}.", status=status)
            self.pace.answered(status, response.headers, number=number)
            return Answer(status, content)
        error = self._error(response, doing)
        wait = error.retry_after if isinstance(error, DirectoryUnavailable) else None
        if status >= 500 or status in {408, 425}:  # noqa: PLR2004
            self.pace.failed(wait)
            raise AnswerLost(error.message, status=status, retry_after=wait, remedy=error.remedy)
        self.traffic.throttled += status == 429  # noqa: PLR2004
        self.pace.answered(status, response.headers, wait, number)
        raise error

    def _error(self, response: httpx2.Response, doing: str) -> DirectoryError:
        key = self.token()
        headers = {name: value.replace(key, "***") for name, value in response.headers.items()}
        content = response.content.replace(key.encode(), b"***")
        return answers.error(response.status_code, headers, content, doing=doing, token=self.token_name)


def lost(error: httpx2.RequestError, doing: str) -> AnswerLost:
    """The error for a request without an answer."""
    kind = "did not answer in time" if isinstance(error, httpx2.TimeoutException) else "could not be reached"
    reason = "" if isinstance(error, httpx2.TimeoutException) else f": {error}".rstrip(": ")
    return AnswerLost(
        f"Atlassian {kind} when {doing}{reason}.", remedy="Check the network, base_url and proxies; then try again."
    )
