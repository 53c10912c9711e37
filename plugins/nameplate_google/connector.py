"""Reads people from the Google Workspace Directory API."""

from collections.abc import Mapping
from typing import ClassVar

from nameplate.plugins import Connector, Field, Page, Query, Record, Scope
from nameplate_google.fields import FIELDS
from nameplate_google.settings import GoogleSettings

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
    selects: ClassVar[bool] = True

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or of a group's members."""
        from nameplate_google import client  # noqa: PLC0415 -- only a live read needs the SDK

        return await client.fetch(self, query, cursor)

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record of Google's kind, or with keys that only Google uses."""
        return record.get("kind") == "admin#directory#user" or not OWN_KEYS.isdisjoint(record)

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:
        """Below one of the scope's organizational units; a record without one can't be judged, and is read."""
        units = scope.values.get("org_units")
        path = record.get("orgUnitPath")
        if not units or not isinstance(path, str):
            return True
        return any(is_below(path, unit) for unit in ([units] if isinstance(units, str) else units))


def is_below(path: str, unit: str) -> bool:
    """Whether the organizational unit `path` is `unit` or lies below it."""
    top = "/" + unit.strip("/").casefold()
    return top == "/" or f"{path.rstrip('/').casefold()}/".startswith(f"{top}/")
