"""Reads people from a Keycloak realm, page by page with `first` and `max`."""

import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, ClassVar, Self
from urllib.parse import quote

from nameplate.plugins import Connector, Field, Page, Query, ReadError, Record, UnexpectedAnswer, UnknownGroup
from nameplate.plugins.credentials import reveal
from nameplate.plugins.groups import called
from nameplate.plugins.http import JsonClient, Service
from nameplate.plugins.oauth import ClientCredentials
from nameplate.plugins.offsets import Offsets
from nameplate.plugins.passes import Pass, Passes
from nameplate_keycloak.fields import FIELDS
from nameplate_keycloak.settings import KeycloakSettings

SERVICE = Service(
    "Keycloak",
    sign_in="Check realm, client_id and client_secret, and that the client has service accounts enabled.",
    permission="Give the client's service account the roles view-users and query-groups of realm-management.",
)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOTHING: Mapping[str, str | int] = {}


class Keycloak(Connector[KeycloakSettings]):
    """A Keycloak realm.

    Scope: `groups` (direct members, by path such as `/staff/tokyo`, by name, or by id), `search` (what Keycloak's own
    search takes), `query` (attributes, such as `country:JP`).
    """

    name: ClassVar[str] = "keycloak"
    settings_model: ClassVar[type[KeycloakSettings]] = KeycloakSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "search", "query"})
    scope_types: ClassVar[Mapping[str, type]] = {"search": str, "query": str}
    whole: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        """Make the client; a token is asked for with the first page."""
        settings, self.stack = self.settings, AsyncExitStack()
        base = settings.base_url.rstrip("/")
        admin = f"{base}/admin/realms/{quote(settings.realm, safe='')}"
        sign_in = quote(settings.sign_in_realm or settings.realm, safe="")
        secret = reveal(settings.client_secret)
        self.client = await self.stack.enter_async_context(JsonClient(SERVICE, settings, base_url=admin))
        tokens = ClientCredentials(
            self.client, f"{base}/realms/{sign_in}/protocol/openid-connect/token", settings.client_id, secret
        )
        self.client.authorization, self.client.forget = tokens.authorization, tokens.forget
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close the connections."""
        await self.stack.aclose()

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or of a group's members."""
        if cursor is None:
            self.passes = Passes(passes(query))
            self.offsets: dict[str, Offsets] = {}
        one, link = self.passes.at(cursor)
        start = int(link or 0)
        if one.what:
            path = f"groups/{await self.group_id(one.what)}/members"
            records = await self.users(path, start, missing=unknown_group(one.what))
        else:
            records = await self.users("users", start, words(query))
        self.offsets.setdefault(one.what, Offsets(SERVICE.name)).check(start, records)
        full = len(records) >= self.settings.page_size
        if not full and not one.what:
            await self.count(words(query), start + len(records))
        return self.passes.page(cursor, records, str(start + len(records)) if full else "")

    async def users(
        self, path: str, start: int, more: Mapping[str, str | int] = NOTHING, missing: ReadError | None = None
    ) -> list[Any]:
        """One page of a list of users.

        Raises:
            UnexpectedAnswer: It is no list.
        """
        parameters: dict[str, str | int] = {
            "first": start,
            "max": self.settings.page_size,
            "briefRepresentation": "false",
            **more,
        }
        records = await self.client.get(path, parameters, missing=missing)
        if not isinstance(records, list):
            raise UnexpectedAnswer(
                f"Keycloak answered {path} with JSON that is not a list of users.",
                remedy="Set base_url to the address above /realms and /admin.",
            )
        return records

    async def count(self, more: Mapping[str, str | int], read: int) -> None:
        """Compare how many were read with how many there are: pages by number lose whom a leaver moves up.

        Raises:
            UnexpectedAnswer: There are more.
        """
        total = await self.client.get("users/count", more)
        if not isinstance(total, int) or total > read:
            raise UnexpectedAnswer(
                f"Keycloak counts {total} people, and {read} were read: some came or left meanwhile.",
                remedy="Read again.",
            )

    async def group_id(self, group: str) -> str:
        """The id of a group given by path, name or id.

        Raises:
            UnknownGroup: There is none, or there are several of that name.
        """
        if UUID.fullmatch(group):
            return group
        found = called(await self.groups(group), group, lambda one: (one.get("path"), one.get("name")))
        if len(found) != 1:
            raise unknown_group(group, len(found))
        return quote(str(found[0]["id"]), safe="")

    async def groups(self, group: str) -> list[Mapping[str, Any]]:
        """The groups that a name, path or id may mean, those within others included.

        Raises:
            UnexpectedAnswer: Keycloak gives no list.
        """
        last = group.rstrip("/").rpartition("/")[2]
        found = await self.client.get("groups", {"search": last, "max": 1000, "briefRepresentation": "false"})
        if not isinstance(found, list):
            raise UnexpectedAnswer("Keycloak answered with JSON that is not a list of groups.")
        every: list[Mapping[str, Any]] = []
        waiting = [one for one in found if isinstance(one, dict)]
        while waiting:
            every.append(one := waiting.pop())
            waiting += [below for below in one.get("subGroups") or () if isinstance(below, dict)]
        return every

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with `username` and Keycloak's own marks."""
        return "username" in record and not {"createdTimestamp", "emailVerified", "totp"}.isdisjoint(record)


def passes(query: Query) -> list[Pass[str]]:
    """The lists to read: groups by name, "" for all users, of whom members are then kept."""
    if query.group:
        return [Pass(query.group)]
    groups = query.scope.groups
    if groups and words(query):
        return [*(Pass(group, members=True) for group in groups), Pass("")]
    return [Pass(group) for group in groups or [""]]


def unknown_group(group: str, found: int = 0) -> UnknownGroup:
    """The error for a group that is not there, or a name that several have."""
    return UnknownGroup(
        f"Keycloak has {found or 'no'} groups {group!r}.",
        remedy="Correct the name; a group's path (/staff/tokyo) is never ambiguous.",
    )


def words(query: Query) -> dict[str, str | int]:
    """The connector's own keys of the scope, by Keycloak's names for them."""
    names = {"search": "search", "query": "q"}
    return {names[key]: str(value) for key, value in query.scope.values.items() if key in names and value}
