"""The Directory API through google-api-python-client: its authentication, request building and transport.

The SDK is synchronous, and its transport belongs to one thread; so there is one. Its own JSON model is not used,
since it takes a page that is cut off for a text. Its retries are off: they ignore Retry-After, and the engine's hold
for all connectors.
"""

import asyncio
import http.client
import json
import re
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httplib2
import orjson
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.model import JsonModel

from nameplate.plugins import PermissionMissing, ReadError, SignInRefused, Unavailable, UnexpectedAnswer, UnknownGroup
from nameplate.plugins.answers import Answer, clean, lost, read_json, refuse, too_large
from nameplate.plugins.credentials import read_key, reveal, secure
from nameplate.plugins.groups import called, identified
from nameplate.plugins.oauth import CLOCK
from nameplate_google.listing import LARGEST_MEMBERS_PAGE, Listing, of_kind
from nameplate_google.service import DELEGATION, ELSEWHERE, ENABLE, GROUPS, MEMBERS, SIGN_IN, USERS, service
from nameplate_google.settings import GoogleSettings
from nameplate_google.transport import SIGNING_IN, TooLarge, Transport

NOT_FOUND, FORBIDDEN, TOO_MANY = 404, 403, 429
DISABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
RATE_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
API = "/admin/directory/v1"
"""The path below `base_url` that the SDK adds."""
GROUP_ID = re.compile(r"0[0-9a-z]{10,}")


class Whole(JsonModel):  # type: ignore[misc]  # the SDK is not type-checked
    """Hands an answer on whole, rather than what its JSON says."""

    def response(self, resp: Any, content: bytes) -> Answer:
        """The answer."""
        return Answer(resp.status, dict(resp), content)


class GoogleClient:
    """Gets pages from the Directory API; opened and closed by its connector."""

    def __init__(self, settings: GoogleSettings, trusted: ssl.SSLContext) -> None:
        self.settings = settings
        self.trusted = trusted
        self.key, self.token_uri = service_account_key(settings)
        self.address = secure(settings.base_url, "base_url").removesuffix(API) if settings.base_url else None
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="nameplate-google")
        self.transports: list[Transport] = []
        self.apis: dict[tuple[str, ...], Any] = {}
        self.groups: dict[str, str] = {}

    async def close(self) -> None:
        """Give up the request under way, and close the connections."""
        for transport in self.transports:
            transport.stop()
        await asyncio.to_thread(self.thread.shutdown)
        for transport in self.transports:
            transport.close()

    async def page(self, listing: Listing, token: str) -> tuple[Any, str]:
        """The JSON of one page of a list, and what was asked for, in words.

        Raises:
            ReadError: It can't be had.
        """
        if not listing.group:
            asked = listing.parameters(self.settings.customer) | ({"pageToken": token} if token else {})
            answer = await self.send((USERS,), "users.list", lambda api: api.users().list(**asked))
            return read_json(answer, service(USERS), "users.list"), "users.list"
        request = f"members.list (group {listing.group!r})"
        asked = {
            "groupKey": await self.group_key(listing.group),
            "includeDerivedMembership": True,
            "maxResults": LARGEST_MEMBERS_PAGE,
            "fields": "kind,nextPageToken,members(id,type)",
        } | ({"pageToken": token} if token else {})
        answer = await self.send((MEMBERS,), request, lambda api: api.members().list(**asked))
        if answer.status == NOT_FOUND:
            raise unknown_group(listing.group)
        return read_json(answer, service(MEMBERS), request), request

    async def group_key(self, group: str) -> str:
        """The key of a group given by address, id or name.

        Raises:
            ReadError: There is none of that name, or several.
        """
        if "@" in group or GROUP_ID.fullmatch(group):
            return group
        if group not in self.groups:
            name = group.replace("\\", "\\\\").replace("'", "\\'")
            asked = {"customer": self.settings.customer, "query": f"name='{name}'", "fields": "kind,groups(id,name)"}
            request = f"groups.list (name {group!r})"
            answer = await self.send((GROUPS,), request, lambda api: api.groups().list(**asked))
            found, _ = of_kind(read_json(answer, service(GROUPS), request), "groups", request)
            alike = called(found, group, lambda one: (one.get("name"),))
            keys = [str(one["id"]) for one in alike if one.get("id")]
            keys = keys or await self.group_with_id(group)
            if len(keys) != 1:
                raise unknown_group(group, len(keys))
            self.groups[group] = keys[0]
        return self.groups[group]

    async def group_with_id(self, group: str) -> list[str]:
        """The id that a text is, if it is that of a group.

        Raises:
            ReadError: It can't be told.
        """
        request = f"groups.get ({group!r})"
        answer = await self.send((GROUPS,), request, lambda api: api.groups().get(groupKey=group, fields="id"))
        return identified(answer, group, service(GROUPS), request)

    async def send(self, scopes: tuple[str, ...], request: str, ask: Callable[[Any], Any]) -> Answer:
        """The answer to what `ask` makes of the API's resource, whatever its status.

        Raises:
            ReadError: There is none, or signing in failed.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await loop.run_in_executor(self.thread, self.execute, scopes, request, ask)
        except TimeoutError as error:
            signing_in = any(transport.signing_in for transport in self.transports)
            for transport in self.transports:
                transport.interrupt()
            raise lost(error, service(*scopes), SIGNING_IN if signing_in else request) from error

    def execute(self, scopes: tuple[str, ...], request: str, ask: Callable[[Any], Any]) -> Answer:
        """`send`, on the thread that the connections belong to."""
        asked = service(*scopes)
        for transport in self.transports:
            transport.resume()
        try:
            answer: Answer = ask(self.api(scopes)).execute(num_retries=0)
        except HttpError as error:
            answer = Answer(error.status_code, dict(error.resp), error.content)
        except TooLarge:
            raise too_large(asked, request) from None
        except TransportError as error:
            raise lost(error, asked, SIGNING_IN) from error
        except RefreshError as error:
            raise sign_in_error(error, scopes) from error
        except GoogleAuthError as error:
            raise SignInRefused(f"Google's sign-in failed: {clean(str(error))}", remedy=SIGN_IN) from error
        except (httplib2.HttpLib2Error, http.client.HTTPException, OSError) as error:
            raise lost(error, asked, request) from error
        except (TypeError, AttributeError, KeyError, ValueError) as error:  # the SDK reads a token out of anything
            raise UnexpectedAnswer(
                f"Google's token endpoint answered with something that is not a token ({type(error).__name__}).",
                remedy=ELSEWHERE,
            ) from error
        why = reasons(answer.body) if answer.status == FORBIDDEN else []
        if not DISABLED.isdisjoint(why):
            refuse(answer, replace(asked, permission=ENABLE), request)
        return answer if RATE_LIMITS.isdisjoint(why) else replace(answer, status=TOO_MANY)

    def api(self, scopes: tuple[str, ...]) -> Any:
        """The API's resource for credentials with these scopes and no more: each has to be granted."""
        if scopes not in self.apis:
            transport = Transport(self.settings.timeout, self.trusted, self.token_uri)
            self.transports.append(transport)
            credentials = self.key.with_scopes(list(scopes)).with_subject(self.settings.subject)
            self.apis[scopes] = build(
                "admin",
                "directory_v1",
                http=AuthorizedHttp(credentials, http=transport),
                model=Whole(),
                static_discovery=True,
                cache_discovery=False,
                client_options={"api_endpoint": self.address} if self.address else None,
            )
        return self.apis[scopes]


