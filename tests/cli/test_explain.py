"""`nameplate explain`, as it is called."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

from nameplate.findings import CATALOGUE

Nameplate = Callable[..., Any]
ACME = str(Path(__file__).parents[2] / "examples/acme/nameplate.yaml")


@pytest.fixture
def explain(nameplate: Nameplate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nameplate:
    """`explain` on the example, against an empty sandbox, at 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *words: nameplate("explain", "-c", ACME, "--sandbox", str(tmp_path / "empty.db"), *words)


def columns(line: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def test_the_whole_way_of_a_person_fits_80_columns(explain: Nameplate) -> None:
    """Record, regions, attributes, plan, with names in wide letters."""
    ended = explain("taro.yamada@acme.example")
    assert ended.code == 0
    assert all(columns(line.rstrip()) <= 80 for line in ended.out.splitlines())
    for word in ("The record", "Regions", "Attributes by japan.j2", "山田 太郎 (Yamada Taro)", "A push would: create",
                 "guard creations", "person: japan.j2:4"):  # fmt: skip
        assert word in ended.out, word


def test_a_chosen_name_shows_its_reason(explain: Nameplate) -> None:
    """And the row of people.csv."""
    ended = explain("kimberly.begay@acme.example")
    assert "chosen" in ended.out
    assert "people.csv:4" in ended.out
    assert "Chosen name" in ended.out


def test_another_mapping_is_tried(explain: Nameplate, tmp_path: Path) -> None:
    """Without a change to any file."""
    mapping = tmp_path / "new.j2"
    mapping.write_text('{% extends "japan.j2" %}{% block person %}{{ user.custom.latin_name }}{% endblock %}', "utf-8")
    ended = explain("taro.yamada@acme.example", "--mapping", str(mapping))
    assert "Attributes by new.j2" in ended.out
    shown = json.loads(explain("taro.yamada@acme.example", "--mapping", str(mapping), "--format", "json").out)
    assert shown["people"][0]["attributes"]["displayName"]["value"] == "Yamada Taro"


def test_nobody_of_that_name(explain: Nameplate) -> None:
    """Where was looked, who is near; exit code 1."""
    ended = explain("taro.yamda@acme.example")
    assert ended.code == 1
    assert "exports/entra.jsonl" in ended.out
    assert "taro.yamada@acme.example" in ended.out


def test_a_connection_that_is_none(explain: Nameplate) -> None:
    """Wrong usage, with what was meant."""
    ended = explain("taro.yamada@acme.example", "--connection", "entra")
    assert ended.code == 2
    assert "There is no connection 'entra'." in ended.err


def test_a_page_of_a_finding(nameplate: Nameplate) -> None:
    """In any case, without a configuration."""
    ended = nameplate("explain", "np301")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("### NP301 A record has no e-mail address")
    assert "**Cure.**" in ended.out
    row = json.loads(nameplate("explain", "NP301", "--format", "json").out)
    assert (row["code"], row["title"]) == ("NP301", CATALOGUE["NP301"].title)


def test_a_code_that_is_none(nameplate: Nameplate) -> None:
    """Wrong usage."""
    assert nameplate("explain", "NP999").code == 2
