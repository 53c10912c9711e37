"""Reads people from Microsoft Graph."""

from collections.abc import Mapping
from typing import ClassVar

from nameplate.plugins import Connector, Field, Page, Query, Record, Scope
from nameplate_azure_ad.fields import FIELDS
from nameplate_azure_ad.settings import AzureADSettings

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
    selects: ClassVar[bool] = True

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of users, or of a group's members."""
        from nameplate_azure_ad import client  # noqa: PLC0415 -- only a live read needs the SDK

        return await client.fetch(self, query, cursor)

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with keys that only Graph uses, and none of Google's or Okta's."""
        return not OWN_KEYS.isdisjoint(record) and "primaryEmail" not in record and "profile" not in record

    @classmethod
    def in_scope(cls, record: Record, scope: Scope) -> bool:
        """Guests are left out where the scope says `guests: false`."""
        return scope.values.get("guests") is not False or record.get("userType") != "Guest"
