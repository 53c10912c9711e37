"""Reads people from a SCIM 2.0 service, page by page with `startIndex` and `count`."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, ClassVar, Self

from nameplate.plugins import Connector, Field, Page, Query, Record, UnexpectedAnswer, UnknownGroup
from nameplate.plugins.credentials import reveal
from nameplate.plugins.http import JsonClient, Service
from nameplate.plugins.oauth import ClientCredentials
from nameplate.plugins.offsets import Offsets
from nameplate.plugins.passes import Pass, Passes
from nameplate_scim.fields import FIELDS
from nameplate_scim.settings import ScimSettings

SERVICE = Service(
    "The SCIM service",
    sign_in="Check the token, or client_id and client_secret, and whether they have expired.",
    permission="Let the token read Users, and Groups where `scope` or a condition names one.",
)
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


class Scim(Connector[ScimSettings]):
    """Any service that speaks SCIM 2.0.

    Scope: `groups` (direct members, by `displayName` or id), `filter` (a SCIM filter).
    """

    name: ClassVar[str] = "scim"
    settings_model: ClassVar[type[ScimSettings]] = ScimSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "filter"})
    scope_types: ClassVar[Mapping[str, type]] = {"filter": str}
    whole: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        """Make the client; with client credentials, a token is asked for with the first page."""
        settings, self.stack = self.settings, AsyncExitStack()
        self.client = await self.stack.enter_async_context(JsonClient(SERVICE, settings))
        if settings.token is not None:
            header = f"Bearer {reveal(settings.token)}"

            async def authorization() -> str:
                return header

            self.client.authorization = authorization
        elif settings.client_secret is not None:
            secret = reveal(settings.client_secret)
            tokens = ClientCredentials(
                self.client, settings.token_url, settings.client_id, secret, settings.oauth_scope
            )
            self.client.authorization = tokens.authorization
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close the connections."""
        await self.stack.aclose()

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or the members of a group."""
        if query.group:
            return Page([{"id": one} for one in await self.members(query.group)], None)
        if cursor is None:
            groups = [Pass(group, members=True) for group in query.scope.groups]
            self.passes, self.offsets = Passes([*groups, Pass("")]), Offsets(SERVICE.name)
        one, link = self.passes.at(cursor)
        if one.what:
            return self.passes.page(cursor, [{"id": member} for member in await self.members(one.what)], "")
        page = await self.users(str(query.scope.values.get("filter") or ""), int(link or 0))
        return self.passes.page(cursor, page.records, page.next or "")

    async def users(self, words: str, start: int) -> Page:
        """The page after `start` users that a filter fits."""
        parameters: dict[str, str | int] = {"startIndex": start + 1, "count": self.settings.page_size}
        if words:
            parameters["filter"] = words
        resources, total = listed(await self.client.get("Users", parameters))
        return self.offsets.page(start, resources, total)

    async def members(self, group: str) -> list[str]:
        """The ids of the users in a group, given by name or id.

        Raises:
            UnknownGroup: There is none of that name or id, or several.
        """
        quoted = group.replace("\\", "\\\\").replace('"', '\\"')
        found: list[Any] = []
        for attribute in ("displayName", "id"):
            found, _ = listed(await self.client.get("Groups", {"filter": f'{attribute} eq "{quoted}"'}))
            if found:
                break
        if len(found) != 1:
            raise UnknownGroup(
                f"The SCIM service has {len(found) or 'no'} groups {group!r}.",
                remedy="Correct the name, or give the group's id.",
            )
        members = found[0].get("members") or []
        return [str(one["value"]) for one in members if one.get("type", "User") == "User" and "value" in one]

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record that says it is a SCIM user, or has a SCIM user's name and e-mail addresses."""
        schemas = record.get("schemas")
        if isinstance(schemas, list):
            return USER in schemas
        return "userName" in record and isinstance(record.get("name", {}), Mapping)


def listed(data: Any) -> tuple[list[Any], int]:
    """The resources of a list response, and how many there are in all.

    Raises:
        UnexpectedAnswer: It is not one (RFC 7644 §3.4.2).
    """
    total = data.get("totalResults") if isinstance(data, dict) else None
    resources = data.get("Resources", [] if total == 0 else None) if isinstance(data, dict) else None
    if not isinstance(total, int) or not isinstance(resources, list):
        raise UnexpectedAnswer(
            "The SCIM service answered with JSON that is not a list response (totalResults and Resources).",
            remedy="Set base_url to the address above /Users.",
        )
    return resources, total
