"""What a check looks at: the templates of an organization as syntax trees, and the configuration that uses them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nameplate.config import Config, Key, Region
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding
from nameplate.mapping import (
    Family,
    MappingEnvironment,
    Place,
    RuleFailed,
    TemplateRefused,
    compile_inspected,
    environment_for,
    inspect_family,
    read_family,
)
from nameplate.mapping.loading import SHIPPED_PREFIX, templates_below
from nameplate.plugins import Plugins


@dataclass(frozen=True)
class RegionList:
    """A list of regions, and the connections whose people are matched against it."""

    key: Key
    """Where the list stands in the configuration."""
    regions: tuple[Region, ...]
    connections: tuple[str, ...]

    def mapped(self) -> Iterator[Region]:
        """The regions whose people have a mapping."""
        return (region for region in self.regions if not region.exclude and region.mapping)


@dataclass(eq=False)
class Subject:
    """Everything that checks look at.

    `families` holds every mapping whose files could be read, by name; `config` is None for mappings alone.
    """

    environment: MappingEnvironment
    plugins: Plugins
    config: Config | None = None
    families: dict[str, Family] = field(default_factory=dict)
    spare: frozenset[str] = frozenset()
    """Families that no region uses."""

    @cached_property
    def lists(self) -> tuple[RegionList, ...]:
        """The lists of regions of the configuration."""
        if self.config is None:
            return ()
        connections = self.config.connections
        shared = tuple(name for name, connection in connections.items() if connection.regions is None)
        own = [
            RegionList(("connections", name, "regions"), connection.regions, (name,))
            for name, connection in connections.items()
            if connection.regions is not None
        ]
        return (RegionList(("regions",), self.config.regions, shared), *own)

    @cached_property
    def groups(self) -> tuple[tuple[Family, ...], ...]:
        """Families among which people may move: those of each list of regions; alone, all of them."""
        if self.config is None:
            return (tuple(self.families.values()),)
        names = (dict.fromkeys(region.mapping for region in one.mapped()) for one in self.lists)
        return tuple(tuple(self.families[name] for name in group if name in self.families) for group in names)

    def is_own(self, name: str) -> bool:
        """Whether a template belongs to the organization, so that it can be corrected."""
        search = self.environment.search
        return search.shipped in search.folders or (
            not name.startswith(SHIPPED_PREFIX) and not self.path(name).is_relative_to(search.shipped)
        )

    def path(self, name: str) -> Path:
        """The file of a template."""
        return self.environment.search.find(name) or Path(name)

    def at(self, key: Key, code: str, message: str, *, remedy: str = "") -> Finding:
        """A finding at a key of the configuration."""
        assert self.config is not None  # noqa: S101 -- only checks of a configuration have keys
        line, column = self.config.position(*key)
        return finding(code, message, remedy=remedy, file=str(self.config.file), line=line, column=column)


def subject_of(config: Config, plugins: Plugins) -> tuple[Subject, list[Finding]]:
    """The subject of a configuration, and what keeps its mappings from being compiled."""
    folders = (config.mappings,) if config.mappings else ()
    subject = Subject(environment_for(folders, plugins), plugins, config)
    findings: list[Finding] = []
    for one in subject.lists:
        for index, region in enumerate(one.regions):
            if region.mapping and not region.exclude and region.mapping not in subject.families:
                findings += _take(subject, region.mapping, (*one.key, index, "mapping"))
    used = frozenset(subject.families)
    folder = config.mappings
    findings += _take_spare(subject, templates_below(folder) if folder else ())
    subject.spare = frozenset(subject.families) - used
    return subject, list(dict.fromkeys(findings))


def subject_of_folder(folder: Path, names: Iterable[str], plugins: Plugins) -> tuple[Subject, list[Finding]]:
    """The subject of mappings alone, by their names in `folder`, and what keeps them from being compiled."""
    subject = Subject(environment_for((folder,), plugins), plugins)
    findings = _take_spare(subject, names)
    return subject, list(dict.fromkeys(findings))


def _take(subject: Subject, name: str, key: Key) -> list[Finding]:
    """Take in the mapping of a region; what is wrong with it."""
    try:
        subject.families[name] = read_family(subject.environment, name)
    except TemplateRefused as error:
        refusal = error.finding
        if refusal.code == "NP211" and not refusal.file:
            return [subject.at(key, refusal.code, refusal.message, remedy=refusal.remedy)]
        return [refusal]
    return _compiled(subject.environment, name)


def _take_spare(subject: Subject, names: Iterable[str]) -> list[Finding]:
    """Take in templates that may be mappings, or be extended, imported or included by others."""
    findings: list[Finding] = []
    spare: list[Family] = []
    for name in names:
        if name in subject.environment.trees:
            continue
        try:
            family = read_family(subject.environment, name)
        except TemplateRefused as error:
            findings.append(error.finding)
            continue
        if family.block_names:
            spare.append(family)
    extended = {level.name for family in spare for level in family.levels[1:]}
    for family in spare:
        subject.families[family.name] = family
        if family.name in extended:
            findings += inspect_family(subject.environment, family, complete=False)
        else:
            findings += _compiled(subject.environment, family.name)
    return findings


def _compiled(environment: MappingEnvironment, name: str) -> list[Finding]:
    """What compiling a mapping, and running its top level, finds."""
    try:
        compile_inspected(environment, name).at(Place())
    except ConfigurationError as error:
        return list(error.findings)
    except RuleFailed as error:
        return [error.finding]
    return []
