"""What a staged row depends on, so that it can stay for the next preview; anything unknown means that it can't."""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import nameplate
from nameplate.config import config_hash
from nameplate.config.models import Config
from nameplate.mapping import Mapper
from nameplate.mapping.closure import reach
from nameplate.planning.projection import Projection
from nameplate.plugins import Plugins

FORMAT = 4
"""Raised whenever staged rows change their meaning."""


def run_fingerprint(config: Config, plugins: Plugins, installed: str, projection: Projection) -> str:
    """Over versions, `installed_files`, the configuration with its chosen names, and the attributes looked at.

    "" where a plugin has no version, so that nobody can tell whether it changed.
    """
    if any(not plugin.version for plugin in plugins.loaded):
        return ""
    loaded = sorted((plugin.name, plugin.distribution, plugin.version) for plugin in plugins.loaded)
    parts = [FORMAT, version("nameplate"), libraries(), loaded, installed, config_hash(config), projection.indexes]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def libraries() -> list[str]:
    """Python's version, and those of the distributions that nameplate may use: some of them make the values."""
    named = {re.split(r"[^A-Za-z0-9._-]", wanted)[0] for wanted in requires("nameplate") or ()}
    return [sys.version, *(f"{name} {version_of(name)}" for name in sorted(named))]


def version_of(distribution: str) -> str:
    """The version of a distribution, "" where it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def installed_files(plugins: Plugins) -> str:
    """Over the size and time of every file of nameplate and of the plugins: an editable one changes unversioned."""
    digest = hashlib.sha256()
    modules = [nameplate, *map(top_level, plugins.manager.get_plugins())]
    for path in sorted({path for module in modules for path in files_of(module)}):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def top_level(module: object) -> object:
    """The package that a plugin's module belongs to, or the plugin itself where it is no module."""
    return sys.modules.get(str(getattr(module, "__name__", "")).partition(".")[0], module)


def files_of(module: object) -> Iterator[Path]:
    """The files of a package, or the file of a module that stands alone."""
    file = getattr(module, "__file__", None)
    if file and hasattr(module, "__path__"):
        yield from (path for path in Path(file).parent.rglob("*") if path.suffix != ".pyc" and path.is_file())
    elif file:
        yield Path(file)


def region_fingerprints(mapper: Mapper, config: Config, connection: str) -> dict[str, str]:
    """Region → a digest over every template that its mapping can reach; excluded regions have a constant."""
    found: dict[str, str] = {}
    for region in config.regions_of(connection):
        if region.exclude:
            found[region.name] = "excluded"
            continue
        mapping = mapper.region_mapper(connection, region.name).mapping
        closure = reach(mapping.environment, mapping.family)
        names = {level.name for level in mapping.family.levels} | closure.imported.keys() | closure.included.keys()
        digest = hashlib.sha256()
        for source in mapping.environment.search.sources:
            if source.name in names:
                digest.update(f"{source.name}\0{len(source.text)}\0{source.text}\0".encode("utf-8", "surrogatepass"))
        found[region.name] = digest.hexdigest()
    return found


def file_fingerprint(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes; "" where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
