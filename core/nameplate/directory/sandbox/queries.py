"""The query of a request: paging, the filters that Atlassian supports, which attributes are returned."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from nameplate.directory.sandbox.discovery import PAGE
from nameplate.directory.sandbox.problems import ScimProblem
from nameplate.directory.sandbox.schema import spelling

_FILTER = re.compile(r'\s*(userName|externalId)\s+eq\s+("(?:[^"\\]|\\.)*")\s*', re.IGNORECASE | re.DOTALL)
SELECTION = frozenset({"attributes", "excludedAttributes"})
LISTING = SELECTION | {"startIndex", "count", "filter"}
ALWAYS = frozenset({"id", "schemas"})


class Window(NamedTuple):
    """A page: the 1-based index of its first resource, and how many it may hold."""

    start: int
    size: int


def refuse_unknown(query: Mapping[str, str], known: frozenset[str]) -> None:
    """400 for a parameter that the endpoint hasn't, and for both selections at once."""
    for name in query:
        if name not in known:
            raise ScimProblem(400, f"The parameter {name} is not supported.", "invalidValue")
    if query.keys() >= SELECTION:
        raise ScimProblem(400, "attributes and excludedAttributes exclude each other.", "invalidValue")


def window(query: Mapping[str, str]) -> Window:
    """The page that a query asks for; at most 100 resources."""
    return Window(max(_integer(query, "startIndex", 1), 1), min(max(_integer(query, "count", PAGE), 0), PAGE))


def equality(expression: str) -> tuple[str, str]:
    """Attribute and value of `userName eq "…"` or `externalId eq "…"`.

    Raises:
        ScimProblem: 400 for any other filter.
    """
    match = _FILTER.fullmatch(expression)
    try:
        value = orjson.loads(match[2]) if match else None
    except orjson.JSONDecodeError:
        value = None
    if match is None or not isinstance(value, str):
        raise ScimProblem(400, "Only userName eq and externalId eq can be filtered by.", "invalidFilter")
    return spelling(match[1]), value


def selected(resource: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """The resource with the attributes that the query asks for; `id` is always there."""
    if "attributes" in query:
        wanted = [_place(name) for name in query["attributes"].split(",") if name.strip()]
        return {key: value for key in resource if (value := _kept(key, resource[key], wanted)) is not None}
    if "excludedAttributes" in query:
        dropped = [_place(name) for name in query["excludedAttributes"].split(",") if name.strip()]
        return {key: value for key in resource if (value := _without(key, resource[key], dropped)) is not None}
    return resource


def _integer(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError:
        raise ScimProblem(400, f"{name} must be a whole number.", "invalidValue") from None


def _place(name: str) -> tuple[str, str]:
    """`emails.type` and `urn:…:User:department` as attribute and sub-attribute."""
    name = name.strip()
    if spelling(name):
        return spelling(name), ""
    for separator in (":", "."):
        attribute, _, sub = name.rpartition(separator)
        if spelling(attribute):
            return spelling(attribute), sub
    return name, ""


def _kept(key: str, value: Any, wanted: list[tuple[str, str]]) -> Any:
    if key in ALWAYS or (key, "") in wanted:
        return value
    subs = {sub for attribute, sub in wanted if attribute == key}
    return _subs(value, lambda sub: sub in subs) if subs else None


def _without(key: str, value: Any, dropped: list[tuple[str, str]]) -> Any:
    if key in ALWAYS:
        return value
    if (key, "") in dropped:
        return None
    subs = {sub for attribute, sub in dropped if attribute == key}
    return _subs(value, lambda sub: sub not in subs) if subs else value


def _subs(value: Any, keep: Any) -> Any:
    if isinstance(value, list):
        return [_subs(item, keep) for item in value]
    return {sub: item for sub, item in value.items() if keep(sub)} if isinstance(value, dict) else value
