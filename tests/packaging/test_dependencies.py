"""What is imported is asked for."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"nameplate", *(path.name for path in (ROOT / "plugins").glob("nameplate_*"))}
EXTRAS = PROJECT["optional-dependencies"]
CONNECTORS = sorted(name.removeprefix("nameplate_") for name in OURS - {"nameplate"})
FOR_TESTS = {"pytest"}
"""What `nameplate.testing` imports: whoever inherits from it has pytest."""

NOT_EVERYWHERE = {"ldap": "python-ldap"}
"""Modules whose distributions have to be compiled, and may not be here."""

packages = cache(packages_distributions)


def normal(requirement: str) -> str:
    """A distribution's name, as registries compare it."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def asked_for(requirements: Iterable[str], *, deep: bool = False) -> set[str]:
    """The distributions of these requirements, and what these ask for themselves; with `deep` what those do, too."""
    names = {normal(line) for line in requirements} - {"nameplate"}
    further = {normal(line) for name in names for line in _requires(name) if "extra ==" not in line} - names
    if not further:
        return names
    return names | (asked_for(names | further, deep=True) if deep else further)


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def imported(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each module from elsewhere that the Python files in a folder import, and where."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            for name in names:
                if name.partition(".")[0] not in {*sys.stdlib_module_names, *OURS}:
                    yield name, path


def distributions(module: str) -> set[str]:
    """The distributions that bring a module's top package."""
    top = module.partition(".")[0]
    return {normal(name) for name in packages().get(top, [NOT_EVERYWHERE.get(top, top)])}


def not_asked_for(folder: Path, allowed: set[str]) -> set[tuple[str, str]]:
    return {(name, str(path)) for name, path in imported(folder) if not distributions(name) & allowed}


def test_the_core_imports_what_it_requires() -> None:
    """Or what an extra brings that is no connector's."""
    extras = [line for name, lines in EXTRAS.items() if name.replace("-", "_") not in CONNECTORS for line in lines]
    assert not_asked_for(ROOT / "core", asked_for([*PROJECT["dependencies"], *extras]) | FOR_TESTS) == set()


@pytest.mark.parametrize("connector", CONNECTORS)
def test_a_connector_imports_what_its_extra_brings(connector: str) -> None:
    """And what the core requires; an SDK is several distributions."""
    allowed = asked_for([*PROJECT["dependencies"], *EXTRAS.get(connector.replace("_", "-"), [])], deep=True)
    assert not_asked_for(ROOT / f"plugins/nameplate_{connector}", allowed) == set()


def test_no_dependency_is_asked_for_in_vain() -> None:
    """Each is imported somewhere, or is data that another reads."""
    used = {name for module, _ in imported(ROOT / "core") for name in distributions(module)}
    data = {"tzdata"}
    assert {normal(line) for line in PROJECT["dependencies"]} - used - data == set()
