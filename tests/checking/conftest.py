"""An organization in a temporary folder, checked."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nameplate.checking.running import check_configuration
from nameplate.findings import Finding
from nameplate.plugins import Plugins, load_plugins

CONFIG = """\
mappings: ./mappings
regions:
  - {name: all, mapping: own.j2}
directories:
  main: {sandbox: ./practice.db}
connections:
  staff: {connector: okta, directory: main, snapshot: ./staff.jsonl}
"""
OWN = '{% extends "nameplate/default.j2" %}\n'


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return load_plugins()


class Organization:
    """A folder with nameplate.yaml and mappings."""

    def __init__(self, folder: Path, plugins: Plugins) -> None:
        self.folder = folder
        self.plugins = plugins
        self.config = folder / "nameplate.yaml"
        self.config.write_text(CONFIG, "utf-8")
        (folder / "mappings").mkdir()
        self.write("own.j2", OWN)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / "mappings" / name
        path.write_text(text, "utf-8")
        return path

    def own(self, text: str) -> list[Finding]:
        """What is found with this behind the first line of own.j2."""
        self.write("own.j2", OWN + text)
        return self.check()

    def with_config(self, old: str, new: str) -> list[Finding]:
        """What is found with a part of nameplate.yaml replaced."""
        text = self.config.read_text("utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), "utf-8")
        return self.check()

    def check(self) -> list[Finding]:
        return check_configuration(self.config, self.plugins)


@pytest.fixture
def organization(tmp_path: Path, plugins: Plugins) -> Organization:
    """One region, one connection, one mapping; nothing is wrong with it."""
    return Organization(tmp_path, plugins)


Codes = Callable[[list[Finding]], list[str]]


@pytest.fixture
def codes() -> Codes:
    return lambda findings: [found.code for found in findings]


@pytest.fixture
def no_system_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing where the system has its temporary files fails."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no-such-folder"))
