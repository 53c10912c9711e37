"""What a person asked for overrides the rule, until its date."""

from datetime import date
from pathlib import Path

import pytest

from nameplate.errors import ConfigurationError
from nameplate.mapping import Mapper, compile_mappings
from support.mappings import Mappings, codes, person, value

HEADER = "email,attribute,value,reason,until\n"
TODAY = date(2026, 5, 1)


def mapper(mappings: Mappings, rows: str, *, header: str = HEADER) -> Mapper:
    """A mapper with these chosen names."""
    mappings.write("rules.j2", '{% extends "base.j2" %}{% block display_name %}{{ user.given_name }}{% endblock %}')
    path = Path(mappings.folder) / "people.csv"
    path.write_text(header + rows, "utf-8")
    return compile_mappings(mappings.config(exceptions=path), today=TODAY)


def test_a_chosen_name_overrides_the_rule_and_shows_its_reason(mappings: Mappings) -> None:
    """The note has the reason, and the change its address."""
    compiled = mapper(mappings, "TARO@acme.example,display_name,Tarō,as on the badge,\n")
    mapped = compiled.map(person(given_name="Taro"), "staff")
    assert value(mapped, "display_name") == "Tarō"
    assert mapped.chosen == (("display_name", "people.csv:2"),)
    (found,) = mapped.findings
    assert (found.code, found.address) == ("NP518", "people.csv:2")
    assert "as on the badge" in found.message
    assert compiled.notes() == ()


def test_a_person_is_found_by_user_name_too(mappings: Mappings) -> None:
    """Whichever address HR knows."""
    compiled = mapper(mappings, "t@x.example,display_name,T,,\n")
    assert value(compiled.map(person(user_name="T@x.example"), "staff"), "display_name") == "T"


@pytest.mark.parametrize(("until", "holds"), [("2026-04-30", False), ("2026-05-01", True), ("2026-05-02", True)])
def test_it_ends_on_its_date(mappings: Mappings, *, until: str, holds: bool) -> None:
    """The last day is included."""
    compiled = mapper(mappings, f"taro@acme.example,display_name,T,,{until}\n")
    assert value(compiled.map(person(given_name="G"), "staff"), "display_name") == ("T" if holds else "G")


def test_it_replaces_a_rule_that_fails(mappings: Mappings) -> None:
    """And its finding."""
    compiled = mapper(mappings, "taro@acme.example,email,taro@acme.co.jp,asked,\n")
    mapped = compiled.map(person(email="", user_name="taro@acme.example"), "staff")
    assert value(mapped, "email") == "taro@acme.co.jp"
    assert not mapped.blocked


def test_of_two_rows_for_one_attribute_the_last_holds(mappings: Mappings) -> None:
    """And the run says so."""
    compiled = mapper(mappings, "taro@acme.example,display_name,A,,\nTaro@acme.example,display_name,B,,\n")
    assert value(compiled.map(person(), "staff"), "display_name") == "B"
    assert [(note.code, note.line) for note in compiled.notes()] == [("NP114", 3)]


def test_a_chosen_value_is_validated(mappings: Mappings) -> None:
    """The finding has the row's address, and nothing says that the person has what they asked for."""
    mapped = mapper(mappings, "taro@acme.example,timezone,Sydney,,\n").map(person(given_name="x"), "staff")
    assert [(found.code, found.address) for found in mapped.findings] == [("NP404", "people.csv:2")]


def test_unknown_attributes_and_people_are_findings_of_the_run(mappings: Mappings) -> None:
    """With a suggestion, and the row's line."""
    compiled = mapper(
        mappings, "a@x.example,dislay_name,T,,\nb@x.example,display_name,T,,\na@x.example,active,true,,\n"
    )
    assert codes(compiled.map(person(given_name="x"), "staff")) == []
    notes = compiled.notes()
    assert [(note.code, note.line) for note in notes] == [("NP114", 2), ("NP114", 4), ("NP114", 3)]
    assert "display_name" in notes[0].message
    assert "b@x.example" in notes[2].message


@pytest.mark.parametrize(
    ("rows", "header", "line"),
    [
        ("taro@acme.example,display_name,T,,soon\n", HEADER, 2),
        ("taro,display_name,T,,\n", HEADER, 2),
        ("", "a,b\n", 1),
        ("taro@acme.example,job_title\n", HEADER, 2),
        ("\ntaro@acme.example,job_title,Clerk\n", HEADER, 3),
        ("taro@acme.example,display_name,Yamada, Taro,asked,\n", HEADER, 2),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(mappings: Mappings, rows: str, header: str, line: int) -> None:
    """Nobody gets a name that was not meant."""
    with pytest.raises(ConfigurationError) as refused:
        mapper(mappings, rows, header=header)
    (found,) = refused.value.findings
    assert (found.code, found.line) == ("NP113", line)
    assert "The chosen names can't be used" in refused.value.message


def test_a_cell_without_an_end_is_refused(mappings: Mappings) -> None:
    """A quote that nothing closes makes one cell of the rest of the file."""
    with pytest.raises(ConfigurationError) as refused:
        mapper(mappings, '"' + "x" * 200_000 + '"')
    assert [found.code for found in refused.value.findings] == ["NP113"]


def test_the_commas_of_a_line_say_that_an_empty_value_is_meant(mappings: Mappings) -> None:
    """A clearing has its cells, whatever else is empty."""
    compiled = mapper(mappings, "taro@acme.example,job_title,,,\n ,,,,\n")
    assert value(compiled.map(person(given_name="x"), "staff"), "job_title") == ""


def test_a_file_that_is_not_there_is_missed_where_it_is_named(mappings: Mappings) -> None:
    """At the key in nameplate.yaml."""
    mappings.write("rules.j2", '{% extends "base.j2" %}')
    config = mappings.config(
        exceptions=mappings.folder / "people.csv", file=mappings.folder / "x.yaml", positions={("exceptions",): (7, 13)}
    )
    with pytest.raises(ConfigurationError) as refused:
        compile_mappings(config, today=TODAY)
    (found,) = refused.value.findings
    assert (found.code, found.file, found.line, found.column) == ("NP113", str(mappings.folder / "x.yaml"), 7, 13)


def test_a_row_s_file_is_shown_as_the_configuration_s_is(mappings: Mappings, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the path from the working directory, so that an editor finds it."""
    monkeypatch.chdir(mappings.folder.parent)
    mappings.write("rules.j2", '{% extends "base.j2" %}')
    mappings.write("people.csv", "email,attribute,value\ntaro,job_title,x\n")
    config = mappings.config(exceptions=mappings.folder / "people.csv", file=Path("mappings/nameplate.yaml"))
    with pytest.raises(ConfigurationError) as refused:
        compile_mappings(config, today=TODAY)
    assert refused.value.findings[0].file == str(Path("mappings") / "people.csv")
