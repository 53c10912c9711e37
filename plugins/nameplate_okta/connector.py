"""Reads people from Okta's Users API."""

from collections.abc import Mapping
from typing import ClassVar

from nameplate.plugins import Connector, Field, Page, Query, Record, Scope
from nameplate_okta.fields import FIELDS
from nameplate_okta.settings import OktaSettings


class Okta(Connector[OktaSettings]):
    """Okta.

    Scope: `groups` (direct members), `search` and `filter` (Okta's own expressions), `deprovisioned` (false leaves
    out people whose status is DEPROVISIONED; true asks for them, which Okta's list otherwise omits).
    """

    name: ClassVar[str] = "okta"
    settings_model: ClassVar[type[OktaSettings]] = OktaSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "search", "filter", "deprovisioned"})

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or of a group's members."""
        from nameplate_okta import client  # noqa: PLC0415 -- only a live read needs the SDK

        return await client.fetch(self, query, cursor)

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with a `profile`, as Okta's users have."""
        return "profile" in record

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:
        """Deprovisioned people are left out where the scope says `deprovisioned: false`."""
        return scope.values.get("deprovisioned") is not False or record.get("status") != "DEPROVISIONED"
