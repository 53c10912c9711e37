"""The people of examples, and how each is mapped: the same way as `map` and `preview` map everybody."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nameplate.checking.examples.model import Example, ExamplesFile
from nameplate.config import Config, Region, did_you_mean
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding
from nameplate.mapping import (
    Chooser,
    CompiledRegion,
    Mapped,
    Mapper,
    MappingEnvironment,
    Place,
    RegionMapper,
    compile_inspected,
    compile_mappings,
    environment_for,
)
from nameplate.mapping.mapper import ConnectionMapper
from nameplate.model import BadRecord, Needs, SourceUser
from nameplate.plugins import Plugins
from nameplate.reading import ReadStatus
from nameplate.reading.records import Place as RecordPlace
from nameplate.reading.records import RecordReader
from nameplate.reading.selection import make_selection

ALONE = "files"
"""The connection of mappings that are tried without a configuration."""
SOMEONE = "someone@acme.example"

Person = SourceUser | BadRecord


@dataclass(frozen=True)
class Tried:
    """An example's person, and what the rules gave; `mapping` and `place` say which ran ("" where none did)."""

    person: Person
    mapped: Mapped
    connection: str
    mapping: str
    place: Place
    addresses: tuple[str, ...] = ()


class NeedsConfiguration(Exception):
    """The example is about regions or connections, and there is no configuration."""


class WrongExample(Exception):
    """The example can't be tried; `finding` says why."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.finding = found


@dataclass
class Trial:
    """Maps the people of examples.

    Args:
        plugins: Connectors, filters, functions.
        config: The configuration, or None for mappings alone.
    """

    plugins: Plugins
    config: Config | None = None
    _mapper: Mapper | None = None
    _alone: dict[tuple[Path, str], Mapper] = field(default_factory=dict)
    _environments: dict[Path, MappingEnvironment] = field(default_factory=dict)

    @property
    def mapper(self) -> Mapper:
        """The mapper of the configuration.

        Raises:
            ConfigurationError: A mapping can't be compiled.
            NeedsConfiguration: There is none.
        """
        if self.config is None:
            raise NeedsConfiguration
        if self._mapper is None:
            self._mapper = compile_mappings(self.config, self.plugins)
        return self._mapper

    def run(self, file: ExamplesFile, example: Example) -> Tried:
        """Map the example's person.

        Raises:
            ConfigurationError: The mapping can't be compiled.
            NeedsConfiguration: The example needs a configuration, and there is none.
            WrongExample: It names something that isn't there.
        """
        if file.mapping and not example.is_routed:
            return self._by_mapping(file, given_user(example))
        return self._by_regions(file, example)

    def _by_mapping(self, file: ExamplesFile, person: SourceUser) -> Tried:
        """By the file's mapping: in the first region that uses it, else alone."""
        found = self._region_using(file)
        if found is not None:
            connection, region = found
            mapper = self.mapper
        else:
            connection, region = ALONE, file.mapping
            mapper = self._compiled_alone(file)
        mapped = mapper.map_in(person, connection, region)
        return self._tried(mapper, person, mapped, connection)

    def _region_using(self, file: ExamplesFile) -> tuple[str, str] | None:
        if self.config is None or not _is_of(self.config, file):
            return None
        for name in self.config.connections:
            for region in self.config.regions_of(name):
                if region.mapping == file.mapping and not region.exclude:
                    return name, region.name
        return None

    def _compiled_alone(self, file: ExamplesFile) -> Mapper:
        folder = file.path.absolute().parent
        if folder not in self._environments:
            self._environments[folder] = environment_for((folder,), self.plugins)
        if (folder, file.mapping) not in self._alone:
            self._alone[folder, file.mapping] = compile_alone(file, self._environments[folder])
        return self._alone[folder, file.mapping]

    def _by_regions(self, file: ExamplesFile, example: Example) -> Tried:
        if self.config is None:
            raise NeedsConfiguration
        connection = self._connection(file, example)
        person = given_user(example) if example.record is None else self._normalized(connection, file, example)
        mapped = self.mapper.map(person, connection)
        return self._tried(self.mapper, person, mapped, connection)

    def _connection(self, file: ExamplesFile, example: Example) -> str:
        assert self.config is not None  # noqa: S101 -- asked by the caller
        names = list(self.config.connections)
        if example.connection and example.connection not in names:
            raise wrong(file, example, f"no connection is named `{example.connection}`.", example.connection, names)
        known = sorted({region.name for name in names for region in self.config.regions_of(name)})
        if example.region and example.region not in known:
            raise wrong(file, example, f"no region is named `{example.region}`.", example.region, known)
        shared = [name for name in names if self.config.connections[name].regions is None]
        return example.connection or (shared or names)[0]

    def _normalized(self, connection: str, file: ExamplesFile, example: Example) -> Person:
        """The example's record as the connection's people are read."""
        assert self.config is not None  # noqa: S101
        configured = self.config.connections[connection]
        connector = self.plugins.connectors[configured.connector]
        selection = make_selection(self.config, connection, connector.fields, self.mapper.needs[connection])
        record = example.record or {}
        groups = {name: frozenset({str(record.get("id", ""))}) for name in example.groups}
        status = ReadStatus(connection, configured.directory, configured.connector)
        reader = RecordReader(connector, selection, groups, status)
        person = reader.read(dict(record), example.line, lambda line: RecordPlace(str(file.path), line))
        assert person is not None  # noqa: S101 -- only a second record of the same id is left out
        return person

    @staticmethod
    def _tried(mapper: Mapper, person: Person, mapped: Mapped, connection: str) -> Tried:
        if mapped.excluded or not mapped.region:
            return Tried(person, mapped, connection, "", Place(connection))
        region = mapper.region_mapper(connection, mapped.region)
        return Tried(person, mapped, connection, region.mapping.family.name, region.place, region.addresses)


def _is_of(config: Config, file: ExamplesFile) -> bool:
    """Whether the mapping beside an examples file is the one that the configuration finds by that name."""
    beside = file.path.absolute().parent / file.mapping
    return config.mappings is not None and (
        not beside.is_file() or (config.mappings / file.mapping).resolve() == beside.resolve()
    )


def compile_alone(file: ExamplesFile, environment: MappingEnvironment) -> Mapper:
    """A mapper of an examples file's mapping: the one beside it, else the one that ships under that name.

    Raises:
        ConfigurationError: It can't be compiled.
    """
    try:
        mapping = compile_inspected(environment, file.mapping)
    except ConfigurationError as error:
        missing = [one for one in error.findings if one.code == "NP211" and not one.file]
        if not missing:
            raise
        found = finding("NP211", missing[0].message, remedy=missing[0].remedy, file=str(file.path), line=1)
        raise ConfigurationError(error.message, findings=(found,)) from error
    region = Region(name=file.mapping, mapping=file.mapping)
    chooser = Chooser([CompiledRegion(region, ())])
    only = ConnectionMapper(ALONE, chooser, [RegionMapper(region, mapping, ALONE)])
    return Mapper({ALONE: only}, {ALONE: Needs()}, "")


def given_user(example: Example) -> SourceUser:
    """The person of `given`; id, e-mail and user name are filled in."""
    given = example.given or {}
    email = given.get("email", SOMEONE)
    fields: dict[str, Any] = {"id": "1", "email": email, "user_name": email, **given}
    return SourceUser(**fields)


def wrong(file: ExamplesFile, example: Example, message: str, name: str, names: list[str]) -> WrongExample:
    """An example that names what isn't there."""
    remedy = did_you_mean(name, names)
    return WrongExample(finding("NP107", message, remedy=remedy, file=str(file.path), line=example.line))
