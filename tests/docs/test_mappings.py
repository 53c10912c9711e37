"""docs/mappings.md: every example on it is run."""

import re
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from nameplate.mapping import compile_mappings, environment_for
from nameplate.mapping.chosen_names import read_chosen_names
from nameplate.model import TEXT_FIELDS
from nameplate.model.attributes import NAMES
from support.mappings import Mappings, person, value

PAGE = (Path(__file__).parents[2] / "docs/mappings.md").read_text("utf-8")
FENCES = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PERSON = YAML(typ="safe").load(next(text for language, text in FENCES if language == "yaml"))
ROWS = [
    (rule.replace("\\|", "|"), result.strip())
    for rule, result in re.findall(r"^\| `(\{[{%].*?[%}]\})` \|((?:[^|\n]|\\\|)*)\|$", PAGE, re.MULTILINE)
    if "keep()" not in rule
]


def test_the_page_has_examples() -> None:
    """The tables are found."""
    assert len(ROWS) > 30


@pytest.mark.parametrize(("rule", "result"), ROWS)
def test_a_row_gives_what_it_says(tmp_path: Path, rule: str, result: str) -> None:
    """For the person of the page."""
    mappings = Mappings(tmp_path)
    mappings.write("rules.j2", f'{{% extends "base.j2" %}}{{% block job_title %}}{rule}{{% endblock %}}')
    mapper = compile_mappings(mappings.config([{"name": "examples", "mapping": "rules.j2"}]))
    mapped = mapper.map(person(**PERSON), "staff")
    assert mapped.findings == ()
    assert value(mapped, "job_title") == result


@pytest.mark.parametrize("text", [text for language, text in FENCES if language == "jinja"])
def test_a_mapping_on_the_page_works(tmp_path: Path, text: str) -> None:
    """It compiles, and gives a payload without findings, also for someone of whom little is known."""
    mappings = Mappings(tmp_path)
    mappings.write("rules.j2", text)
    mapper = compile_mappings(mappings.config())
    for fields in (PERSON, {name: PERSON[name] for name in ("email", "given_name", "family_name")}):
        mapped = mapper.map(person(**fields), "staff")
        assert mapped.findings == ()
        assert not mapped.blocked


def test_every_field_and_block_is_named() -> None:
    """Each is named on the page."""
    words = set(re.findall(r"\w+", PAGE))
    assert {*TEXT_FIELDS, *NAMES, "active", "groups"} <= words


def test_every_filter_is_named(tmp_path: Path) -> None:
    """Those of nameplate and those of Jinja that are allowed."""
    assert set(environment_for([tmp_path]).filters) <= set(re.findall(r"\w+", PAGE))


def test_the_chosen_names_on_the_page_can_be_read(tmp_path: Path) -> None:
    """Both rows, the second up to its date."""
    path = tmp_path / "people.csv"
    path.write_text(next(text for language, text in FENCES if language == "csv"), "utf-8")
    chosen = read_chosen_names(path, date(2026, 12, 31))
    assert [row.attribute for rows in chosen.by_email.values() for row in rows] == ["display_name", "job_title"]
    assert chosen.remarks == ()
