"""Whether each connection works: signs in and reads one page of it."""

import asyncio
from dataclasses import dataclass

from nameplate.config import Config
from nameplate.errors import NameplateError
from nameplate.findings import Finding, finding
from nameplate.model import Needs
from nameplate.plugins import Plugins, Query
from nameplate.plugins.probe import Probe, probe
from nameplate.reading.selection import make_selection
from nameplate.reading.source import scope_of


@dataclass(frozen=True)
class Tried:
    """How the trial of one connection went: in words, and as a finding where it failed."""

    connection: str
    words: str
    failure: Finding | None = None


async def try_connections(config: Config, plugins: Plugins) -> list[Tried]:
    """Try every connection that has settings, side by side; what reads a snapshot alone is left out."""
    return list(await asyncio.gather(*(_try(config, plugins, name) for name in config.connections)))


async def _try(config: Config, plugins: Plugins, name: str) -> Tried:
    connection = config.connections[name]
    if connection.settings is None:
        return Tried(name, "reads a snapshot; there is nothing to sign in to")
    try:
        connector = plugins.connectors[connection.connector]
        selection = make_selection(config, name, connector.fields, Needs())
        found = await probe(connector(connection.settings), Query(selection.select, scope_of(connection)))
    except NameplateError as error:
        line, column = config.position("connections", name)
        failure = finding(
            "NP309",
            f"{name}: {error.message}",
            remedy=error.remedy,
            file=str(config.file),
            line=line,
            column=column,
        )
        return Tried(name, "failed", failure)
    return Tried(name, _words(found))


def _words(found: Probe) -> str:
    more = " and there are more" if found.more else ""
    return f"signed in; the first page has {found.people} people{more} ({found.seconds:.1f} s)"
