"""`nameplate new-plugin` writes a package that installs, passes its tests and is found, as it is written."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.new_plugin import write_plugin
from nameplate.errors import UsageError

ROOT = Path(__file__).parents[2]
NAME = "two-words"


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugin that was just written."""
    folder = tmp_path_factory.mktemp("new") / f"nameplate-{NAME}"
    write_plugin(NAME, folder)
    return folder


@pytest.fixture(scope="module")
def python(plugin: Path) -> Path:
    """An empty virtual environment with the plugin, which finds nameplate and its dependencies by path."""
    folder = plugin.parent / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    found = [sysconfig.get_path("purelib"), str(ROOT / "core"), str(ROOT / "plugins")]
    (site_packages / "dependencies.pth").write_text("\n".join(found) + "\n", "utf-8")
    interpreter = folder / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
    done = run(sys.executable, "-m", "pip", "--python", interpreter, *install, plugin)
    assert done.returncode == 0, done.stderr
    return interpreter


def run(*command: str | Path, **more: Any) -> "subprocess.CompletedProcess[str]":
    """Run a program with nothing of this environment's Python."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=240, env=environment, encoding="utf-8", **more
    )


def test_its_own_tests_pass(plugin: Path, python: Path):
    """The contract and all: nothing fails, and nothing is left out."""
    done = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", cwd=plugin)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.strip().splitlines()[-1]
    assert "passed" in last
    assert "skipped" not in last


def test_it_shows_up_in_plugins(plugin: Path, python: Path):
    """With its distribution and version, and ready."""
    program = "from nameplate.cli import main; main()"
    done = run(python, "-c", program, "plugins", cwd=plugin.parent)
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("two_words"))
    assert row.split() == ["two_words", "nameplate-two-words", "0.1.0", "ready"]


def test_it_is_clean(plugin: Path):
    """The linter and the formatter of this project find nothing in it."""
    lint = run(sys.executable, "-m", "ruff", "check", "--config", ROOT / "pyproject.toml", plugin / "src")
    assert lint.returncode == 0, lint.stdout
    form = run(sys.executable, "-m", "ruff", "format", "--check", "--config", ROOT / "pyproject.toml", plugin)
    assert form.returncode == 0, form.stdout


def test_no_trace_of_the_template_is_left(plugin: Path):
    """Every spelling of the template's name is replaced, in names of files and within them."""
    for path in plugin.rglob("*"):
        assert "yourapp" not in str(path.relative_to(plugin)).casefold()
        if path.is_file() and path.suffix in {".py", ".toml", ".md", ".yml"}:
            assert "yourapp" not in path.read_text("utf-8").casefold()


@pytest.mark.parametrize("name", ["Workday", "work day", "../x", "1st", "", "class", "-x", "a--b"])
def test_a_name_that_is_none(tmp_path: Path, name: str):
    """A name that can't be a module's is refused, and nothing is written."""
    with pytest.raises(UsageError, match="is not a name for a connector"):
        write_plugin(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_name_that_is_taken(tmp_path: Path):
    """No plugin takes the name of an installed connector."""
    with pytest.raises(UsageError, match="okta is there already: nameplate"):
        write_plugin("okta", tmp_path / "new")


def test_a_folder_that_is_there(tmp_path: Path):
    """Nothing is overwritten."""
    with pytest.raises(UsageError, match="exists already"):
        write_plugin("workday", tmp_path)


def test_the_command(nameplate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It lists what it wrote, and says what to do next on standard error."""
    monkeypatch.chdir(tmp_path)
    ended = nameplate("new-plugin", "work_day")
    assert ended.code == 0
    assert "nameplate-work-day/src/nameplate_work_day/connector.py" in ended.out
    assert "pip install -e '.[test]'" in ended.err
