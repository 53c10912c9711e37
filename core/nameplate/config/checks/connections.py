"""Connections: connectors, directories and scopes that they name, and what names them."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.checks.outline import entries, names, undefined
from nameplate.config.checks.scopes import check_scope_value
from nameplate.config.document import Document, Key, dotted
from nameplate.config.extras import installation
from nameplate.config.suggestions import did_you_mean
from nameplate.findings import Finding


def check_connections(document: Document, connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """A connection's connector is installed, its directory defined, its scope served."""
    directories = names(document.data, "directories")
    for name, connection in entries(document.data, "connections"):
        key: Key = ("connections", name)
        connector, directory = connection.get("connector"), connection.get("directory")
        if isinstance(directory, str) and directory not in directories:
            yield undefined(document, (*key, "directory"), "directory", directory, directories)
        if isinstance(connector, str) and connector not in connectors:
            yield _not_installed(document, (*key, "connector"), connector, connectors)
        elif isinstance(connector, str):
            yield from _scope(document, name, connection, connector, connectors[connector])


def _not_installed(document: Document, key: Key, name: str, connectors: Mapping[str, Any]) -> Finding:
    if command := installation(name):
        remedy = f"Install it: {command}"
    else:
        remedy = (
            f"{did_you_mean(name, connectors)} `nameplate plugins` shows what is installed and what failed.".strip()
        )
    message = f"`{dotted(key)}`: the connector `{name}` is not installed."
    return document.finding("NP108", key, message, remedy=remedy, at_value=True)


def _scope(
    document: Document, name: str, connection: Mapping[str, Any], connector: str, shape: Any
) -> Iterator[Finding]:
    served: frozenset[str] | None = getattr(shape, "scope_keys", None)
    scope = connection.get("scope")
    if served is None or not isinstance(scope, Mapping):
        return
    types: Mapping[str, type] = getattr(shape, "scope_types", {})
    for word, value in scope.items():
        key = ("connections", name, "scope", word)
        if word in served:
            yield from check_scope_value(document, key, value, types.get(word))
        else:
            message = f"`{dotted(key)}`: {connector} has no scope `{word}`."
            yield document.finding("NP102", key, message, remedy=did_you_mean(word, sorted(served)))


def check_precedence(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """A directory's `precedence` names connections that feed it."""
    connections = names(document.data, "connections")
    feeding = {name: entry.get("directory") for name, entry in entries(document.data, "connections")}
    for name, directory in entries(document.data, "directories"):
        written = directory.get("precedence")
        for at, other in enumerate([written] if isinstance(written, str) else written or ()):
            key: Key = ("directories", name, "precedence", at)
            if other not in connections:
                yield undefined(document, key, "connection", str(other), connections)
            elif feeding.get(other) != name:
                message = f"`{dotted(key)}`: the connection `{other}` does not feed the directory `{name}`."
                yield document.finding("NP103", key, message)


def check_enrichment(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """A connection's `enrich_from` names other connections."""
    for name, connection in entries(document.data, "connections"):
        others = [one for one in names(document.data, "connections") if one != name]
        sources = connection.get("enrich_from")
        for at, source in enumerate(sources if isinstance(sources, list) else ()):
            other = source.get("connection") if isinstance(source, Mapping) else None
            if isinstance(other, str) and other not in others:
                key = ("connections", name, "enrich_from", at, "connection")
                yield undefined(document, key, "other connection", other, others)
