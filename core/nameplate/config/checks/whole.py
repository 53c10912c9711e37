"""The file as a whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.checks.outline import entries
from nameplate.config.document import Document
from nameplate.findings import Finding


def check_something_to_do(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """There are directories, connections and regions."""
    for key, what in (("directories", "directory"), ("connections", "connection")):
        if document.data.get(key) == {}:
            yield document.finding("NP104", (key,), f"`{key}`: expected at least one {what}.")
    without = [name for name, entry in entries(document.data, "connections") if entry.get("regions") is None]
    if without and not document.data.get("regions"):
        message = "`regions` is missing: nobody would have a mapping."
        remedy = "A region without `when` matches everybody: regions: [{name: everyone, mapping: nameplate/default.j2}]"
        yield document.finding("NP104", ("regions",), message, remedy=remedy)


def check_own_keys(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """`file` and `positions` are the configuration's own, and no keys of the file."""
    for key in ("file", "positions"):
        if key in document.data:
            yield document.finding("NP102", (key,), f"`{key}` is not a key that is known here.")
