"""Takes in both sides: people, read and mapped, and accounts, listed; all at once, a page at a time."""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, aclosing, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from nameplate.config.models import Config
from nameplate.errors import DirectoryError, ReadError
from nameplate.findings import Finding, finding
from nameplate.model import ATTRIBUTES
from nameplate.planning.cache import Cache, Found
from nameplate.planning.clock import Clock
from nameplate.planning.completeness import Read
from nameplate.planning.parts import Mapper, Parts, Status
from nameplate.planning.planfile import DirectoryRow, SourceRow
from nameplate.planning.projection import Projection
from nameplate.planning.selection import Selection
from nameplate.planning.sso import undone_by_sign_in
from nameplate.planning.staging import Stage


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
    stages = {
        name: Stage(folder, name, number, projection(config, mapper, name))
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


@contextmanager
def first_of_group() -> Iterator[None]:
    """Raise what ended the tasks rather than the group of it."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None


async def timed(pages: AsyncIterator[list[Any]], clock: Clock, stage: str) -> AsyncIterator[list[Any]]:
    """The pages, the wait for each counted."""
    async with aclosing(cast("Any", pages)) as closing:
        began = time.perf_counter()
        async for page in closing:
            clock.add(stage, time.perf_counter() - began, len(page))
            yield page
            began = time.perf_counter()


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
        with ExitStack() as stack:
            found = self.cache.find(self.name, self.stage) if self.cache else None
            if found is not None:
                stack.enter_context(closing(found.kept))
            if found is not None and found.everything:
                self.as_kept(found, intake)
            else:
                await self.read(parts, found, intake)

    async def read(self, parts: Parts, found: Found | None, intake: Intake) -> None:
        """Read everybody; whoever was kept and is as before is not mapped again."""
        source = parts.source(self.name)
        error = ""
        try:
            async for page in timed(source.pages(), self.clock, "reading"):
                self.page(page, found)
        except ReadError as failure:
            error = failure.message
            self.stage.forget(self.name)
            intake.remarks[self.name] = (
                finding("NP309", f"{self.name} was not read to its end: {error}", remedy=failure.remedy),
            )
        if self.cache and not error:
            self.cache.note(self.name, self.stage, source.status, self.undone)
        self.record(source.status, error, intake)

    def as_kept(self, found: Found, intake: Intake) -> None:
        """Stage everybody as the last preview left them."""
        about = found.kept.about
        with self.clock.timing("reading", about.status.people):
            found.stage_all()
        self.undone.update(about.undone)
        self.record(about.status, "", intake)

    def page(self, page: list[Any], found: Found | None) -> None:
        """Map and stage one page, but for whom a kept row says it all."""
        kept = found.reuse(page) if found else [None] * len(page)
        new = [person for person, row in zip(page, kept, strict=True) if row is None] if found else page
        with self.clock.timing("mapping", len(new)):
            mapped = [self.mapper.map(person, self.name) for person in new]
        if self.config.organization.sso_name_claims != "removed":
            self.undone.update(
                one.region for person, one in zip(new, mapped, strict=True) if undone_by_sign_in(person, one)
            )
            self.undone.update(
                row.region
                for person, row in zip(page, kept, strict=True)
                if found and row and found.is_undone(person, row)
            )
        with self.clock.timing("comparing"):
            rows = self.stage.people_rows(self.name, mapped, self.selection.watches if self.selection.users else None)
            if found:
                fresh = iter(rows)
                rows = [found.row(row) if row else next(fresh) for row in kept]
            self.stage.add_people(rows)

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
            async for page in timed(client.pages(), clock, "listing"):
                with clock.timing("comparing"):
                    stage.add_accounts(page)
    except DirectoryError as failure:
        error = failure.message
        intake.remarks[name] = (finding("NP513", f"{name} was not listed to its end: {error}", remedy=failure.remedy),)
    intake.directories[name] = DirectoryRow(
        name, config.directories[name].address, stage.accounts, stage.active, not error, error, clock.now()
    )
