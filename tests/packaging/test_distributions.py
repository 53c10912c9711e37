"""The wheel and the source distribution, built, installed and run."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"nameplate", *(path.name for path in (ROOT / "plugins").glob("nameplate_*"))}
Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.xdist_group("packaging")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", target], cwd=ROOT, check=True, capture_output=True
    )
    return target


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (only,) = built.glob("*.whl")
    return only


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    (only,) = built.glob("*.tar.gz")
    return only


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a virtual environment that has the wheel, and sees the dependencies installed here.

    Only paths are shared: the editable nameplate of this environment is reached by a .pth file, which a path
    that itself comes from a .pth file does not follow.
    """
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", wheel]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install], check=True, capture_output=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python.parent


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Runs a program of the virtual environment, away from the source tree."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NAMEPLATE"))}

    def ran(program: str, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [installed / program, *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
        )

    return ran


def test_everything_of_ours_comes_from_the_wheel(run: Run, installed: Path) -> None:
    """Not from the source tree that this test stands in."""
    program = "import importlib, sys\nfor name in sys.argv[1:]: print(importlib.import_module(name).__file__)"
    done = run("python", "-c", program, *sorted(PACKAGES))
    assert done.returncode == 0, done.stderr
    assert all(Path(line).is_relative_to(installed.parent) for line in done.stdout.splitlines())


def test_map_runs_on_the_example(run: Run) -> None:
    """From the installed wheel, with the mappings that it brings."""
    done = run("nameplate", "map", "-c", ROOT / "examples/acme/nameplate.yaml")
    assert done.returncode == 0, done.stderr
    people = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(people) >= 60
    assert {"connection", "directory", "region", "source_id", "payload", "findings"} <= set(people[0])


def test_the_connectors_are_found_by_their_entry_points(run: Run) -> None:
    """Those of every package, provided by the wheel."""
    done = run("nameplate", "plugins", "--format", "json")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    found = {one["name"] for plugin in shown["plugins"] for one in plugin["connectors"]}
    assert found == {name.removeprefix("nameplate_") for name in PACKAGES - {"nameplate"}}
    assert shown["problems"] == []


def test_what_init_writes_can_be_previewed(run: Run, tmp_path: Path) -> None:
    """With the starting files out of the wheel."""
    assert run("nameplate", "init", ".").returncode == 0
    done = run("nameplate", "preview", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["summary"]["create"] == 3


def test_the_wheel_has_the_mappings_and_no_tests(wheel: Path) -> None:
    """Every file of ours that is needed at run time, and nothing beside it."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == PACKAGES
    for folder, prefix in (("core", ""), ("plugins", ""), ("mappings", "nameplate/_mappings/")):
        here = {path.relative_to(ROOT / folder).as_posix() for path in source_files(ROOT / folder)}
        assert {f"{prefix}{name}" for name in here} <= set(names)
    assert "nameplate/_mappings/default.j2" in names
    assert "nameplate/py.typed" in names


def test_the_source_distribution_can_be_built_and_tested(sdist: Path) -> None:
    """It has the tests, the examples, the docs and the Makefile."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md"} <= names
    for folder in ("core", "plugins", "mappings", "examples", "docs", "tests", "benchmarks", "scripts"):
        assert any(name.startswith(f"{folder}/") for name in names), folder
    assert "examples/acme/nameplate.yaml" in names


def source_files(folder: Path) -> list[Path]:
    """The files that belong to a source tree."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]
