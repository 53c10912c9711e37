"""CLDR's data as it lies in `data/`, read on first use; `scripts/make_cldr_names.py` makes the files.

`person_names.json` has each distinct pattern once (`patterns`), each distinct set of a locale's data once
(`profiles`), and the profile of every locale (`locales`). A profile is a list: given-first languages, surname-first
languages, default length, default formality, native and foreign space, initial, initial sequence, and 42 cells,
each the number of a pattern or a list of several.

`subtags.json` has likely subtags, old language codes, the official languages of each territory, the languages
whose people write the surname first, and the scripts that a letter can have.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from nameplate.names.patterns import Pattern, parse_pattern

ORDERS = ("givenFirst", "surnameFirst", "sorting")
LENGTHS = ("long", "medium", "short")
USAGES = ("referring", "addressing", "monogram")
FORMALITIES = ("formal", "informal")


@dataclass(frozen=True, slots=True)
class Profile:
    """How one locale writes names: UTS #35 part 8, the `personNames` element."""

    given_first: frozenset[str]
    surname_first: frozenset[str]
    length: str
    formality: str
    native_space: str
    foreign_space: str
    initial: str
    initial_sequence: str
    cells: tuple[int | list[int], ...]

    def patterns(self, order: str, length: str, usage: str, formality: str) -> tuple[Pattern, ...]:
        """The patterns of one cell; `sorting` has them for `referring` only."""
        low = LENGTHS.index(length) * 2 + FORMALITIES.index(formality)
        if order == "sorting":
            cell = self.cells[36 + low]
        else:
            rows = ORDERS.index(order) * 3 + LENGTHS.index(length)
            cell = self.cells[(rows * 3 + USAGES.index(usage)) * 2 + FORMALITIES.index(formality)]
        texts = person_names()["patterns"]
        return tuple(parse_pattern(texts[number]) for number in ([cell] if isinstance(cell, int) else cell))


@cache
def person_names() -> dict[str, Any]:
    """`person_names.json`, as the module's docstring tells."""
    return _read("person_names.json")


@cache
def subtags() -> dict[str, Any]:
    """`subtags.json`, as the module's docstring tells."""
    return _read("subtags.json")


@cache
def profile(number: int) -> Profile:
    """The profile with this number in `person_names.json`."""
    given_first, surname_first, length, formality, native, foreign, initial, sequence, cells = (
        person_names()["profiles"][number]
    )  # fmt: skip
    orders = _locales(given_first), _locales(surname_first)
    return Profile(*orders, length, formality, native, foreign, initial, sequence, tuple(cells))


def _locales(text: str) -> frozenset[str]:
    return frozenset(text.replace("_", "-").split())


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads((files("nameplate.names") / "data" / name).read_bytes())
    return data
