"""Takes in both sides: people, read and mapped, and accounts, listed; all at once, a page at a time."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import compress, repeat
from pathlib import Path
from typing import Any, cast

from nameplate.config.models import Config
from nameplate.errors import DirectoryError, ReadError
from nameplate.findings import Finding, finding
from nameplate.model import ATTRIBUTES
from nameplate.planning.cache import Cache
from nameplate.planning.clock import Clock
from nameplate.planning.completeness import Read
from nameplate.planning.kept import Kept, KeptRow, copy_kept
from nameplate.planning.known_people import KnownPeople
from nameplate.planning.parts import Mapped, Mapper, Parts, Status
from nameplate.planning.planfile import DirectoryRow, SourceRow
from nameplate.planning.projection import Projection
from nameplate.planning.selection import Selection
from nameplate.planning.sso import undone_by_sign_in
from nameplate.planning.staged_rows import ORIGIN, PLAIN, UNDONE, Row
from nameplate.planning.staging import Stage
from nameplate.reading import Batch, Person


@dataclass
class Intake:
    """What was taken in, by directory and by connection."""

    stages: Mapping[str, Stage]
    sources: dict[str, SourceRow] = field(default_factory=dict)
    reads: dict[str, Read] = field(default_factory=dict)
    unselected: dict[str, frozenset[str]] = field(default_factory=dict)
    directories: dict[str, DirectoryRow] = field(default_factory=dict)
    undone: Counter[str] = field(default_factory=Counter)
    """Region → people whose display name sign-in will undo."""
    remarks: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Connection or directory → findings on the read as a whole."""

    def feeding(self, directory: str) -> list[Read]:
        """The reads of the connections that feed a directory."""
        return [read for _, read in sorted(self.reads.items()) if read.directory == directory]

    def findings(self) -> Iterator[Finding]:
        """Failed reads first."""
        remarks = [remark for _, found in sorted(self.remarks.items()) for remark in found]
        yield from sorted(remarks, key=lambda remark: remark.code not in {"NP309", "NP513"})


@contextmanager
def open_stages(config: Config, mapper: Mapper, folder: Path) -> Iterator[dict[str, Stage]]:
    """A staging area for each directory."""
    feeds = Counter(connection.directory for connection in config.connections.values())
    stages = {
        name: Stage(folder, name, number, projection(config, mapper, name), shared=feeds[name] > 1)
        for number, name in enumerate(config.directories)
    }
    try:
        yield stages
    finally:
        for stage in stages.values():
            stage.close()


def projection(config: Config, mapper: Mapper, directory: str) -> Projection:
    """Onto the attributes that any region of any connection of the directory manages.

    A chosen name may be for any attribute, so where there are some, all are looked at.
    """
    if config.exceptions is not None:
        return Projection(range(len(ATTRIBUTES)))
    managed: set[int] = set()
    for name, connection in config.feeding.items():
        if connection.directory == directory:
            for region in config.regions_of(name):
                if not region.exclude:
                    flags = mapper.managed(name, region.name)
                    managed.update(index for index, flag in enumerate(flags) if flag)
    return Projection(managed)


async def take_in(
    config: Config,
    mapper: Mapper,
    parts: Parts,
    stages: Mapping[str, Stage],
    selection: Selection,
    clock: Clock,
    cache: Cache | None = None,
) -> Intake:
    """Read every connection and list every directory, side by side.

    A connection or directory that fails is recorded, and the others go on.
    """
    intake = Intake(stages)
    with first_of_group():
        async with asyncio.TaskGroup() as group:
            for name, connection in config.feeding.items():
                kept = None if connection.enrich_from else cache  # the other connection's file may have changed
                taking = Taking(name, config, mapper, stages[connection.directory], selection, clock, kept)
                group.create_task(taking.desired(parts, intake))
            for name in config.directories:
                group.create_task(take_existing(name, config, parts, intake, clock))
    return intake


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Let the garbage collector run rarely: pages of people hold no cycles, and it would look at each of them."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def people_in(batch: Batch) -> int:
    """How many people a batch has."""
    return len(batch.people)


