"""Configurations as text."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from nameplate.config import Config, NamedSecret, load_config
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding
from nameplate.plugins import Settings

BASE = """\
regions:
  - name: everyone
    mapping: default.j2
directories:
  main:
    sandbox: practice.db
connections:
  hr:
    connector: staff
    directory: main
    settings: {url: https://hr.example, token: {env: HR_TOKEN}}
"""


class StaffSettings(Settings):
    url: str
    token: NamedSecret
    key_file: Path | None = None


class Staff:
    settings_model = StaffSettings
    scope_keys = frozenset({"groups", "sites"})


CONNECTORS: dict[str, Any] = {"staff": Staff}


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Config]:
    def loaded(text: str) -> Config:
        path = tmp_path / "nameplate.yaml"
        path.write_text(dedent(text), "utf-8")
        return load_config(path, CONNECTORS)

    return loaded


@pytest.fixture
def mistakes(load: Callable[[str], Config]) -> Callable[[str], tuple[Finding, ...]]:
    def found(text: str) -> tuple[Finding, ...]:
        with pytest.raises(ConfigurationError) as caught:
            load(text)
        return caught.value.findings

    return found


@pytest.fixture
def mistake(mistakes: Callable[[str], tuple[Finding, ...]]) -> Callable[[str], Finding]:
    """The only mistake in a configuration."""

    def found(text: str) -> Finding:
        (only,) = mistakes(text)
        return only

    return found
