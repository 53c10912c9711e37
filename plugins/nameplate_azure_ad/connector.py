"""Reads people from Microsoft Graph."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from nameplate.plugins import Connector, Field, Page, PermissionMissing, Query, Record, Scope, needed
from nameplate.plugins.credentials import trust
from nameplate.plugins.passes import Passes
from nameplate_azure_ad.fields import FIELDS
from nameplate_azure_ad.listing import Listing, objects, passes
from nameplate_azure_ad.service import CONSENT
from nameplate_azure_ad.settings import AzureADSettings

if TYPE_CHECKING:
    from nameplate_azure_ad.client import GraphClient

OWN_KEYS = frozenset(
    {"userPrincipalName", "mail", "givenName", "surname", "accountEnabled", "userType", "mailNickname"}
)
"""Keys of a Graph `user` that no other identity provider uses at that place."""


class AzureAD(Connector[AzureADSettings]):
    """Microsoft Entra ID (Azure AD).

    Scope: `groups` (transitive members), `filter` (a Graph `$filter`), `guests` (false leaves out people whose
    `userType` is Guest; they are read otherwise).
    """

    name: ClassVar[str] = "azure_ad"
    settings_model: ClassVar[type[AzureADSettings]] = AzureADSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "filter", "guests"})
    scope_types: ClassVar[Mapping[str, type]] = {"filter": str, "guests": bool}
    selects: ClassVar[bool] = True

    client: "GraphClient"
    reading: Passes[Listing]

    async def __aenter__(self) -> Self:
        """Open the SDK's client; the first request signs in, so that it is tried again like any other."""
        from nameplate_azure_ad.client import GraphClient  # noqa: PLC0415 -- only a live read needs the SDK

        self.client = GraphClient(self.settings, trust(self.settings))
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
        data, request = await self.client.page(one.what, link)
        records, following = objects(data, request)
        if one.what.hides(records):
            raise PermissionMissing(
                f"Microsoft Graph answered {request} with people of whom it shows nothing but the id.",
                remedy=CONSENT.format(permission="User.Read.All"),
            )
        if query.scope.values.get("guests") is False and not one.members:
            records = [record for record in records if self.in_scope(record, query.scope)]
        return reading.page(cursor, records, following)

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with keys that only Graph uses, and none of Google's or Okta's."""
        return not OWN_KEYS.isdisjoint(record) and "primaryEmail" not in record and "profile" not in record

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:
        """Guests are left out where the scope says `guests: false`; a null `userType` is a member's.

        Raises:
            UnexpectedAnswer: The record doesn't say.
        """
        return scope.values.get("guests") is not False or needed(record, "userType", "guests") != "Guest"
