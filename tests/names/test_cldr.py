"""CLDR 48's own test data: 110 locales, 36,960 lines; and the few lines that are not reached, one by one."""

import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from nameplate.names import PersonName, format_name, segments

ARCHIVE = Path(__file__).with_name("cldr48_person_name_test.tar.xz")
UNREACHED = Path(__file__).with_name("unreached.tsv")
LINES = 36_960


class Line(NamedTuple):
    """One `parameters` line of a test file, and what stands above it."""

    number: int
    name: PersonName
    parameters: tuple[str, str, str, str]
    expected: str


@cache
def files() -> dict[str, str]:
    """The test files by locale."""
    with tarfile.open(ARCHIVE) as archive:
        members = [member for member in archive.getmembers() if member.name.endswith(".txt")]
        return {Path(member.name).stem: archive.extractfile(member).read().decode() for member in members}


def lines(text: str) -> Iterator[Line]:
    """The lines of a test file, in CLDR's own format."""
    fields: dict[str, str] = {}
    expected = ""
    for number, line in enumerate(text.splitlines(), 1):
        kind, *rest = (part.strip() for part in line.split(";"))
        if kind == "name":
            fields[rest[0]] = rest[1]
        elif kind == "expectedResult":
            expected = line.partition(";")[2].strip()
        elif kind == "parameters":
            parts = {key: value for key, value in fields.items() if key != "locale"}
            yield Line(number, PersonName(parts, fields["locale"]), tuple(rest), expected)
        elif kind == "endName":
            fields = {}


@cache
def unreached() -> dict[tuple[str, str, int], str]:
    """What comes out instead, for each breaker ("-": none, "icu"), locale and line that is not reached."""
    rows = (row.split("\t") for row in UNREACHED.read_text(encoding="utf-8").splitlines() if not row.startswith("#"))
    return {(breaker, locale, int(number)): given for locale, number, breaker, _, given, _ in rows}


def formatted(line: Line, locale: str) -> str:
    """What we make of a line."""
    order, length, usage, formality = line.parameters
    return format_name(line.name, locale, order=order, length=length, usage=usage, formality=formality)


@pytest.mark.parametrize("locale", sorted(files()))
def test_built_in_words(locale, monkeypatch):
    """Every line comes out as CLDR expects, without a dictionary of words, but for those listed in unreached.tsv."""
    monkeypatch.setattr(segments, "word_breaker", lambda: None)
    for line in lines(files()[locale]):
        assert formatted(line, locale) == unreached().get(("-", locale, line.number), line.expected), line


@pytest.mark.parametrize("locale", ["km", "my", "zh", "zh_Hant", "yue", "yue_Hans", "th", "lo", "ja"])
def test_dictionary_words(locale):
    """With the extra `names-icu`, every line comes out but the one that ICU's Java and C breakers split differently."""
    pytest.importorskip("icu4py")
    for line in lines(files()[locale]):
        assert formatted(line, locale) == unreached().get(("icu", locale, line.number), line.expected), line


def test_all_lines_are_there():
    """The archive holds the 110 files and 36,960 lines of CLDR 48; at most 0.3 percent of them are not reached."""
    assert len(files()) == 110
    assert sum(1 for text in files().values() for _ in lines(text)) == LINES
    assert len(unreached()) / LINES < 0.003


def test_unreached_lines_are_initials_of_unspaced_words():
    """Nothing else is listed than initials in locales whose words run together, each with its reason."""
    rows = [row.split("\t") for row in UNREACHED.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    assert {row[0] for row in rows} == {"km", "my", "zh", "zh_Hant", "yue", "yue_Hans"}
    assert all(len(row) == 6 and row[5] for row in rows)
