"""`nameplate init`."""

import json
from pathlib import Path
from typing import Any

import pytest

from nameplate.config import load_config
from nameplate.plugins import load_plugins


def test_what_is_written_is_a_configuration(nameplate: Any, tmp_path: Path) -> None:
    """It loads, its mapping and snapshot are there, and the paths stand on standard output."""
    ended = nameplate("init", str(tmp_path / "new"))
    assert ended.code == 0
    written = [Path(line) for line in ended.out.splitlines()]
    assert all(path.is_file() for path in written)
    config = load_config(tmp_path / "new/nameplate.yaml", load_plugins().connectors)
    assert config.mappings is not None
    assert (config.mappings / config.regions[-1].mapping).is_file()
    snapshot = config.connections["example"].snapshot
    assert snapshot is not None
    records = [json.loads(line) for line in snapshot.read_text("utf-8").splitlines()]
    assert records[-1]["@nameplate"] == {"complete": True, "people": len(records) - 1}


def test_the_lines_that_wait_for_a_real_directory_are_right_too(nameplate: Any, tmp_path: Path) -> None:
    """Taking the remarks off what stands in its place gives a configuration as well."""
    nameplate("init", str(tmp_path))
    path = tmp_path / "nameplate.yaml"
    text = path.read_text("utf-8")
    for line in ("sandbox: ./sandbox.db", "snapshot: ./example.jsonl"):
        text = text.replace(f"    {line}\n", "")
    for word in ("directory_id:", "token:", "settings:", "  tenant_id:", "  client_id:", "  client_secret:"):
        assert f"    # {word}" in text
        text = text.replace(f"    # {word}", f"    {word}")
    path.write_text(text, "utf-8")
    config = load_config(path, load_plugins().connectors)
    assert config.connections["example"].settings.client_secret.env == "ENTRA_SECRET"
    assert config.directories["main"].token is not None


def test_nothing_is_overwritten(nameplate: Any, tmp_path: Path) -> None:
    """One file that is there stops all of it."""
    (tmp_path / "nameplate.yaml").write_text("mine", "utf-8")
    ended = nameplate("init", str(tmp_path))
    assert (ended.code, ended.out) == (2, "")
    assert "nameplate.yaml exists already; nothing was written." in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["nameplate.yaml"]


def test_without_a_folder_it_writes_here(nameplate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says how to go on."""
    monkeypatch.chdir(tmp_path)
    ended = nameplate("init")
    assert (tmp_path / "nameplate.yaml").is_file()
    assert "nameplate preview" in ended.err
