"""`nameplate map` prints payloads, and nothing else, on standard output."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Nameplate = Callable[..., Any]


CONFIG = """
mappings: .
exceptions: chosen.csv
regions:
  - {name: rooms, when: {employee_type: [Room]}, exclude: true}
  - {name: japan, when: {country: [JP]}, mapping: japan.j2}
  - {name: rest, when: {country: ["?*"]}, mapping: default.j2}
directories:
  main: {sandbox: practice.db, attributes_in: core}
connections:
  second: {connector: okta, directory: main, snapshot: second.jsonl}
  first: {connector: okta, directory: main, snapshot: first.jsonl}
"""


def okta(number: int, **profile: str) -> dict[str, Any]:
    """An Okta record."""
    given = {"login": f"p{number}@acme.example", "email": f"P{number}@acme.example", **profile}
    return {"id": f"00u{number}", "status": "ACTIVE", "profile": given}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two connections, of which the second in the alphabet comes first in the configuration."""
    people = {
        "first.jsonl": [okta(1, firstName="Taro", lastName="Yamada", countryCode="JP"), okta(2, countryCode="HU")],
        "second.jsonl": [okta(3, userType="Room"), okta(4, department="IT", countryCode="US", displayName="Ann")],
    }
    for name, records in people.items():
        (tmp_path / name).write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    (tmp_path / "nameplate.yaml").write_text(CONFIG, "utf-8")
    (tmp_path / "chosen.csv").write_text(
        "email,attribute,value,reason,until\np2@acme.example,department,R&D,asked,\nx@acme.example,phone,1,,\n", "utf-8"
    )
    return tmp_path


def lines(text: str) -> list[dict[str, Any]]:
    """The JSON objects of an output."""
    return [json.loads(line) for line in text.splitlines()]


def test_each_person_is_one_line(nameplate: Nameplate, folder: Path) -> None:
    """In the configuration's order of connections and the records' own; excluded people are left out."""
    ended = nameplate("map", "-c", str(folder / "nameplate.yaml"))
    rows = lines(ended.out)
    assert ended.code == 0
    assert [(row["connection"], row["source_id"], row["region"]) for row in rows] == [
        ("second", "00u4", "rest"),
        ("first", "00u1", "japan"),
        ("first", "00u2", "rest"),
    ]
    assert rows[1]["payload"]["displayName"] == "Yamada Taro"
    assert rows[0]["payload"]["department"] == "IT"
    assert rows[0]["payload"]["userName"] == "p4@acme.example"
    assert "blocked" not in rows[0]


def test_attributes_in_is_the_directory_s(nameplate: Nameplate, folder: Path) -> None:
    """`core` writes no enterprise extension."""
    rows = lines(nameplate("map", "-c", str(folder / "nameplate.yaml")).out)
    assert not any("enterprise" in key for row in rows for key in row["payload"])


def test_a_chosen_name_is_used_and_said(nameplate: Nameplate, folder: Path) -> None:
    """The finding has the reason; a row for nobody is a note on standard error."""
    ended = nameplate("map", "-c", str(folder / "nameplate.yaml"), "--user", "p2@ACME.example")
    (row,) = lines(ended.out)
    assert row["payload"]["department"] == "R&D"
    assert "NP518" in {found["code"] for found in row["findings"]}
    assert "x@acme.example" in ended.err


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--connection", "first"], ["00u1", "00u2"]),
        (["--region", "japan"], ["00u1"]),
        (["--user", "00u4"], ["00u4"]),
        (["--user", "nobody@acme.example"], []),
    ],
)
def test_people_are_chosen(nameplate: Nameplate, folder: Path, words: list[str], ids: list[str]) -> None:
    """By connection, region, address or source id."""
    rows = lines(nameplate("map", "-c", str(folder / "nameplate.yaml"), *words).out)
    assert [row["source_id"] for row in rows] == ids


def test_a_person_without_a_region_is_blocked(nameplate: Nameplate, folder: Path) -> None:
    """They are printed, with the finding."""
    (folder / "first.jsonl").write_text(json.dumps(okta(9)) + "\n", "utf-8")
    rows = lines(nameplate("map", "-c", str(folder / "nameplate.yaml"), "--connection", "first").out)
    assert (rows[0]["blocked"], rows[0]["region"]) == (True, None)
    assert rows[0]["findings"][0]["code"] == "NP308"


def test_a_read_that_fails_ends_with_1_after_the_others(nameplate: Nameplate, folder: Path) -> None:
    """What could be read is printed; what failed is said."""
    (folder / "second.jsonl").write_text('{"id": "00u3", "sta', "utf-8")
    ended = nameplate("map", "-c", str(folder / "nameplate.yaml"))
    assert ended.code == 1
    assert [row["connection"] for row in lines(ended.out)] == ["first", "first"]
    assert "second" in ended.err


def test_remarks_on_a_read_as_a_whole_are_said(nameplate: Nameplate, folder: Path) -> None:
    """A record that repeats an earlier one is no person of its own, so that no line of the output can tell."""
    (folder / "first.jsonl").write_text(2 * (json.dumps(okta(1, countryCode="JP")) + "\n"), "utf-8")
    ended = nameplate("map", "-c", str(folder / "nameplate.yaml"), "--connection", "first")
    assert (ended.code, [row["source_id"] for row in lines(ended.out)]) == (0, ["00u1"])
    assert "[NP312]" in ended.err
    assert "first.jsonl:2" in ended.err


def test_a_name_that_nothing_has_is_wrong_usage(nameplate: Nameplate, folder: Path) -> None:
    """With a suggestion."""
    ended = nameplate("map", "-c", str(folder / "nameplate.yaml"), "--region", "japn")
    assert ended.code == 2
    assert "japan" in ended.err


def test_a_wrong_mapping_ends_with_1_before_anybody_is_read(nameplate: Nameplate, folder: Path) -> None:
    """The finding has file and line."""
    (folder / "japan.j2").write_text('{% extends "default.j2" %}\n{% block job_title %}{{ user.titel }}{% endblock %}')
    ended = nameplate("map", "-c", str(folder / "nameplate.yaml"))
    assert (ended.code, ended.out) == (1, "")
    assert "NP202" in ended.err
    assert "title" in ended.err
