"""From a configuration to a mapper: every mapping and condition compiled, everything that is wrong found at once."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from nameplate.config.models import Config, Connection, Region
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding
from nameplate.mapping.chosen_names import ChosenNames, chosen_names_of
from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import read_family
from nameplate.mapping.inspection import inspect_family
from nameplate.mapping.loading import SearchPath, TemplateRefused
from nameplate.mapping.mapper import ConnectionMapper, Mapper
from nameplate.mapping.person_mapper import RegionMapper
from nameplate.mapping.regions import Chooser, CompiledRegion, compile_region
from nameplate.mapping.rules import CompiledMapping, RuleFailed, compile_mapping
from nameplate.model import EVERYTHING, Needs
from nameplate.model.attributes import NAMES
from nameplate.plugins.registry import Plugins

ALWAYS_READ = frozenset({"id", "user_name", "email", "active", "display_name", "given_name", "family_name"})
"""What correlation, chosen names and findings read of everybody."""


def compile_mappings(config: Config, plugins: Plugins | None = None, *, today: date | None = None) -> Mapper:
    """The mapper of a configuration.

    Raises:
        ConfigurationError: A mapping, a condition or the chosen names can't be used; `findings` has all that is wrong.
    """
    folders = (config.mappings,) if config.mappings else ()
    compiler = _Compiler(environment_for(folders, plugins), config)
    connections = {name: compiler.connection(name) for name in config.connections}
    chosen = compiler.chosen_names(today or date.today())  # noqa: DTZ011 -- a date in a file is a local one
    compiler.refuse()
    needs = {name: connection_needs(mapper, config.connections[name]) for name, mapper in connections.items()}
    return Mapper(connections, needs, templates_hash(compiler.environment), chosen)


def compile_files(paths: Iterable[Path], plugins: Plugins | None = None, *, connection: str = "files") -> Mapper:
    """A mapper of mappings alone: each file is a region of its own, by its path's name; use `Mapper.map_in`.

    Raises:
        ConfigurationError: A mapping can't be used.
    """
    files = list(paths)
    folders = tuple(dict.fromkeys(path.parent for path in files))
    regions = tuple(Region(name=path.name, mapping=path.name) for path in files)
    only = Connection(connector="", directory="", regions=regions)
    compiler = _Compiler(environment_for(folders, plugins), Config(directories={}, connections={connection: only}))
    mapper = compiler.connection(connection)
    compiler.refuse()
    needs = {connection: connection_needs(mapper, only)}
    return Mapper({connection: mapper}, needs, templates_hash(compiler.environment))


def environment_for(folders: Sequence[Path], plugins: Plugins | None = None) -> MappingEnvironment:
    """The environment in which mappings of these folders are compiled."""
    if plugins is None:
        return MappingEnvironment(SearchPath(folders))
    return MappingEnvironment(SearchPath(folders), plugins.filters.values(), plugins.globals.values())


class _Compiler:
    def __init__(self, environment: MappingEnvironment, config: Config) -> None:
        self.environment = environment
        self.config = config
        self.findings: list[Finding] = []
        self.refused = {"mappings": self.findings, "chosen names": list[Finding]()}
        self._mappings: dict[str, CompiledMapping | None] = {}

    def connection(self, name: str) -> ConnectionMapper:
        """The mapper of a connection, as far as its mappings can be used."""
        key: tuple[str, ...] = ("regions",)
        if self.config.connections[name].regions is not None:
            key = ("connections", name, "regions")
        compiled: list[CompiledRegion] = []
        mappers: list[RegionMapper | None] = []
        for index, region in enumerate(self.config.regions_of(name)):
            condition = self._condition(region, name, (*key, index))
            mapping = None if region.exclude else self._mapping(region, (*key, index))
            if condition is not None:
                compiled.append(condition)
                mappers.append(self._region_mapper(region, mapping, name) if mapping else None)
        return ConnectionMapper(name, Chooser(compiled), mappers)

    def _region_mapper(self, region: Region, mapping: CompiledMapping, connection: str) -> RegionMapper | None:
        """A region's mapper, the top level of its mapping run once."""
        mapper = RegionMapper(region, mapping, connection)
        try:
            mapping.at(mapper.place)
        except RuleFailed as error:
            self.findings.append(error.finding)
            return None
        return mapper

    def chosen_names(self, today: date) -> ChosenNames:
        """The exceptions file; empty where there is none or it can't be read."""
        try:
            return chosen_names_of(self.config, today)
        except ConfigurationError as error:
            self.refused["chosen names"].extend(error.findings)
            return ChosenNames()

    def refuse(self) -> None:
        """Nothing, if nothing is wrong.

        Raises:
            ConfigurationError: Something is.
        """
        unique = tuple(dict.fromkeys(chain(*self.refused.values())))
        if unique:
            what = " and the ".join(name for name, findings in self.refused.items() if findings)
            count = len(unique)
            things = "one thing is" if count == 1 else f"{count} things are"
            raise ConfigurationError(
                f"The {what} can't be used: {things} wrong.",
                findings=unique,
                remedy=f"Correct the {what}, then run `nameplate check`.",
            )

    def _condition(self, region: Region, connection: str, key: tuple[str | int, ...]) -> CompiledRegion | None:
        try:
            return compile_region(self.environment, region, connection)
        except TemplateRefused as error:
            self.findings.append(self._in_configuration("NP109", error.finding.message, (*key, "when", "expression")))
            return None

    def _mapping(self, region: Region, key: tuple[str | int, ...]) -> CompiledMapping | None:
        name = region.mapping
        if not name:
            message = f"the region {region.name!r} has no mapping, and doesn't say `exclude: true`"
            self.findings.append(self._in_configuration("NP104", message, key))
            return None
        if name not in self._mappings:
            self._mappings[name] = self._compile(name, (*key, "mapping"))
        return self._mappings[name]

    def _compile(self, name: str, key: tuple[str | int, ...]) -> CompiledMapping | None:
        try:
            compiled = compile_inspected(self.environment, name)
        except ConfigurationError as error:
            for found in error.findings:
                missing = found.code == "NP211" and not found.file
                self.findings.append(self._in_configuration(found.code, found.message, key) if missing else found)
            return None
        return compiled

    def _in_configuration(self, code: str, message: str, key: tuple[str | int, ...]) -> Finding:
        line, column = self.config.position(*key)
        return finding(code, message, file=str(self.config.file), line=line, column=column)


