"""`nameplate test`, as it is called."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

Nameplate = Callable[..., Any]
ROOT = Path(__file__).parents[2]
MAPPING = '{% extends "nameplate/default.j2" %}\n{% block job_title %}{{ user.title or "none" }}{% endblock %}\n'
EXAMPLES = """\
mapping: own.j2
examples:
  - {name: good, given: {title: a}, expect: {job_title: a}}
  - {name: bad, given: {title: 課長}, expect: {job_title: 部長}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "own.j2").write_text(MAPPING, "utf-8")
    (tmp_path / "own.examples.yaml").write_text(EXAMPLES, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_holds_and_reaches_everything(nameplate: Nameplate) -> None:
    """Without naming a path."""
    ended = nameplate("test", "-c", str(ROOT / "examples/acme/nameplate.yaml"))
    assert ended.code == 0
    assert "failed" not in ended.out
    assert ended.out.splitlines()[-1].startswith("19 of 19 rules")


def test_a_failure_shows_expected_over_actual_with_the_rule(nameplate: Nameplate, folder: Path) -> None:
    """Without a configuration."""
    ended = nameplate("test", ".")
    assert ended.code == 1
    lines = ended.out.splitlines()
    assert lines[0] == "own.examples.yaml:4: failed NP221: bad"
    assert lines[1].split() == ["job_title", "expected", "部長"]
    assert lines[2].split() == ["got", "課長", "own.j2:2"]
    assert "1 example holds, 1 failed" in ended.out


def test_what_no_example_reaches_is_listed(nameplate: Nameplate, folder: Path) -> None:
    """With its place; or not, if that is asked for."""
    assert "own.j2:2:39: operand 2 of `or`" in nameplate("test", ".").out
    assert "operand" not in nameplate("test", ".", "--no-coverage").out


def test_recording_makes_examples_hold(nameplate: Nameplate, folder: Path) -> None:
    """And says what was written."""
    ended = nameplate("test", ".", "--record")
    assert ended.code == 0
    assert "own.examples.yaml" in ended.err
    assert nameplate("test", "own.j2").code == 0
    assert "課長}}" in (folder / "own.examples.yaml").read_text("utf-8")


def test_junit_is_written(nameplate: Nameplate, folder: Path) -> None:
    """Beside the report for people."""
    assert nameplate("test", ".", "--junit", "report.xml").code == 1
    (suite,) = ET.parse("report.xml").getroot()  # noqa: S314 -- our own text
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_a_mistake_in_the_examples_is_shown_where_it_stands(nameplate: Nameplate, folder: Path) -> None:
    """With the line and a suggestion."""
    (folder / "own.examples.yaml").write_text(EXAMPLES.replace("expect: {job_title: a}", "expct: {}"), "utf-8")
    ended = nameplate("test", ".")
    assert ended.code == 1
    assert "own.examples.yaml:3:" in ended.out
    assert "Did you mean `expect`?" in ended.out


def test_no_examples_is_wrong_usage(nameplate: Nameplate, tmp_path: Path) -> None:
    """Rather than a success."""
    (tmp_path / "empty").mkdir()
    assert nameplate("test", str(tmp_path / "empty")).code == 2


def test_without_paths_a_configuration_is_needed(nameplate: Nameplate, folder: Path) -> None:
    """And its error says so."""
    ended = nameplate("test")
    assert ended.code == 1
    assert "nameplate.yaml" in ended.err
