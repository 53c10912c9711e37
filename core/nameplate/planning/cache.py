"""Lets the people of unchanged snapshots stay from one preview to the next (`kept`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nameplate.config.models import Config
from nameplate.findings import Finding
from nameplate.mapping import Mapper
from nameplate.model import BadRecord, SourceUser
from nameplate.model.attributes import ACTIVE, DISPLAY_NAME
from nameplate.planning.fingerprints import (
    file_fingerprint,
    installed_files,
    region_fingerprints,
    run_fingerprint,
)
from nameplate.planning.kept import About, Kept, KeptPerson, KeptStatus, copy_kept, keep, kept_path
from nameplate.planning.parts import Status
from nameplate.planning.sso import sign_in_undoes
from nameplate.planning.staging import Stage
from nameplate.plugins import Plugins

STOPPED = "NP214"
"""A rule that was stopped left later people's values as they are: what came of it can't be repeated."""

Person = SourceUser | BadRecord


@dataclass
class Cache:
    """What was kept of each connection that reads a snapshot, and what is to be kept."""

    config: Config
    plugins: Plugins
    mapper: Mapper
    _todo: dict[str, tuple[Stage, About]] = field(default_factory=dict)

    def find(self, connection: str, stage: Stage) -> "Found | None":
        """What may be used again of a connection's people; None where it has to be read and mapped as if new."""
        snapshot = self.config.connections[connection].snapshot
        path = kept_path(self.config.root, connection)
        if snapshot is None or not path.is_file():
            return None
        kept = Kept.open(path, self._run(stage), file_fingerprint(snapshot))
        if kept is None:
            return None
        now = region_fingerprints(self.mapper, self.config, connection)
        same = frozenset(region for region, digest in kept.about.regions.items() if now.get(region) == digest)
        # Chosen names are compared with everybody who is mapped, so that those for nobody are found.
        everything = same == now.keys() == kept.about.regions.keys() and self.config.exceptions is None
        return Found(connection, stage, kept, same, everything=everything)

    def note(self, connection: str, stage: Stage, status: Status, undone: Mapping[str, int]) -> None:
        """Remember to keep a connection's people, which were read to the end of a snapshot."""
        run = self._run(stage)
        if run and status.snapshot_hash and self.config.connections[connection].snapshot is not None:
            regions = region_fingerprints(self.mapper, self.config, connection)
            about = About(run, status.snapshot_hash, regions, dict(undone), frozen(status))
            self._todo[connection] = (stage, about)

    def _run(self, stage: Stage) -> str:
        return run_fingerprint(self.config, self.plugins, self._installed, stage.projection)

    @cached_property
    def _installed(self) -> str:
        return installed_files(self.plugins)

    def write(self, notes: Iterable[Finding]) -> None:
        """Keep what was noted, unless the mapper's notes say that a rule was stopped."""
        if any(note.code == STOPPED for note in notes):
            return
        for connection, (stage, about) in self._todo.items():
            keep(stage, connection, kept_path(self.config.root, connection), about)


class Found:
    """Kept people of an unchanged snapshot; with `everything` nobody has to be read.

    Args:
        regions: The regions whose mappings are as they were.
    """

    def __init__(self, connection: str, stage: Stage, kept: Kept, regions: frozenset[str], *, everything: bool) -> None:
        self.connection = connection
        self.stage = stage
        self.kept = kept
        self.regions = regions
        self.everything = everything
        self._people = kept.people()

    def stage_all(self) -> None:
        """Stage everybody as they were."""
        copy_kept(self.stage, self.connection, self.kept.path, self.kept.about)

    def reuse(self, people: Sequence[Person]) -> list[KeptPerson | None]:
        """For each of the people, who are the next ones of the snapshot, the row that may be used again."""
        return [
            row if row is not None and row.plain and row.region in self.regions and row.source_id == person.id else None
            for person, row in ((person, next(self._people, None)) for person in people)
        ]

    def row(self, person: KeptPerson) -> tuple[Any, ...]:
        """The kept person as a row to stage."""
        source_id, *rest = person.columns
        return (source_id, self.stage.origins.number(self.connection, person.region), *rest)

    def is_undone(self, person: Person, row: KeptPerson) -> bool:
        """Whether sign-in will undo the display name of a person whose row is used again."""
        values = self.stage.projection.values(row.payload)
        return sign_in_undoes(person, values[DISPLAY_NAME], values[ACTIVE])


def frozen(status: Status) -> KeptStatus:
    """The status as it stays."""
    return KeptStatus(
        status.distribution,
        status.version,
        status.read_from,
        status.snapshot_hash,
        status.people,
        status.complete,
        status.unreadable_ids,
        status.incomplete,
        status.unselected,
        tuple(status.findings),
    )
