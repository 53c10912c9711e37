"""Okta through its SDK's request executor: the SDK's authentication and request building, the body as bytes.

The SDK's client and user models are not used: importing them takes two seconds, and one user whom they refuse loses a
whole page. Its retries are off, since they sleep past any time-out: the engine's hold for all connectors.
"""

import re
import ssl
import time
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
from okta.cache.no_op_cache import NoOpCache
from okta.request_executor import RequestExecutor

from nameplate.plugins import PermissionMissing, ReadError, SignInRefused, UnexpectedAnswer, UnknownGroup
from nameplate.plugins.answers import Answer, Service, date, foreign_link, lost, read_json, said, same_place
from nameplate.plugins.credentials import secure
from nameplate.plugins.groups import called, identified
from nameplate.plugins.oauth import CLOCK, Renewal, is_refusal
from nameplate_okta.credentials import credentials
from nameplate_okta.listing import Listing, name_of, objects
from nameplate_okta.service import DPOP, ELSEWHERE, service
from nameplate_okta.settings import API, OktaSettings
from nameplate_okta.transport import TokenRefused, http_client, lower, open_session

OK, NOT_FOUND, TOO_MANY = 200, 404, 429
REFUSALS = frozenset({400, 401, 403})
SECONDS = re.compile(r"[0-9]{1,12}")
SIGNING_IN = "the request for a token"
GROUP_ID = re.compile(r"00g[0-9A-Za-z]{17}")


class OktaClient:
    """Gets pages from Okta; opened and closed by its connector."""

    def __init__(self, settings: OktaSettings, trusted: ssl.SSLContext) -> None:
        self.settings = settings
        self.org_url = secure(settings.org_url, "org_url")
        self.base_url = secure(settings.base_url, "base_url").removesuffix(API) if settings.base_url else self.org_url
        self.oauth = settings.token is None
        self.credentials = credentials(settings)
        self.session = open_session(settings.timeout, trusted)
        self.executors: dict[tuple[str, ...], RequestExecutor] = {}
        self.renewal = Renewal()
        self.groups: dict[str, str] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()

    async def page(self, listing: Listing, link: str) -> tuple[Any, str, str]:
        """The JSON of one page of a list, the next one's path ("" on the last), and what was asked for, in words.

        Raises:
            ReadError: It can't be had.
        """
        request = f"GET /api/v1/groups/…/users (group {listing.group!r})" if listing.group else "GET /api/v1/users"
        path = link or listing.path(await self.group_id(listing.group) if listing.group else "")
        answer, following = await self.send(path, request, groups=bool(listing.group))
        if answer.status == NOT_FOUND and listing.group:
            raise unknown_group(listing.group)
        data = read_json(answer, self.service(groups=bool(listing.group)), request)
        return data, self.below(following, request) if following else "", request

    async def group_id(self, group: str) -> str:
        """The id of a group given by name or id.

        Raises:
            ReadError: There is none of that name, or several.
        """
        if GROUP_ID.fullmatch(group):
            return group
        if group not in self.groups:
            name = group.replace("\\", "\\\\").replace('"', '\\"')
            path = "/api/v1/groups?" + urlencode({"search": f'profile.name eq "{name}"', "limit": "200"})
            request = f"GET /api/v1/groups (profile.name {group!r})"
            answer, _ = await self.send(path, request, groups=True)
            found = objects(read_json(answer, self.service(groups=True), request), request)
            ids = [str(one["id"]) for one in called(found, group, lambda one: (name_of(one),)) if one.get("id")]
            ids = ids or await self.group_with_id(group)
            if len(ids) != 1:
                raise unknown_group(group, len(ids))
            self.groups[group] = ids[0]
        return self.groups[group]

    async def group_with_id(self, group: str) -> list[str]:
        """The id that a text is, if it is that of a group.

        Raises:
            ReadError: It can't be told.
        """
        request = f"GET /api/v1/groups/… ({group!r})"
        answer, _ = await self.send(f"/api/v1/groups/{quote(group, safe='')}", request, groups=True)
        return identified(answer, group, self.service(groups=True), request)

    async def send(self, path: str, request: str, *, groups: bool) -> tuple[Answer, str]:
        """The answer to a request, whatever its status, and the address of its next page, or "".

        With OAuth, the request is repeated with a fresh token where that helps.

        Raises:
            ReadError: There is none, or signing in failed.
        """
        answer, following = await self.ask(path, request, groups=groups)
        while self.oauth and self.renewal.is_due(answer.status):
            self.executors.clear()  # they keep the tokens
            answer, following = await self.ask(path, request, groups=groups)
        return answer, following

    async def ask(self, path: str, request: str, *, groups: bool) -> tuple[Answer, str]:
        """`send`, once.

        Raises:
            ReadError: There is none, or signing in failed.
        """
        asked = self.service(groups=groups)
        executor = self.executor(self.scopes(groups=groups))
        try:
            prepared, refused = await executor.create_request("GET", self.org_url + path, None, {})
        except TokenRefused as error:
            raise token_error(with_retry_after(error.answer), asked) from None
        except (aiohttp.ClientError, OSError) as error:
            raise lost(error, asked, SIGNING_IN) from error
        except (ValueError, TypeError, AttributeError, KeyError, SyntaxError) as error:
            raise bad_key(error, asked) from None
        if refused is not None:
            raise bad_key(refused, asked)
        try:
            _, response, body, _ = await executor.fire_request_helper(prepared, 0, time.time())
        except (aiohttp.ClientError, OSError) as error:
            raise lost(error, asked, request) from error
        try:
            following = str(response.links.get("next", {}).get("url", "")) if response.status == OK else ""
        except ValueError:
            raise foreign_link(response.headers.get("Link", ""), asked, request) from None
        return with_retry_after(Answer(response.status, lower(response.headers), body)), following

    def below(self, link: str, request: str) -> str:
        """The path and query of a next link.

        Raises:
            UnexpectedAnswer: It leads to another address than the organization's.
        """
        for base in (self.base_url, self.org_url):
            if same_place(link, base):
                there = urlsplit(link)
                return f"{there.path.removeprefix(urlsplit(base).path)}?{there.query}"
        raise foreign_link(link, self.service(), request)

    def scopes(self, *, groups: bool) -> tuple[str, ...]:
        """The OAuth scopes to ask for; those for groups only where groups are read."""
        people = tuple(scope for scope in self.settings.scopes if not scope.startswith("okta.groups."))
        return self.settings.scopes if groups or not people else people

    def service(self, *, groups: bool = False) -> Service:
        """Okta, as a request sees it."""
        return service(oauth=self.oauth, scopes=self.scopes(groups=groups))

    def executor(self, scopes: tuple[str, ...]) -> RequestExecutor:
        """The SDK's request executor for these scopes."""
        scopes = scopes if self.oauth else ()
        if scopes not in self.executors:
            client = {
                "orgUrl": self.org_url,
                "requestTimeout": 0,
                "rateLimit": {"maxRetries": 0},
                "scopes": list(scopes),
                **self.credentials,
            }
            transport = http_client(self.session, self.org_url, self.base_url, self.service(groups=True))
            self.executors[scopes] = RequestExecutor({"client": client}, NoOpCache(), transport)
        return self.executors[scopes]


