"""A mapping as it would be: the whole configuration compiled with the edited text in place of the saved one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nameplate.checking.explain.building import helpers
from nameplate.checking.running import check_config
from nameplate.config import Config, Region
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, Level
from nameplate.mapping import Mapper, compile_mappings
from nameplate.mapping.closure import reach
from nameplate.mapping.loading import templates_below
from nameplate.plugins import Plugins
from nameplate.web.workbench.trials import ExampleFiles, Verdict, verdicts

EVERYBODY = "(as if for everybody)"
"""The region of a mapping that no region uses yet."""

Using = frozenset[tuple[str, str]]
"""(connection, region) of the people whom a mapping concerns."""


@dataclass(frozen=True)
class Version:
    """The configuration with one version of a mapping.

    `mapper` is None where it can't be compiled; `findings` are on this mapping, `elsewhere` on others.
    """

    mapper: Mapper | None
    using: Using
    findings: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]
    examples: tuple[Verdict, ...] = ()
    relevant: frozenset[str] = frozenset()
    """The attributes whose value the mapping's text decides."""

    @property
    def stopped(self) -> tuple[Finding, ...]:
        """The rules that went over their budget, as far as people were mapped."""
        return tuple(one for one in self.mapper.notes() if one.code == "NP214") if self.mapper else ()

    @property
    def errors(self) -> int:
        """Errors in this mapping."""
        return sum(one.level is Level.ERROR for one in self.findings)


def version(config: Config, plugins: Plugins, name: str, text: str | None, examples: ExampleFiles) -> Version:
    """The configuration with `text` as the mapping `name`; None leaves it as it is saved."""
    with edited(config, name, text) as changed:
        found = check_config(changed, plugins)
        own = tuple(one for one in found if one.file == name)
        elsewhere = tuple(one for one in found if one.file != name and one.level is Level.ERROR)
        try:
            mapper, using = compiled(changed, plugins, name)
        except ConfigurationError as error:
            more = [one for one in error.findings if one not in found and one.code != "NP208"]
            own += tuple(one for one in more if one.file == name)
            elsewhere += tuple(one for one in more if one.file != name)
            return Version(None, frozenset(), own, elsewhere)
        read_ahead(mapper, using)
        tried = tuple(verdicts(changed, plugins, examples, concerned(mapper, using) | {name}))
        return Version(mapper, using, own, elsewhere, tried, relevant(mapper, using, name))


def compiled(config: Config, plugins: Plugins, name: str) -> tuple[Mapper, Using]:
    """The mapper, and whom `name` concerns; a mapping that no region leads to is tried on everybody.

    Raises:
        ConfigurationError: Something can't be compiled.
    """
    mapper = compile_mappings(config, plugins)
    if using := users(config, mapper, name):
        return mapper, using
    config = for_everybody(config, name)
    mapper = compile_mappings(config, plugins)
    return mapper, users(config, mapper, name)


@contextmanager
def edited(config: Config, name: str, text: str | None) -> Iterator[Config]:
    """The configuration with a copy of its mappings, one of them edited."""
    if text is None or config.mappings is None:
        yield config
        return
    with tempfile.TemporaryDirectory(prefix="nameplate-") as folder:
        copy = Path(folder) / "mappings"
        shutil.copytree(config.mappings, copy, ignore=only_mappings, symlinks=False, ignore_dangling_symlinks=True)
        (copy / name).write_text(text, "utf-8", newline="\n")
        yield config.model_copy(update={"mappings": copy})


def only_mappings(folder: str, names: list[str]) -> list[str]:
    """What is not copied."""
    here = Path(folder)
    return [
        name
        for name in names
        if name.startswith(".") or not (name.endswith((".j2", ".yaml")) or (here / name).is_dir())
    ]


def for_everybody(config: Config, name: str) -> Config:
    """One region, with this mapping."""
    connections = {key: one.model_copy(update={"regions": None}) for key, one in config.connections.items()}
    return config.model_copy(update={"regions": (Region(name=EVERYBODY, mapping=name),), "connections": connections})


def users(config: Config, mapper: Mapper, name: str) -> Using:
    """Whom the mapping concerns: by extending, importing or including it."""
    found = set()
    for connection in config.connections:
        for region in config.regions_of(connection):
            if not region.exclude and name in templates(mapper, connection, region.name):
                found.add((connection, region.name))
    return frozenset(found)


def templates(mapper: Mapper, connection: str, region: str) -> frozenset[str]:
    """Every template that a region's rules may reach."""
    mapping = mapper.region_mapper(connection, region).mapping
    closure = reach(mapping.environment, mapping.family)
    return frozenset({level.name for level in mapping.family.levels} | {*closure.imported} | {*closure.included})


def concerned(mapper: Mapper, using: Using) -> frozenset[str]:
    """The mappings of these regions."""
    return frozenset(mapper.region_mapper(*one).mapping.family.name for one in using)


def read_ahead(mapper: Mapper, using: Using) -> None:
    """Read every template that could still be asked for, since the edited copy is about to go."""
    for one in using:
        search = mapper.region_mapper(*one).mapping.environment.search
        for folder in search.folders:
            for name in templates_below(folder):
                search.read(name)
        return


def relevant(mapper: Mapper, using: Using, name: str) -> frozenset[str]:
    """The attributes that a rule or a helper of this file takes part in."""
    found: set[str] = set()
    for one in using:
        region = mapper.region_mapper(*one)
        for attribute in region.attributes - found:
            chains = [region.mapping.infos[attribute].chain, *(chain for _, chain in helpers(region, attribute))]
            if any(address.rpartition(":")[0] == name for chain in chains for address in chain):
                found.add(attribute)
    return frozenset(found)
