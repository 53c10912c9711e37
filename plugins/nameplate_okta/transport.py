"""The HTTP client that Okta's request executor is given: bodies as bytes, no redirects, no logging of requests."""

import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from okta.http_client import HTTPClient

from nameplate.plugins.answers import LARGEST_BODY, Answer, Service, too_large
from nameplate.plugins.proxies import for_aiohttp

OK = 200


def open_session(timeout: float, trusted: ssl.SSLContext) -> aiohttp.ClientSession:
    """Connections to Okta; `timeout` is in seconds, from the request to the last byte of the answer."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trusted),
        timeout=aiohttp.ClientTimeout(total=timeout),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class TokenRefused(Exception):
    """What the token endpoint answered is not a token; the SDK would take its status for unimportant."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def check_token(answer: Answer) -> None:
    """Raise TokenRefused for an answer without an access token."""
    try:
        data = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        data = None
    if answer.status != OK or not isinstance(data, dict) or not isinstance(data.get("access_token"), str):
        raise TokenRefused(answer)


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


def http_client(session: aiohttp.ClientSession, org_url: str, base_url: str, service: Service) -> type[HTTPClient]:
    """The class to give to a request executor; what it asks of `org_url` is sent to `base_url`."""

    class Transport(HTTPClient):  # type: ignore[misc]  # the SDK is not type-checked
        """Sends the executor's requests; errors of aiohttp are raised."""

        async def send_request(self, request: Mapping[str, Any]) -> tuple[None, aiohttp.ClientResponse, bytes, None]:
            """The answer with its whole body.

            Raises:
                UnexpectedAnswer: The body is too large, or the environment's proxy is none.
                TokenRefused: A request for a token, the only kind that is posted, gave none.
                aiohttp.ClientError: There is no answer.
                TimeoutError: It took too long.
            """
            url = base_url + request["url"].removeprefix(org_url)
            headers = {**self._default_headers, **request["headers"]}
            form = request["form"] or None
            async with session.request(
                request["method"], url, headers=headers, data=form, allow_redirects=False, **for_aiohttp(url)
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise too_large(service, f"GET {response.url.path}")
                if request["method"] == "POST":
                    check_token(Answer(response.status, lower(response.headers), bytes(body)))
                return None, response, bytes(body), None

    return Transport