@contextmanager
def first_of_group() -> Iterator[None]:
    """Raise what ended the tasks rather than the group of it."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None


@dataclass
class Taking:
    """The way of one connection's people into the stage; `undone` counts as `Intake.undone` does."""

    name: str
    config: Config
    mapper: Mapper
    stage: Stage
    selection: Selection
    clock: Clock
    cache: Cache | None = None
    undone: Counter[str] = field(default_factory=Counter)

    async def desired(self, parts: Parts, intake: Intake) -> None:
        """Read, map and stage; a ReadError is recorded."""
        with self.cache.of(self.name, self.stage) if self.cache else nullcontext() as found:
            if not (found and found.everything and self.as_kept(found.everything, intake)):
                await self.read(parts, found.known if found else None, intake)

    async def read(self, parts: Parts, known: KnownPeople | None, intake: Intake) -> None:
        """Read everybody; whoever is known by their record is not mapped again."""
        source = parts.source(self.name)
        error = ""
        try:
            async for batch in self.clock.pages("reading", source.batches(known), people_in):
                self.take(batch)
        except ReadError as failure:
            error = failure.message
            self.stage.forget(self.name)
            intake.remarks[self.name] = (
                finding("NP309", f"{self.name} was not read to its end: {error}", remedy=failure.remedy),
            )
        if self.cache and not error:
            self.cache.note(self.name, self.stage, source.status, self.undone)
        self.record(source.status, error, intake)

    def as_kept(self, kept: Kept, intake: Intake) -> bool:
        """Stage everybody as the last preview left them; False where that is gone."""
        about = kept.about
        with self.clock.timing("reading"):
            if not copy_kept(self.stage, self.name, kept.path, about):
                return False
        self.clock.add("reading", 0.0, about.status.people)
        self.undone.update(about.undone)
        self.record(about.status, "", intake)
        return True

    def take(self, batch: Batch) -> None:
        """Map and stage some people; of some of them a kept row says it all."""
        new, digests = batch
        known = KeptRow in map(type, batch.people)
        if known:
            is_new = [not isinstance(person, KeptRow) for person in batch.people]
            new, digests = list(compress(new, is_new)), list(compress(digests, is_new))
        with self.clock.timing("mapping", len(new)):
            mapped = self.mapper.map_all(cast("Sequence[Person]", new), self.name)
        with self.clock.timing("comparing"):
            undone = self.undone_by_sign_in(new, mapped)
            watched = self.selection.watches if self.selection.users else None
            rows: list[Row] = self.stage.rows.people(self.name, mapped, digests, undone, watched)
            if known:
                fresh = iter(rows)
                rows = [row[:-1] if isinstance(row, KeptRow) else next(fresh) for row in batch.people]
            undone_rows = [row for row in rows if len(row) > PLAIN and row[UNDONE]]
            self.undone.update(self.stage.origins.pairs[row[ORIGIN]][1] for row in undone_rows)
            self.stage.add_people(rows)

    def undone_by_sign_in(self, people: Sequence[Any], mapped: Sequence[Mapped]) -> Iterable[bool]:
        """Whether sign-in will undo the display name of each of the people."""
        if self.config.organization.sso_name_claims == "removed":
            return repeat(False, len(mapped))
        return map(undone_by_sign_in, people, mapped)

    def record(self, status: Status, error: str, intake: Intake) -> None:
        """Say how the read went."""
        connection = self.config.connections[self.name]
        intake.sources[self.name] = SourceRow(
            self.name,
            connection.directory,
            connection.connector,
            status.distribution,
            status.version,
            status.read_from,
            status.snapshot_hash,
            status.people,
            status.complete and not error,
            error,
            self.clock.now(),
        )
        intake.reads[self.name] = Read(
            self.name,
            connection.directory,
            status.complete and not error,
            status.people,
            status.unreadable_ids,
            status.incomplete,
            error,
        )
        intake.undone.update(self.undone)
        intake.unselected[self.name] = status.unselected
        intake.remarks[self.name] = (*intake.remarks.get(self.name, ()), *status.findings)


async def take_existing(name: str, config: Config, parts: Parts, intake: Intake, clock: Clock) -> None:
    """List a directory into its stage; a DirectoryError is recorded, and nothing is planned for it."""
    stage = intake.stages[name]
    error = ""
    try:
        async with parts.directory(name) as client:
            async for page in clock.pages("listing", client.pages(), len):
                with clock.timing("comparing"):
                    stage.add_accounts(page)
    except DirectoryError as failure:
        error = failure.message
        intake.remarks[name] = (finding("NP513", f"{name} was not listed to its end: {error}", remedy=failure.remedy),)
    intake.directories[name] = DirectoryRow(
        name, config.directories[name].address, stage.accounts, stage.active, not error, error, clock.now()
    )
