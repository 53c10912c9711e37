"""Reads people from Okta's Users API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from nameplate.plugins import Connector, Field, Page, Query, Record, Scope, needed
from nameplate.plugins.credentials import trust
from nameplate.plugins.passes import Passes
from nameplate_okta.fields import FIELDS
from nameplate_okta.listing import Listing, objects, passes
from nameplate_okta.settings import OktaSettings

if TYPE_CHECKING:
    from nameplate_okta.client import OktaClient


class Okta(Connector[OktaSettings]):
    """Okta.

    Scope: `groups` (direct members), `search` and `filter` (Okta's own expressions), `deprovisioned` (false leaves
    out people whose status is DEPROVISIONED; true asks for them, which Okta's list otherwise omits).
    """

    name: ClassVar[str] = "okta"
    settings_model: ClassVar[type[OktaSettings]] = OktaSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "search", "filter", "deprovisioned"})
    scope_types: ClassVar[Mapping[str, type]] = {"search": str, "filter": str, "deprovisioned": bool}

    client: "OktaClient"
    reading: Passes[Listing]

    async def __aenter__(self) -> Self:
        """Open the SDK's client; the first request signs in, so that it is tried again like any other."""
        from nameplate_okta.client import OktaClient  # noqa: PLC0415 -- only a live read needs the SDK

        self.client = OktaClient(self.settings, trust(self.settings))
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close the client."""
        await self.client.close()

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or of a group's members."""
        if cursor is None and not query.group:
            self.reading = Passes(passes(query))
        reading = Passes(passes(query)) if query.group else self.reading
        one, link = reading.at(cursor)
        data, following, request = await self.client.page(one.what, link)
        records = [record for record in objects(data, request) if one.members or one.what.keeps(record)]
        if query.group:
            records = [{"id": record.get("id")} for record in records]
        return reading.page(cursor, records, following)

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with a `profile`, as Okta's users have."""
        return "profile" in record

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:
        """Deprovisioned people are left out where the scope says `deprovisioned: false`.

        Raises:
            UnexpectedAnswer: The record doesn't say.
        """
        if scope.values.get("deprovisioned") is not False:
            return True
        return needed(record, "status", "deprovisioned") != "DEPROVISIONED"
