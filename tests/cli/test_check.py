"""`nameplate check`, as it is called."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Nameplate = Callable[..., Any]
ROOT = Path(__file__).parents[2]
CONFIG = """\
mappings: mappings
regions: [{name: all, mapping: own.j2}]
directories: {main: {sandbox: a.db}}
connections: {staff: {connector: okta, directory: main, snapshot: a.jsonl}}
"""
WARNS = '{% extends "nameplate/default.j2" %}\n{% block job_title %}{{ user.title | default("x") }}{% endblock %}\n'
FAILS = '{% extends "nameplate/default.j2" %}\n{% block job_title %}{{ user.titel }}{% endblock %}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "nameplate.yaml").write_text(CONFIG, "utf-8")
    (tmp_path / "mappings/own.j2").write_text(WARNS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_is_clean(nameplate: Nameplate) -> None:
    """Even strictly."""
    ended = nameplate("check", "--strict", "-c", str(ROOT / "examples/acme/nameplate.yaml"))
    assert (ended.code, ended.out) == (0, "")
    assert "Nothing" in ended.err


def test_a_warning_fails_only_strictly(nameplate: Nameplate, folder: Path) -> None:
    """Exit code 0 or 1."""
    assert nameplate("check").code == 0
    assert nameplate("check", "--strict").code == 1


def test_text_shows_the_line_with_a_caret_under_the_place(nameplate: Nameplate, folder: Path) -> None:
    """The path as an editor opens it."""
    (folder / "mappings/own.j2").write_text(FAILS, "utf-8")
    ended = nameplate("check")
    assert ended.code == 1
    address, line, caret = ended.out.splitlines()[:3]
    assert address.startswith("mappings/own.j2:2:30: ")
    assert line.endswith("{% block job_title %}{{ user.titel }}{% endblock %}")
    assert caret.index("^") == line.index("titel")
    assert "1 error" in ended.err


def test_json_sarif_and_annotations(nameplate: Nameplate, folder: Path) -> None:
    """On standard output, and nothing else there."""
    assert json.loads(nameplate("check", "--format", "json").out)["summary"]["warning"] == 1
    (run,) = json.loads(nameplate("check", "--format", "sarif").out)["runs"]
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "mappings/own.j2"
    assert nameplate("check", "--format", "github").out.startswith("::warning file=mappings/own.j2,line=2,col=25,")


def test_mappings_alone_need_no_configuration(nameplate: Nameplate, folder: Path) -> None:
    """A file or a folder of them."""
    (folder / "nameplate.yaml").unlink()
    assert "NP219" in nameplate("check", "mappings").out
    assert "NP219" in nameplate("check", "mappings/own.j2").out
    ended = nameplate("check")
    assert ended.code == 2
    assert "nameplate check mappings/" in ended.err


def test_paths_choose_what_is_shown(nameplate: Nameplate, folder: Path) -> None:
    """With the configuration's knowledge of how they are used."""
    (folder / "mappings/spare.j2").write_text('{% extends "own.j2" %}', "utf-8")
    assert {found["code"] for found in json.loads(nameplate("check", "--format", "json").out)["findings"]} == {
        "NP110",
        "NP219",
    }
    shown = json.loads(nameplate("check", "mappings/spare.j2", "--format", "json").out)
    assert [found["code"] for found in shown["findings"]] == ["NP110"]


def test_live_says_how_each_connection_went(nameplate: Nameplate, folder: Path) -> None:
    """A snapshot has nothing to sign in to."""
    assert "staff: reads a snapshot" in nameplate("check", "--live").err
