"""What a query comes to at the Directory API: which lists are read, and with which parameters. No SDK, no I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nameplate.plugins import Query, Record, UnexpectedAnswer
from nameplate.plugins.fields import Key, parse_path
from nameplate.plugins.groups import named
from nameplate.plugins.passes import Pass
from nameplate_google.fields import FIELDS

LARGEST_PAGE = 500
"""Users that the API puts on a page at most (`maxResults`)."""
LARGEST_MEMBERS_PAGE = 200
ALWAYS = frozenset({"id", "primaryEmail"})


@dataclass(frozen=True)
class Listing:
    """One list: of users, or with `group` (an address, an id or a name) of a group's members, nested groups' too."""

    select: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    query: str = ""
    group: str = ""

    def parameters(self, customer: str) -> dict[str, Any]:
        """The parameters of `users.list`; "*" among the schemas is all of them."""
        asked: dict[str, Any] = {
            "customer": customer,
            "maxResults": LARGEST_PAGE,
            "fields": f"kind,nextPageToken,users({','.join(self.select)})",
            "projection": "full" if "*" in self.schemas else "custom" if self.schemas else "basic",
        }
        if asked["projection"] == "custom":
            asked["customFieldMask"] = ",".join(self.schemas)
        if self.query:
            asked["query"] = self.query
        return asked


def passes(query: Query) -> list[Pass[Listing]]:
    """The lists to read for a query, in order.

    A group's list has members' ids and addresses, not their profiles; so the people of groups are picked out of all.

    Raises:
        UnknownGroup: A group of the scope has no name.
    """
    if query.group:
        return [Pass(Listing(group=query.group))]
    units = outermost(query.scope.values.get("org_units"))
    # A snapshot's records have to show their unit, by which the scope is judged again where they are read.
    select, schemas = selected(query.select if units == [""] else query.select | {"orgUnitPath"})
    words = str(query.scope.values.get("query") or "")
    members = [Pass(Listing(group=group), members=True) for group in named(query.scope.groups)]
    return [*members, *(Pass(Listing(select, schemas, within(unit, words))) for unit in units)]


def selected(paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The properties of a `user` and the custom schemas ("*": all) in which raw paths begin; "*" is all known ones."""
    keys, schemas = set(ALWAYS), set()
    every = [path for field in FIELDS.values() for path in field.paths]
    asked = list(paths)
    for path in asked + every if "*" in asked else asked:
        if path == "*":
            schemas.add("*")
            continue
        first, *rest = parse_path(path)
        keys.add(first.key if isinstance(first, Key) else "")
        if first == Key("customSchemas"):
            schemas.add(rest[0].key if rest and isinstance(rest[0], Key) else "*")
    return tuple(sorted(keys | ({"customSchemas"} if schemas else set()))), tuple(sorted(schemas))


def outermost(units: Any) -> list[str]:
    """The organizational units that lie in no other of them, as paths; [""] is the whole account."""
    paths = ["/" + str(unit).strip("/") for unit in ([units] if isinstance(units, str) else units or ())]
    if not paths or "/" in paths:
        return [""]
    lower = {path.casefold(): path for path in paths}
    return [
        path
        for folded, path in lower.items()
        if not any(folded != other and folded.startswith(f"{other}/") for other in lower)
    ]


def within(unit: str, words: str) -> str:
    """A Directory API query: `words`, and below the organizational unit."""
    if not unit:
        return words
    escaped = unit.replace("\\", "\\\\").replace("'", "\\'")
    return f"{words} orgUnitPath='{escaped}'".strip()


def users(data: Any, request: str) -> tuple[list[Record], str]:
    """The records of a page of users and the token of the next one ("" on the last).

    Raises:
        UnexpectedAnswer: It is not one: a page without `users` counts as empty only if its kind is right.
    """
    return of_kind(data, "users", request)


def members(data: Any, request: str, group: str) -> tuple[list[Record], str]:
    """The ids of the people on a page of members, and the token of the next page.

    Raises:
        UnexpectedAnswer: It is not one, or everybody of the account belongs to the group.
    """
    found, token = of_kind(data, "members", request)
    if any(member.get("type") == "CUSTOMER" for member in found):
        raise UnexpectedAnswer(
            f"Everybody of the account belongs to the group {group!r}, so its members are not listed.",
            remedy="Leave the group out of the configuration, and use org_units or a query.",
        )
    return [{"id": member.get("id")} for member in found if member.get("type", "USER") == "USER"], token


def of_kind(data: Any, key: str, request: str) -> tuple[list[Record], str]:
    """The objects of a page whose kind is `admin#directory#KEY`, and the token of the next page.

    Raises:
        UnexpectedAnswer: It is of another kind, or its token is none: only a page without one is the last.
    """
    if isinstance(data, dict) and data.get("kind") == f"admin#directory#{key}":
        found, token = data.get(key, []), data.get("nextPageToken")
        if token is not None and (not isinstance(token, str) or not token):
            raise UnexpectedAnswer(f"Google's Directory API answered {request} with a nextPageToken that is not one.")
        if isinstance(found, list) and all(isinstance(one, dict) for one in found):
            return found, token or ""
    raise UnexpectedAnswer(
        f"Google's Directory API answered {request} with JSON that is not a list of {key}.",
        remedy="See whether base_url is the API's address, https://admin.googleapis.com.",
    )
