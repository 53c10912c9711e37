"""Another mapping tried on one person, everybody else mapped as before."""

from collections.abc import Callable, Sequence
from pathlib import Path

from nameplate.checking.explain.watching import Person
from nameplate.config import Config
from nameplate.findings import Finding
from nameplate.mapping import (
    CompiledMapping,
    Mapped,
    Mapper,
    RegionMapper,
    RuleInfo,
    compile_inspected,
    environment_for,
)
from nameplate.mapping.chosen_names import ChosenNames
from nameplate.mapping.compiling import connection_needs
from nameplate.mapping.mapper import ConnectionMapper
from nameplate.plugins import Plugins


class TrialMapper:
    """A mapper that takes the people whom `takes` names through another one.

    Args:
        base: Maps everybody else.
        trial: The same regions, with another mapping in each.
        takes: Whether a person of a connection is to be taken through `trial`.
    """

    def __init__(self, base: Mapper, trial: Mapper, takes: Callable[[Person, str], bool]) -> None:
        self._base = base
        self._trial = trial
        self._takes = takes
        self.needs = {name: needs | trial.needs[name] for name, needs in base.needs.items()}
        self.mappings_hash = trial.mappings_hash

    def map_all(self, people: Sequence[Person], connection: str) -> Sequence[Mapped]:
        """Each person's payload."""
        return [
            (self._trial if self._takes(person, connection) else self._base).map(person, connection)
            for person in people
        ]

    def managed(self, connection: str, region: str) -> Sequence[bool]:
        """What either manages."""
        both = zip(self._base.managed(connection, region), self._trial.managed(connection, region), strict=True)
        return tuple(one or other for one, other in both)

    def addresses(self, connection: str, region: str) -> Sequence[str]:
        """The rules' addresses of the tried mapping."""
        return self._trial.addresses(connection, region)

    def rule(self, connection: str, region: str, attribute: str) -> RuleInfo | None:
        """The rule of the tried mapping."""
        return self._trial.rule(connection, region, attribute)

    def notes(self) -> tuple[Finding, ...]:
        """Findings on the run."""
        return self._base.notes()


def trial_of(base: Mapper, config: Config, plugins: Plugins, file: Path, today_rows: ChosenNames) -> Mapper:
    """The mapper of `config` with the mapping in `file` in every region.

    Raises:
        ConfigurationError: The mapping can't be compiled.
    """
    folders = (file.absolute().parent, *((config.mappings,) if config.mappings else ()))
    mapping: CompiledMapping = compile_inspected(environment_for(folders, plugins), file.name)
    connections = {name: _with(base, name, mapping) for name in config.connections}
    needs = {name: connection_needs(mapper, config.connections[name]) for name, mapper in connections.items()}
    return Mapper(connections, needs, base.mappings_hash, today_rows)


def _with(base: Mapper, connection: str, mapping: CompiledMapping) -> ConnectionMapper:
    chooser = base.chooser(connection)
    regions = [
        None if compiled.region.exclude else RegionMapper(compiled.region, mapping, connection)
        for compiled in chooser.regions
    ]
    return ConnectionMapper(connection, chooser, regions)
