"""`nameplate diff`, as it is called."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Nameplate = Callable[..., Any]
ACME = Path(__file__).parents[2] / "examples/acme"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example in a repository, with one rule changed since."""
    folder = tmp_path / "acme"
    shutil.copytree(ACME, folder, ignore=shutil.ignore_patterns("practice*"))
    identity = ("-c", "user.name=Test", "-c", "user.email=test@acme.example")
    for words in (("init", "-q"), ("add", "."), (*identity, "commit", "-q", "-m", "A step"), ("tag", "v1")):
        subprocess.run(["git", "-C", folder, *words], check=True)
    korea = folder / "mappings/korea.j2"
    korea.write_text(korea.read_text("utf-8").replace("user.family_name }}{{", "user.family_name }} {{"), "utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_the_people_of_the_changed_rule_and_nobody_else(nameplate: Nameplate, folder: Path) -> None:
    """As a table; it is no failure that somebody differs."""
    ended = nameplate("diff", "v1", ".")
    assert ended.code == 0
    assert "google-apac · korea" in ended.out
    assert "japan" not in ended.out
    assert "display name" in ended.out
    assert "김민지 (Kim Minji) → 김 민지 (Kim" in ended.out


def test_markdown_for_a_pull_request(nameplate: Nameplate, folder: Path) -> None:
    """A heading, a table, a sentence."""
    out = nameplate("diff", "HEAD", ".", "--format", "markdown").out
    assert out.startswith("## Who is treated differently by . than by HEAD")
    assert "| displayName | 김민지 \\(Kim Minji\\) | 김 민지 \\(Kim Minji\\) |" in out


def test_json_and_csv(nameplate: Nameplate, folder: Path) -> None:
    """With the same people."""
    shown = json.loads(nameplate("diff", "HEAD", "nameplate.yaml", "--format", "json").out)
    lines = nameplate("diff", "HEAD", "nameplate.yaml", "--format", "csv").out.splitlines()
    assert shown["differing"] == len(shown["people"]) == len({line.split(",")[3] for line in lines[1:]})


def test_nothing_differs(nameplate: Nameplate, folder: Path) -> None:
    """A sentence."""
    assert nameplate("diff", "v1", "HEAD").out.strip() == "Nobody's payload differs."


def test_a_name_of_nothing_is_wrong_usage(nameplate: Nameplate, folder: Path) -> None:
    """Exit code 2."""
    ended = nameplate("diff", "v2", ".")
    assert ended.code == 2
    assert "neither a file nor a revision" in ended.err
