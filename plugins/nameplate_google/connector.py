"""Reads people from the Google Workspace Directory API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from nameplate.plugins import Connector, Field, Page, Query, Record, Scope, UnexpectedAnswer, needed
from nameplate.plugins.credentials import trust
from nameplate.plugins.passes import Passes
from nameplate_google.fields import FIELDS
from nameplate_google.listing import Listing, members, outermost, passes, users
from nameplate_google.settings import GoogleSettings

if TYPE_CHECKING:
    from nameplate_google.client import GoogleClient

OWN_KEYS = frozenset({"primaryEmail", "orgUnitPath", "customerId", "isDelegatedAdmin"})
"""Keys of a Directory API `user` that no other identity provider uses at that place."""


class Google(Connector[GoogleSettings]):
    """Google Workspace.

    Scope: `groups` (derived membership), `org_units` (with what lies below them), `query` (a Directory API query).
    """

    name: ClassVar[str] = "google"
    settings_model: ClassVar[type[GoogleSettings]] = GoogleSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "org_units", "query"})
    scope_types: ClassVar[Mapping[str, type]] = {"org_units": list, "query": str}
    selects: ClassVar[bool] = True

    client: "GoogleClient"
    reading: Passes[Listing]

    async def __aenter__(self) -> Self:
        """Open the SDK's client; the first request signs in, so that it is tried again like any other."""
        from nameplate_google.client import GoogleClient  # noqa: PLC0415 -- only a live read needs the SDK

        self.client = GoogleClient(self.settings, trust(self.settings))
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close the client."""
        await self.client.close()

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or of a group's members."""
        if cursor is None and not query.group:
            self.reading = Passes(passes(query))
        reading = Passes(passes(query)) if query.group else self.reading
        one, token = reading.at(cursor)
        data, request = await self.client.page(one.what, token)
        if one.what.group:
            records, following = members(data, request, one.what.group)
        else:
            records, following = users(data, request)
        return reading.page(cursor, records, following)

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record of Google's kind, or with keys that only Google uses."""
        return record.get("kind") == "admin#directory#user" or not OWN_KEYS.isdisjoint(record)

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:
        """Below one of the scope's organizational units, of which `/` is the whole account.

        Raises:
            UnexpectedAnswer: The record doesn't say where it is.
        """
        units = outermost(scope.values.get("org_units"))
        if units == [""]:
            return True
        path = needed(record, "orgUnitPath", "org_units")
        if not isinstance(path, str):
            raise UnexpectedAnswer("`orgUnitPath` is not text, so `scope: org_units` can't be judged.")
        return any(is_below(path, unit) for unit in units)


def is_below(path: str, unit: str) -> bool:
    """Whether the organizational unit `path` is `unit` or lies below it."""
    top = "/" + unit.strip("/").casefold()
    return top == "/" or f"{path.rstrip('/').casefold()}/".startswith(f"{top}/")