def compile_inspected(environment: MappingEnvironment, name: str) -> CompiledMapping:
    """A mapping, inspected and compiled.

    Raises:
        ConfigurationError: It can't be used; `findings` has all that is wrong with it.
    """
    family = read_family(environment, name)
    if findings := inspect_family(environment, family):
        raise ConfigurationError(f"{name} can't be used.", findings=findings)
    return compile_mapping(environment, name)


def connection_needs(mapper: ConnectionMapper, connection: Connection) -> Needs:
    """What the rules and conditions of a connection read, `custom.*` written out."""
    mappings = {id(region.mapping): region.mapping for region in mapper.regions if region is not None}
    rules = (mapping.infos[name].reads for mapping in mappings.values() for name in NAMES if name in mapping.infos)
    needs = Needs.union((mapper.chooser.needs, *rules, Needs(ALWAYS_READ)))
    if EVERYTHING in needs.fields:
        needs = replace(needs, fields=frozenset({EVERYTHING}))
    elif "custom.*" in needs.fields:
        custom = {name for name in connection.fields if name.startswith("custom.")}
        needs = replace(needs, fields=(needs.fields - {"custom.*"}) | custom)
    return needs


def templates_hash(environment: MappingEnvironment) -> str:
    """Hex SHA-256 of every template that was read, by name."""
    digest = hashlib.sha256()
    for source in environment.search.sources:
        digest.update(f"{source.name}\0{len(source.text)}\0{source.text}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
