"""Reads people from an LDAP directory, page by page (RFC 2696)."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from nameplate.plugins import Connector, Field, Page, Query, Record
from nameplate_ldap.fields import FIELDS
from nameplate_ldap.settings import LdapSettings


class Ldap(Connector[LdapSettings]):
    """Active Directory, OpenLDAP, and other LDAP directories.

    Scope: `groups` (distinguished names, or names), `filter` (an LDAP filter), `org_units` (distinguished names to
    search below, instead of `base_dn`).
    """

    name: ClassVar[str] = "ldap"
    settings_model: ClassVar[type[LdapSettings]] = LdapSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "filter", "org_units"})
    scope_types: ClassVar[Mapping[str, type]] = {"filter": str, "org_units": list}
    selects: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        """Connect and sign in."""
        from nameplate_ldap.listing import Listing  # noqa: PLC0415 -- only a live read needs python-ldap

        self.listing: Any = Listing(self.settings)
        await self.listing.client.open()
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Leave the server."""
        await self.listing.client.close()

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page of people, or of a group's members."""
        page: Page = await self.listing.page(query, cursor)
        return page

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        """A record with a distinguished name and object classes, or other attributes as lists."""
        return isinstance(record.get("dn"), str) and any(isinstance(value, list) for value in record.values())
