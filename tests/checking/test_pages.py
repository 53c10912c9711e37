"""docs/findings.md and the catalogue are one."""

import re
import tomllib
from pathlib import Path

import pytest

from nameplate.checking.pages import anchor, page, pages
from nameplate.errors import UsageError
from nameplate.findings import CATALOGUE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/findings.md"
SOURCES = [
    path for folder in ("core", "plugins") for path in (ROOT / folder).rglob("*.py") if path.name != "findings.py"
]
RUNNABLE = {code: re.findall(r"```jinja\n(.*?)```", text, re.DOTALL) for code, text in pages().items()}


def test_every_code_has_a_page_and_every_page_a_code():
    """In both directions, in the catalogue's order, with its title."""
    titles = {code: text.splitlines()[0].partition(f"{code} ")[2] for code, text in pages().items()}
    assert titles == {code: row.title for code, row in CATALOGUE.items()}
    assert list(titles) == sorted(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_page_says_cause_example_and_cure(code):
    """In this order, each with words of its own."""
    parts = re.findall(r"\*\*(\w+)\.\*\*\s+(\S[^*]{4,})", page(code))
    assert [name for name, _ in parts] == ["Cause", "Example", "Cure"]


def test_every_code_is_raised_somewhere():
    """A code that nobody raises has no business in the catalogue."""
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    assert [code for code in CATALOGUE if f'"{code}"' not in text] == []


def test_no_code_is_raised_that_the_catalogue_lacks():
    """A typing mistake in a code would be a KeyError one day."""
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    assert set(re.findall(r'"(NP\d{3})"', text)) <= set(CATALOGUE)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in RUNNABLE.items() for text in texts])
def test_an_example_of_a_page_has_its_finding(organization, code, text):
    """Each template on a page, as the mapping of the only region."""
    organization.write("own.j2", text)
    assert code in {found.code for found in organization.check()}


def test_an_unknown_code_is_wrong_usage():
    """With the range of codes."""
    with pytest.raises(UsageError, match="NP999"):
        page("NP999")


def test_an_anchor_is_that_of_the_heading():
    """As GitHub makes them."""
    assert anchor("NP301") == "np301-a-record-has-no-e-mail-address"
    assert anchor("NP408") == "np408-active-is-neither-true-nor-false"


def test_every_runnable_page_is_one_of_a_template():
    """The pages of NP2xx show what they mean, where `check` can find it."""
    shown = [code for code, texts in RUNNABLE.items() if texts]
    assert len(shown) >= 14
    assert all(code.startswith("NP2") for code in shown)
    assert DOCS.is_file()


def test_the_pages_ship_in_the_wheel():
    """Where `nameplate explain NP301` looks for them."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "docs/findings.md" in wheel["only-include"]
    assert wheel["sources"]["docs"] == "nameplate/_docs"
