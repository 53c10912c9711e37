"""Lets people whose records and mappings are as they were stay from one preview to the next (`kept`)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nameplate.config.models import Config
from nameplate.findings import Finding
from nameplate.mapping import Mapper
from nameplate.planning.fingerprints import (
    file_fingerprint,
    installed_files,
    region_fingerprints,
    run_fingerprint,
)
from nameplate.planning.kept import About, Kept, KeptStatus, keep, kept_path
from nameplate.planning.known_people import KnownPeople
from nameplate.planning.parts import Status
from nameplate.planning.staging import Stage
from nameplate.plugins import Plugins

STOPPED = "NP214"
"""A rule that was stopped left later people's values as they are: what came of it can't be repeated."""


@dataclass
class Cache:
    """What was kept of each connection that reads a snapshot, and what is to be kept.

    `used` says that something may have been used of what was kept.
    """

    config: Config
    plugins: Plugins
    mapper: Mapper
    used: bool = False
    _todo: dict[str, tuple[Stage, About]] = field(default_factory=dict)

    @contextmanager
    def of(self, connection: str, stage: Stage) -> Iterator["Found | None"]:
        """What may be used again of a connection's people; None where nothing of them is kept."""
        snapshot, run = self.config.connections[connection].snapshot, self._run(stage)
        if snapshot is None or not run:
            yield None
            return
        kept = Kept.open(kept_path(self.config.root, connection), run)
        if kept is None:
            yield Found()
            return
        with closing(kept):
            if not self._fields(connection) <= kept.about.fields:
                yield Found()
                return
            now = region_fingerprints(self.mapper, self.config, connection)
            same = {region for region, digest in kept.about.regions.items() if now.get(region) == digest}
            # Chosen names are compared with everybody who is mapped, so that those for nobody are found.
            untouched = same == now.keys() == kept.about.regions.keys() and self.config.exceptions is None
            self.used = True
            if untouched and is_same_file(snapshot, kept.about):
                yield Found(kept)
            else:
                origins = {region: stage.origins.number(connection, region) for region in sorted(same)}
                yield Found(None, KnownPeople(kept, kept.rows(origins)))

    def note(self, connection: str, stage: Stage, status: Status, undone: Mapping[str, int]) -> None:
        """Remember to keep a connection's people, which were read to the end of a snapshot."""
        run, snapshot = self._run(stage), self.config.connections[connection].snapshot
        if run and status.snapshot_hash and snapshot is not None:
            regions = region_fingerprints(self.mapper, self.config, connection)
            size = snapshot.stat().st_size if snapshot.is_file() else 0
            fields = self._fields(connection)
            about = About(run, status.snapshot_hash, size, fields, regions, dict(undone), frozen(status))
            self._todo[connection] = (stage, about)

    def _fields(self, connection: str) -> frozenset[str]:
        return self.mapper.needs[connection].fields

    def _run(self, stage: Stage) -> str:
        return run_fingerprint(self.config, self.plugins, self._installed, stage.projection)

    @cached_property
    def _installed(self) -> str:
        return installed_files(self.plugins)

    def write(self, notes: Iterable[Finding]) -> None:
        """Keep what was noted, unless the mapper's notes say that a rule was stopped."""
        if stopped(notes):
            return
        for connection, (stage, about) in self._todo.items():
            keep(stage, connection, kept_path(self.config.root, connection), about)


@dataclass(frozen=True)
class Found:
    """What was kept: `everything`, where nothing changed at all, or people who are `known` by their records."""

    everything: Kept | None = None
    known: KnownPeople = field(default_factory=KnownPeople)


def stopped(notes: Iterable[Finding]) -> bool:
    """Whether the mapper's notes say that a rule was stopped."""
    return any(note.code == STOPPED for note in notes)


def is_same_file(snapshot: Path, about: About) -> bool:
    """Whether a snapshot is to the byte what it was."""
    try:
        return snapshot.stat().st_size == about.size and file_fingerprint(snapshot) == about.snapshot
    except OSError:
        return False


def frozen(status: Status) -> KeptStatus:
    """The status as it stays."""
    return KeptStatus(
        status.distribution,
        status.version,
        status.read_from,
        status.snapshot_hash,
        status.memberships,
        status.people,
        status.complete,
        status.unreadable_ids,
        status.incomplete,
        status.unselected,
        tuple(status.findings),
    )
