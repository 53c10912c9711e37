"""The parts of a file as it is written, mistakes and all."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.document import Document, Key, dotted
from nameplate.config.suggestions import did_you_mean
from nameplate.findings import Finding


def entries(data: Any, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and content of each entry below `key`, such as `connections`."""
    below = data.get(key)
    if isinstance(below, Mapping):
        yield from ((name, entry) for name, entry in below.items() if isinstance(entry, Mapping))


def names(data: Mapping[str, Any], key: str) -> list[str]:
    """The names of the entries below `key`."""
    below = data.get(key)
    return list(below) if isinstance(below, Mapping) else []


def region_lists(document: Document) -> Iterator[tuple[Key, list[tuple[Key, Mapping[str, Any]]]]]:
    """Key of each list of regions, and its regions with their keys."""
    lists: list[tuple[Key, Any]] = [(("regions",), document.data.get("regions"))]
    lists += [
        (("connections", name, "regions"), entry.get("regions"))
        for name, entry in entries(document.data, "connections")
    ]
    for key, regions in lists:
        if isinstance(regions, list):
            yield key, [((*key, at), region) for at, region in enumerate(regions) if isinstance(region, Mapping)]


def undefined(document: Document, key: Key, what: str, name: str, defined: list[str]) -> Finding:
    """The finding for a name that nothing defines."""
    message = f"`{dotted(key)}`: no {what} is named `{name}`."
    return document.finding("NP107", key, message, remedy=did_you_mean(name, defined), at_value=True)
