"""What a query comes to at an LDAP server: searches, one for each organizational unit."""

import base64
import re
from collections.abc import Sequence
from typing import Any

from ldap.dn import is_dn
from ldap.filter import escape_filter_chars

from nameplate.errors import Unavailable
from nameplate.plugins import Page, Query, UnknownGroup
from nameplate.plugins.passes import Pass, Passes
from nameplate_ldap.client import LdapClient, Search
from nameplate_ldap.entries import attributes_to_ask_for, record_of, spellings
from nameplate_ldap.fields import FIELDS
from nameplate_ldap.settings import LdapSettings

GROUP_CLASSES = "(|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))"
IN_CHAIN = ":1.2.840.113556.1.4.1941:"
"""Active Directory's rule that follows groups within groups (LDAP_MATCHING_RULE_IN_CHAIN)."""


class Listing:
    """Turns queries into searches, and entries into records."""

    def __init__(self, settings: LdapSettings) -> None:
        self.settings = settings
        self.client = LdapClient(settings)
        self.group_names: dict[str, str] = {}

    async def page(self, query: Query, cursor: str | None) -> Page:
        """One page of people, or of a group's members.

        Raises:
            ReadError: It can't be had.
        """
        if cursor is None:
            searches = [Pass(search) for search in await self.searches(query)]
            self.passes = Passes(searches, identify=lambda record: record["dn"])
            self.spelling = spellings(query.select)
        one, link = self.passes.at(cursor)
        found = await self.client.search(one.what, base64.b64decode(link))
        records = [record_of(dn, attributes, self.spelling) for dn, attributes in found.entries]
        return self.passes.page(cursor, records, base64.b64encode(found.cookie).decode())

    async def searches(self, query: Query) -> list[Search]:
        """The searches that a query comes to.

        Raises:
            UnknownGroup: A group is not there.
        """
        groups = (query.group,) if query.group else query.scope.groups
        parts = [self.settings.people]
        if words := str(query.scope.values.get("filter") or ""):
            parts.append(words if words.startswith("(") else f"({words})")
        if groups:
            rule = IN_CHAIN if self.settings.nested_groups else ""
            names = [escape_filter_chars(await self.group_name(group)) for group in groups]
            parts.append(f"(|{''.join(f'(memberOf{rule}={name})' for name in names)})")
        select = FIELDS["id"].paths if query.group else query.select
        attributes = tuple(attributes_to_ask_for(select))
        bases = texts(query.scope.values.get("org_units")) or [self.settings.base_dn]
        return [Search(base, f"(&{''.join(parts)})", attributes) for base in bases]

    async def group_name(self, group: str) -> str:
        """The distinguished name of a group given by it or by name.

        Raises:
            UnknownGroup: There is none, or there are several of that name.
        """
        if group not in self.group_names:
            named = bool(re.match(r"[A-Za-z][\w-]*=", group)) and is_dn(group)
            words = f"(cn={escape_filter_chars(group)})"
            search = (
                Search(group, GROUP_CLASSES, ("1.1",), one=True)
                if named
                else Search(self.settings.base_dn, f"(&{GROUP_CLASSES}{words})", ("1.1",))
            )
            found = await self.entries(search)
            if len(found) != 1:
                raise UnknownGroup(
                    f"{self.client.server} has {len(found) or 'no'} groups {group!r} below {search.base}.",
                    remedy="Give the group's distinguished name.",
                )
            self.group_names[group] = found[0]
        return self.group_names[group]

    async def entries(self, search: Search) -> Sequence[str]:
        """The distinguished names that a search for groups finds; none where its base is not there."""
        try:
            return [dn for dn, _ in (await self.client.search(search)).entries]
        except Unavailable:
            raise
        except Exception as error:
            if search.one and type(error.__cause__).__name__ == "NO_SUCH_OBJECT":
                return []
            raise


def texts(value: Any) -> list[str]:
    """A scope's value, one text or a list of them."""
    return [value] if isinstance(value, str) else [str(one) for one in value or ()]