def with_retry_after(answer: Answer) -> Answer:
    """A 429 with a `Retry-After`, made of X-Rate-Limit-Reset (seconds since 1970) where Okta gives that alone.

    Okta gives it with every answer; only of a 429 it says when to ask again.
    """
    reset = answer.headers.get("x-rate-limit-reset", "")
    if answer.status != TOO_MANY or "retry-after" in answer.headers or not SECONDS.fullmatch(reset):
        return answer
    now = date(answer.headers.get("date", ""))
    seconds = max(0, int(reset) - int(now.timestamp() if now else time.time())) + 1
    return replace(answer, headers={**answer.headers, "retry-after": str(seconds)})


def bad_key(error: Exception, asked: Service) -> SignInRefused:
    """The error for a private key that can't sign; nothing of it is shown."""
    return SignInRefused(
        f"Signing in to Okta with the private key is not possible ({type(error).__name__}).",
        remedy=f"Name a PEM or JWK key. {asked.sign_in}",
    )


def token_error(answer: Answer, asked: Service) -> ReadError:
    """The read error for a token that Okta did not give out."""
    if answer.status in REFUSALS:
        words = said(answer.body, answer.status)
        if not speaks(answer.body):
            return UnexpectedAnswer(f"Okta answered {SIGNING_IN} with {answer.status}: {words}", remedy=ELSEWHERE)
        message = f"Okta did not give out a token: {words}"
        if "invalid_scope" in message or "access_denied" in message:
            return PermissionMissing(message, remedy=asked.permission)
        return SignInRefused(message, remedy=token_remedy(message, asked))
    try:
        read_json(answer, asked, SIGNING_IN)
    except ReadError as error:
        return error
    return UnexpectedAnswer(f"Okta answered {SIGNING_IN} with JSON that is not a token.", remedy=asked.sign_in)


def speaks(body: bytes) -> bool:
    """Whether a refusal is Okta's own, and not the page of something that stands before it."""
    return is_refusal(body) or b'"errorCode"' in body


def token_remedy(message: str, asked: Service) -> str:
    """What to do where Okta refuses a token in these words."""
    if "client_assertion" in message and ("expir" in message or "future" in message):
        return CLOCK
    return DPOP if "dpop" in message else asked.sign_in


def unknown_group(group: str, found: int = 0) -> UnknownGroup:
    """The error for a group that is not there, or a name that several have."""
    if found:
        return UnknownGroup(f"{found} groups of Okta are named {group!r}.", remedy="Name the group by its id (00g…).")
    return UnknownGroup(
        f"Okta has no group {group!r}.", remedy="Correct its name or id, or take it out of the configuration."
    )
