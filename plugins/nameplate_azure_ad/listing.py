"""What a query comes to at Microsoft Graph: which lists are read, and with which query parameters. No SDK, no I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nameplate.plugins import Query, Record, UnexpectedAnswer
from nameplate.plugins.fields import Key, parse_path
from nameplate.plugins.groups import named
from nameplate.plugins.passes import Pass
from nameplate_azure_ad.fields import FIELDS

LARGEST_PAGE = 999
"""Users that Graph puts on a page at most (`$top`)."""
LARGEST_PAGE_WITH_MANAGER = 100
"""The same with `$expand`, whatever `$top` says."""
ALWAYS = frozenset({"id", "userPrincipalName"})
"""What is always selected: whoever may not read users gets members of groups with nothing but their ids."""
EXTENSIONS = frozenset({"onPremisesExtensionAttributes"})
"""What "everything" adds to the fields' own properties; a schema extension has to be named to be selected."""


@dataclass(frozen=True)
class Listing:
    """One list of users: all of the tenant, or with `group` (a name or an id) its members, nested groups' too.

    An *advanced* query (`ConsistencyLevel: eventual` with `$count`) is needed for most filters and for the members of
    a group as users, and can't be combined with `$expand`:
    https://learn.microsoft.com/graph/aad-advanced-queries
    """

    select: tuple[str, ...]
    group: str = ""
    filter: str = ""
    manager: bool = False

    @property
    def advanced(self) -> bool:
        """Whether it has to be asked for as an advanced query, on every page."""
        return bool(self.group or self.filter)

    @property
    def top(self) -> int:
        """Users on a page."""
        return LARGEST_PAGE_WITH_MANAGER if self.manager else LARGEST_PAGE

    def hides(self, records: Iterable[Record]) -> bool:
        """Whether people came without the name that each has: so Graph lists members whom the caller may not read."""
        named = self.group and "userPrincipalName" in self.select
        return bool(named) and any(record.get("userPrincipalName") is None for record in records)


def passes(query: Query) -> list[Pass[Listing]]:
    """The lists to read for a query, in order.

    Managers come by `$expand`, which neither a group nor a filter allows: with these, their people are listed by id
    first, and then picked out of all users.

    Raises:
        UnknownGroup: A group of the scope has no name.
    """
    if query.group:
        return [Pass(Listing(("id",), group=query.group))]
    keys, groups, words = top_level(query.select), named(query.scope.groups), text(query.scope.values.get("filter"))
    manager = "manager" in keys
    if query.scope.values.get("guests") is False:
        keys |= {"userType"}
    select = tuple(sorted((keys | ALWAYS) - {"manager"}))
    if manager and (groups or words):
        narrow = [Pass(Listing(("id",), group, words), members=True) for group in groups or [""]]
        return [*narrow, Pass(Listing(select, manager=True))]
    return [Pass(Listing(select, group, words, manager)) for group in groups or [""]]


def top_level(paths: Iterable[str]) -> frozenset[str]:
    """The properties of a Graph `user` in which raw paths begin; "*" stands for all that the fields read."""
    keys: set[str] = set()
    for path in paths:
        if path == "*":
            keys |= top_level(path for field in FIELDS.values() for path in field.paths) | EXTENSIONS
        elif isinstance(first := parse_path(path)[0], Key):
            keys.add(first.key)
    return frozenset(keys)


def text(value: Any) -> str:
    """A scope's value as text; absent is ""."""
    return "" if value is None else str(value)


def objects(data: Any, request: str) -> tuple[list[Record], str]:
    """The users or groups of a page, and the link to the next one ("" on the last).

    Raises:
        UnexpectedAnswer: It is not a page of objects.
    """
    records = data.get("value") if isinstance(data, dict) else None
    link = data.get("@odata.nextLink") if isinstance(data, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise UnexpectedAnswer(
            f"Microsoft Graph answered {request} with JSON that is not a list of objects (`value` is missing).",
            remedy="See whether base_url is Microsoft Graph's address, such as https://graph.microsoft.com/v1.0.",
        )
    if link is not None and (not isinstance(link, str) or not link):
        raise UnexpectedAnswer(f"Microsoft Graph answered {request} with a next link that is not a link.")
    return records, link or ""