def service_account_key(settings: GoogleSettings) -> tuple[Any, str]:
    """The service account's credentials, without scopes yet, and the address of its token endpoint.

    Raises:
        SignInRefused: The key can't be read, or is none.
    """
    where = str(settings.service_account_file)
    if settings.service_account_file is not None:
        text = read_key(settings.service_account_file)
    else:
        assert settings.service_account is not None  # noqa: S101 -- the settings model sees to it
        where, text = settings.service_account.env, reveal(settings.service_account)
    try:
        # A variable may hold the ends of the key's lines themselves, and an editor may have marked the file's start.
        info = json.loads(text.removeprefix("\ufeff"), strict=False)
        if settings.token_uri:
            info["token_uri"] = secure(settings.token_uri, "token_uri")
        return service_account.Credentials.from_service_account_info(info), str(info["token_uri"])
    except (ValueError, TypeError, AttributeError, GoogleAuthError):
        raise SignInRefused(
            f"{where} does not hold a service account's key.",
            remedy="Make one in the Google Cloud console (Service accounts > Keys > JSON), and name the whole file.",
        ) from None


def sign_in_error(error: RefreshError, scopes: tuple[str, ...]) -> ReadError:
    """The read error for a token that was refused."""
    words = str(error.args[0] if error.args else error).removesuffix(": None")
    message = clean(words) or "it doesn't say why"
    if error.retryable:
        return Unavailable(f"Google did not give out a token: {message}", remedy="Try again later.")
    if "unauthorized_client" in message or "access_denied" in message:
        return PermissionMissing(
            f"Google did not give out a token: {message}", remedy=f"{DELEGATION.format(scopes=', '.join(scopes))}."
        )
    early_or_late = "reasonable timeframe" in message
    return SignInRefused(
        f"Google did not accept the service account: {message}", remedy=CLOCK if early_or_late else SIGN_IN
    )


def reasons(body: bytes) -> list[str]:
    """The reasons in an error's body."""
    try:
        error = orjson.loads(body)["error"]
        return [str(one.get("reason")) for one in (*error.get("errors", ()), *error.get("details", ()))]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return []


def unknown_group(group: str, found: int = 0) -> UnknownGroup:
    """The error for a group that is not there, or a name that several have."""
    if found:
        return UnknownGroup(f"{found} groups at Google are named {group!r}.", remedy="Name the group by its address.")
    return UnknownGroup(
        f"Google has no group {group!r}.",
        remedy="Correct its address, id or name, or take it out of the configuration.",
    )
