"""A connection as a source of people, whether it is read live or from a snapshot."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import cast

from nameplate.config.models import Config, Connection
from nameplate.errors import ConfigurationError, ReadError
from nameplate.findings import finding
from nameplate.model import Needs, Progress, Quiet, SourceUser
from nameplate.plugins import AnyConnector, Plugins, Scope, Unavailable
from nameplate.reading.enriching import Enricher, other_needs, own_needs
from nameplate.reading.known import Batch, Known
from nameplate.reading.live import LiveReader
from nameplate.reading.paging import located
from nameplate.reading.records import Person
from nameplate.reading.selection import Selection, make_selection
from nameplate.reading.snapshots import SnapshotReader
from nameplate.reading.status import ReadStatus


class Source:
    """A connection's people, read once.

    Args:
        name: The connection's name.
        connection: Its configuration.
        connector: Its connector.
        selection: What is read of a record.
        status: Updated while reading, final after.
        others: The other connectors, to say whose records a wrong snapshot holds.
        progress: Told of every page.
        enrichers: Other connections that know more about the same people.
    """

    def __init__(  # noqa: PLR0913 -- each named at the call
        self,
        *,
        name: str,
        connection: Connection,
        connector: AnyConnector,
        selection: Selection,
        status: ReadStatus,
        others: tuple[AnyConnector, ...] = (),
        progress: Progress | None = None,
        enrichers: tuple[Enricher, ...] = (),
    ) -> None:
        self.connection = name
        self.directory = connection.directory
        self.connector = connector.name
        self.status = status
        self.task = f"Reading {name}"
        self.progress: Progress = progress or Quiet()
        self.configured = connection
        self.reads = connector
        self.selection = selection
        self.others = others
        self.enrichers = enrichers

    async def pages(self) -> AsyncGenerator[list[Person], None]:
        """The people, a page at a time; `status.complete` is true only after the last one.

        Raises:
            ReadError: The read did not come to its end; `status.error` says why.
        """
        async with aclosing(self.batches()) as batches:
            async for batch in batches:
                yield cast("list[Person]", batch.people)  # nobody is known

    async def batches(self, known: Known | None = None) -> AsyncGenerator[Batch, None]:
        """As `pages`; of a snapshot, people who are `known` are not read again, and records have digests.

        Raises:
            ReadError: The read did not come to its end; `status.error` says why.
        """
        began = time.perf_counter()
        self.progress.start(self.task)
        try:
            for enricher in self.enrichers:
                await enricher.load()
                self.status.findings += enricher.remarks()
            people = self.from_snapshot(known) if self.configured.snapshot is not None else self.read_live()
            async with aclosing(people) as batches:
                async for batch in batches:
                    self.progress.advance(self.task, len(batch.people), self.note(began))
                    yield self.enriched(batch) if self.enrichers else batch
        except ReadError as error:
            self.status.complete = False
            self.status.error = located(error, f"{self.connection} ({self.connector})").message
            raise
        finally:
            self.progress.finish(self.task, self.note(began))

    def enriched(self, batch: Batch) -> Batch:
        """The people with what other connections have; the first of them that has a field gives it."""
        people = cast("Sequence[Person]", batch.people)  # nobody is known to whom others add
        for enricher in self.enrichers:
            people = [enricher.enrich(person) for person in people]
        return Batch(people, batch.digests)

    def sources(self, person: SourceUser) -> dict[str, str]:
        """Field → connection, for what a person who was read here has from another one."""
        found: dict[str, str] = {}
        for enricher in reversed(self.enrichers):
            found |= dict.fromkeys(enricher.taken_for(person), enricher.enrichment.connection)
        return found

    async def from_snapshot(self, known: Known | None) -> AsyncGenerator[Batch, None]:
        """The people of the snapshot."""
        connection = self.configured
        reader = SnapshotReader(
            Path(connection.snapshot or ""),
            self.reads,
            self.selection,
            scope_of(connection),
            self.status,
            declared_complete=connection.snapshot_complete,
            others=self.others,
        )
        for batch in reader.batches(known):
            yield batch
            await asyncio.sleep(0)  # other reads go on, and a cancellation gets in

    async def read_live(self) -> AsyncGenerator[Batch, None]:
        """The people as the identity provider gives them."""
        async with aclosing(self.live().people()) as pages:
            async for page in pages:
                yield Batch(page, [""] * len(page))

    def live(self) -> LiveReader:
        """A live read of everyone in scope.

        Raises:
            ReadError: The connection has no settings.
        """
        if self.configured.settings is None:
            raise ReadError(
                f"The connection {self.connection} has no `settings`, so {self.connector} itself can't be read.",
                remedy=f"Give it `settings` for {self.connector}; its `snapshot` is read without any.",
            )
        return LiveReader(
            self.reads, self.configured.settings, self.selection, scope_of(self.configured), self.status, self.waits
        )

    def waits(self, attempt: int, seconds: float, error: Unavailable) -> None:
        """Tell of a wait."""
        self.progress.wait(self.task, seconds, f"{error.message} Attempt {attempt + 1} in {seconds:.0f} s")

    def note(self, began: float) -> str:
        """Pages and people a second so far."""
        rate = self.status.people / max(time.perf_counter() - began, 1e-6)
        return f"{self.status.people:,} people, {self.status.pages:,} pages, {rate:,.0f} people/s"


def open_source(
    config: Config, plugins: Plugins, connection_name: str, needs: Needs, *, progress: Progress | None = None
) -> Source:
    """The people of a connection; nothing is read before `pages` is called.

    Args:
        config: The configuration.
        plugins: The plugins, of which one brings the connector.
        connection_name: The connection.
        needs: What rules and conditions read of its people.
        progress: Told of every page.

    Raises:
        ConfigurationError: No plugin brings the connector (NP108), or a path in `fields` is not one, or connections
            enrich each other in a circle (NP103).
    """
    connection = config.connections[connection_name]
    connector = plugins.connectors.get(connection.connector)
    if connector is None:
        line, column = config.position("connections", connection_name, "connector")
        message = f"{connection_name}: no plugin brings the connector {connection.connector!r}."
        remedy = f"Installed are {', '.join(sorted(plugins.connectors))}; `nameplate plugins` shows what is missing."
        found = finding("NP108", message, remedy=remedy, file=str(config.file), line=line, column=column)
        raise ConfigurationError(message, findings=(found,), remedy=remedy)
    plugin = plugins.provider(connector.name)
    status = ReadStatus(
        connection=connection_name,
        directory=connection.directory,
        connector=connector.name,
        distribution=plugin.distribution,
        version=plugin.version,
        read_from="live" if connection.snapshot is None else shown(connection.snapshot, config.root),
    )
    selection = make_selection(config, connection_name, connector.fields, own_needs(config, connection_name, needs))
    enrichers = tuple(
        Enricher(
            one,
            open_source(config, plugins, one.connection, other_needs(one), progress=progress),
            needs,
            selection.fields,
        )
        for one in connection.enrich_from
    )
    return Source(
        name=connection_name,
        connection=connection,
        connector=connector,
        selection=selection,
        status=status,
        others=tuple(one for one in plugins.connectors.values() if one is not connector),
        progress=progress,
        enrichers=enrichers,
    )


def scope_of(connection: Connection) -> Scope:
    """Who is read, as a connector takes it."""
    return Scope(connection.scope.groups, connection.scope.values)


def shown(path: Path, root: Path) -> str:
    """The path for people: relative to the configuration's folder where it lies below it."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
