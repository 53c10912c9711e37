"""docs/names.md: every row of its tables is what nameplate gives."""

from functools import cache
from pathlib import Path

import pytest

from nameplate.mapping import environment_for
from nameplate.model import SourceUser

PAGE_FILE = Path(__file__).parents[2] / "docs/names.md"
PAGE = PAGE_FILE.read_text(encoding="utf-8")


def tables():
    """The page's tables as rows of cells, the dashes left out."""
    table = []
    for line in [*PAGE.splitlines(), ""]:
        if line.startswith("|"):
            cells = line.replace("\\|", "\0").strip("|").split("|")
            table.append([cell.replace("\0", "|").strip() for cell in cells])
        elif table:
            yield [table[0], *table[2:]]
            table = []


def people():
    """The six people of the page, by the heads of their columns."""
    (_, *heads), *rows = next(iter(tables()))
    fields = {row[0].replace(" ", "_"): row[1:] for row in rows}
    return {
        head: SourceUser("1", **{key: cells[number] for key, cells in fields.items()})
        for number, head in enumerate(heads)
    }


@cache
def environment():
    """Mappings' own environment."""
    return environment_for([])


def rendered(expression, person):
    """What a mapping gives for the expression."""
    environment().person.user, environment().person.locale = person, ""
    return environment().from_string(f"{{{{ {expression} }}}}").render(user=person)


def option_rows():
    """Each row of the table of options."""
    _, table, *_ = tables()
    return [pytest.param(row[0].strip("`").replace("(nothing)", ""), row[1:], id=row[0]) for row in table[1:]]


def filter_rows():
    """Each row of the table of filters."""
    *_, table = tables()
    return [pytest.param(row[0].strip("`"), row[1], row[2], id=f"{row[0]} {row[1]}") for row in table[1:]]


@pytest.mark.parametrize(("options", "expected"), option_rows())
def test_table_of_options(options, expected):
    """What each option gives for the six people."""
    assert [rendered(f"user | person_name({options})", person) for person in people().values()] == expected


@pytest.mark.parametrize(("expression", "head", "expected"), filter_rows())
def test_table_of_filters(expression, head, expected):
    """Each filter's example."""
    assert rendered(expression, people()[head]) == expected


def test_every_ready_made_mapping_is_listed():
    """The page lists each shipped mapping and variant, with the custom that its file tells."""
    _, _, table, _ = tables()
    customs = {row[0].strip("`"): row[1] for row in table[1:]}
    variants = {name.strip("` ") for row in table[1:] for name in row[2].split(",") if name}
    files = {path.name: path.read_text(encoding="utf-8") for path in (PAGE_FILE.parents[1] / "mappings").glob("*.j2")}
    assert customs.keys() | variants == files.keys()
    assert all(f"{{# {custom}\n" in files[name] for name, custom in customs.items())


def test_every_filter_has_an_example():
    """No filter for names is left out of the page."""
    shown = " ".join(parameter.values[0] for parameter in filter_rows())
    for name in ("initials", "phonetic", "romanize", "both_scripts", "title_name", "script", "upper"):
        assert f"| {name}" in shown
    assert len(people()) == 6


def test_the_page_is_for_people_who_do_not_program():
    """The page explains without programming words."""
    words = {
        "function",
        "string",
        "boolean",
        "argument",
        "parameter",
        "regex",
        "API",
        "Python",
        "Jinja",
        "filter",
        "variable",
    }
    assert not words.intersection(PAGE.replace("`", " ").split())
