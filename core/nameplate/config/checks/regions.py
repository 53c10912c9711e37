"""Regions and the fields of a person that conditions and connections name."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.checks.outline import entries, region_lists
from nameplate.config.conditions import CONDITION_KEYS, is_condition_key, is_field
from nameplate.config.document import Document, Key, dotted
from nameplate.config.suggestions import did_you_mean
from nameplate.findings import Finding
from nameplate.model import TEXT_FIELDS

TRUE = {"true", "yes", "on", "y", "t", "1"}
"""The spellings of true that pydantic takes."""


def check_regions(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """Each region has a name of its own, a mapping unless it is excluded, and a condition that says something."""
    for _, regions in region_lists(document):
        names = Counter(str(region.get("name")) for _, region in regions)
        seen: set[str] = set()
        for key, region in regions:
            name = str(region.get("name"))
            if "name" in region and names[name] > 1 and name in seen:
                message = f"There are {names[name]} regions named `{name}`."
                yield document.finding("NP103", (*key, "name"), message, remedy="Give each a name of its own.")
            seen.add(name)
            if not region.get("mapping") and str(region.get("exclude")).casefold() not in TRUE:
                message = f"`{dotted((*key, 'mapping'))}` is missing: the region `{name}` needs a mapping."
                remedy = "Name a mapping, or say `exclude: true` to leave these people out."
                yield document.finding("NP104", key, message, remedy=remedy)
            if "when" in region and not region["when"]:
                message = f"`{dotted((*key, 'when'))}`: expected a condition, found nothing."
                yield document.finding("NP103", (*key, "when"), message, remedy="Leave `when` out to match everybody.")


def check_conditions(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """The keys of `when` are fields of a person."""
    for _, regions in region_lists(document):
        for key, region in regions:
            when = region.get("when")
            for name in when if isinstance(when, Mapping) else ():
                if not is_condition_key(name):
                    remedy = did_you_mean(name, CONDITION_KEYS)
                    message = f"`{dotted((*key, 'when', name))}`: a person has no field `{name}`."
                    yield document.finding("NP102", (*key, "when", name), message, remedy=remedy)


def check_fields(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """The fields that a connection names, of its own or to be enriched with, are those of a person."""
    for name, connection in entries(document.data, "connections"):
        for key, field in _fields_named(("connections", name), connection):
            if not is_field(field):
                remedy = did_you_mean(field, (*TEXT_FIELDS, "active")) + " A field of your own is `custom.NAME`."
                message = f"`{dotted(key)}`: a person has no field `{field}`."
                yield document.finding("NP102", key, message, remedy=remedy)


def _fields_named(key: Key, connection: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    fields = connection.get("fields")
    for field in fields if isinstance(fields, Mapping) else ():
        yield (*key, "fields", field), field
    sources = connection.get("enrich_from")
    for at, source in enumerate(sources if isinstance(sources, list) else ()):
        taken = source.get("fields") if isinstance(source, Mapping) else None
        for place, field in enumerate(taken if isinstance(taken, list) else ()):
            yield (*key, "enrich_from", at, "fields", place), str(field)
        if isinstance(source, Mapping) and isinstance(source.get("key"), str):
            yield (*key, "enrich_from", at, "key"), source["key"]
