"""The fingerprint of a configuration."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nameplate.config import Config, config_hash, load_config

from .conftest import BASE, CONNECTORS

Load = Callable[[str], Config]


def test_remarks_the_order_of_keys_and_what_is_default_do_not_count(load: Load) -> None:
    """The meaning does."""
    head, tail = BASE.split("directories:")
    other = f"directories:{tail}# a remark\n{head}guards: {{deactivations: {{percent: 2.0}}}}\n"
    assert config_hash(load(BASE)) == config_hash(load(other))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("default.j2", "japan.j2"),
        ("practice.db", "other.db"),
        ("https://hr.example", "https://hr2.example"),
        ("HR_TOKEN", "HR_KEY"),
        ("name: everyone", "name: all"),
        ("sandbox:", "unmatched: deactivate\n    sandbox:"),
    ],
)
def test_a_change_of_meaning_changes_it(load: Load, old: str, new: str) -> None:
    """Settings and the name of a secret's variable among it."""
    assert config_hash(load(BASE)) != config_hash(load(BASE.replace(old, new)))


def test_the_order_of_regions_counts(load: Load) -> None:
    """The first match wins, so it means something."""
    more = BASE.replace("regions:", "regions:\n  - {name: x, mapping: x.j2}")
    swapped = BASE.replace("directories:", "  - {name: x, mapping: x.j2}\ndirectories:")
    assert config_hash(load(more)) != config_hash(load(swapped))


def test_the_value_of_a_secret_does_not_count(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it can be learnt from a plan."""
    before = config_hash(load(BASE))
    monkeypatch.setenv("HR_TOKEN", "another")
    assert config_hash(load(BASE)) == before


def test_the_chosen_names_count(load: Load, tmp_path: Path) -> None:
    """By the bytes of their file."""
    text = BASE + "exceptions: people.csv\n"
    absent = config_hash(load(text))
    (tmp_path / "people.csv").write_text("email,attribute,value\n", "utf-8")
    empty = config_hash(load(text))
    (tmp_path / "people.csv").write_text("email,attribute,value\na@b.example,display_name,Z\n", "utf-8")
    assert len({absent, empty, config_hash(load(text))}) == 3


def test_the_folder_does_not_count(tmp_path: Path) -> None:
    """A plan made on one machine is not stale on another."""
    hashes = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "nameplate.yaml"
        path.write_text(BASE + "mappings: ./mappings\n", "utf-8")
        hashes.add(config_hash(load_config(path, CONNECTORS)))
    assert len(hashes) == 1
