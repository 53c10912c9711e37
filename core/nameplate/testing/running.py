"""Reads as the engine does it, and page by page without the engine."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from nameplate.config.models import Config, Connection, Directory
from nameplate.model import EVERYTHING, BadRecord, Needs, SourceUser
from nameplate.plugins import AnyConnector, Connector, Page, Query, Settings
from nameplate.plugins.loading import new_manager
from nameplate.plugins.registry import PluginInfo, Plugins
from nameplate.reading import ReadStatus, open_source, save_snapshot

T = TypeVar("T")

NAME = "contract"
"""The connection's and the directory's name."""

ALL = Needs(frozenset({EVERYTHING}), frozenset({EVERYTHING}))


@dataclass(frozen=True)
class Reading:
    """What the engine read, and what it says of the read."""

    people: list[SourceUser | BadRecord]
    status: ReadStatus

    @property
    def ids(self) -> list[str]:
        """Their ids, in order."""
        return [person.id for person in self.people]


def configuration(connector: AnyConnector, settings: Settings | None, snapshot: Path | None = None) -> Config:
    """A configuration with this one connection."""
    connection = Connection(connector=connector.name, directory=NAME, settings=settings, snapshot=snapshot)
    return Config(directories={NAME: Directory(sandbox=Path("unused.db"))}, connections={NAME: connection})


def plugins_with(connector: AnyConnector) -> Plugins:
    """Plugins that know this one connector, whatever is installed."""
    info = PluginInfo(NAME, connectors=(connector.name,))
    return Plugins({connector.name: connector}, {}, {}, (), (info,), (), new_manager())


async def read(connector: AnyConnector, settings: Settings | None, snapshot: Path | None = None) -> Reading:
    """Everybody, through the engine.

    Raises:
        ReadError: The connection could not be read to its end.
    """
    source = open_source(configuration(connector, settings, snapshot), plugins_with(connector), NAME, ALL)
    people = [person async for page in source.pages() for person in page]
    return Reading(people, source.status)


async def save(connector: AnyConnector, settings: Settings, path: Path) -> None:
    """Take a snapshot.

    Raises:
        ReadError: The connection could not be read to its end.
    """
    source = open_source(configuration(connector, settings), plugins_with(connector), NAME, ALL)
    await save_snapshot(source, path)


async def pages(connector: Connector[Any], query: Query) -> AsyncIterator[Page]:
    """Every page, without the engine; `connector` is open."""
    cursor = None
    while True:
        page = await connector.fetch(query, cursor)
        yield page
        if page.next is None:
            return
        cursor = page.next


def run(work: Coroutine[Any, Any, T], seconds: float = 60) -> T:
    """What `work` gives, in an event loop of its own.

    Raises:
        TimeoutError: It took longer.
    """

    async def bounded() -> T:
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(bounded())
