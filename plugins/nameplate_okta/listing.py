"""What a query comes to at Okta: which lists are read, and with which parameters. No SDK, no I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from nameplate.plugins import Query, Record, UnexpectedAnswer
from nameplate.plugins.fields import Key, parse_path
from nameplate.plugins.groups import named
from nameplate.plugins.passes import Pass

LARGEST_PAGE = 200
"""Users that Okta puts on a page at most (`limit`)."""
ALWAYS = frozenset({"id", "status"})
DEPROVISIONED = 'status eq "DEPROVISIONED"'


@dataclass(frozen=True)
class Listing:
    """One list of users: with `search` or `filter` those whom it finds, with `group` its direct members."""

    fields: str = ""
    search: str = ""
    filter: str = ""
    group: str = ""
    deprovisioned: bool = True

    def path(self, group_id: str = "") -> str:
        """Path and query of the first page; a group's members can't be narrowed or selected."""
        asked = {"limit": str(LARGEST_PAGE)}
        if self.group:
            return f"/api/v1/groups/{quote(group_id, safe='')}/users?{urlencode(asked)}"
        named = {"search": self.search, "filter": self.filter, "fields": self.fields}
        return f"/api/v1/users?{urlencode(asked | {key: value for key, value in named.items() if value})}"

    def keeps(self, record: Record) -> bool:
        """Whether a record belongs: a search finds deprovisioned people too, wanted or not."""
        return self.deprovisioned or record.get("status") != "DEPROVISIONED"


def passes(query: Query) -> list[Pass[Listing]]:
    """The lists to read for a query, in order.

    A group's list takes no search, so the people of both are listed by group first, and then picked out of what the
    search finds. Okta's plain list and its groups leave out deprovisioned people; they are a list of their own.

    Raises:
        UnknownGroup: A group of the scope has no name.
    """
    if query.group:
        return [Pass(Listing(group=query.group))]
    values, groups = query.scope.values, named(query.scope.groups)
    search, narrow = str(values.get("search") or ""), str(values.get("filter") or "")
    too = values.get("deprovisioned") is True
    fields = selected(query.select)
    if search or narrow:
        members = [Pass(Listing(group=group), members=True) for group in groups]
        people = [Pass(Listing(fields, search, narrow, deprovisioned=too and not groups))]
        left = Listing(fields, with_status(search), with_status(narrow))
        gone = [Pass(left, unfiltered=True)] if too and groups else []
        return [*members, *people, *gone]
    lists = [Listing(group=group, deprovisioned=too) for group in groups] or [Listing(fields, deprovisioned=too)]
    return [Pass(one) for one in [*lists, *([Listing(fields, DEPROVISIONED)] if too else [])]]


def with_status(words: str) -> str:
    """A search or filter for the deprovisioned people among those whom it finds; "" stays ""."""
    return f"({words}) and {DEPROVISIONED}" if words else ""


def selected(paths: Iterable[str]) -> str:
    """Okta's `fields` for raw paths: `id,status,profile:(login,email)`; "" asks for whole users."""
    keys, profile = set(ALWAYS), set()
    for path in paths:
        if path == "*":
            return ""
        first, *rest = parse_path(path)
        if first == Key("profile"):
            if not rest or not isinstance(rest[0], Key):
                return ""
            profile.add(rest[0].key)
        elif isinstance(first, Key):
            keys.add(first.key)
    return ",".join([*sorted(keys), *([f"profile:({','.join(sorted(profile))})"] if profile else [])])


def objects(data: Any, request: str) -> list[Record]:
    """The users or groups of a page.

    Raises:
        UnexpectedAnswer: It is not a list of objects.
    """
    if not isinstance(data, list) or not all(isinstance(record, dict) for record in data):
        raise UnexpectedAnswer(
            f"Okta answered {request} with JSON that is not a list of objects.",
            remedy="See whether org_url is the organization's address, such as https://acme.okta.com.",
        )
    return data


def name_of(group: Record) -> str:
    """A group's name."""
    profile = group.get("profile")
    return str(profile.get("name", "")) if isinstance(profile, dict) else ""
