"""Name patterns such as `{surname}, {given} {given2-initial}`: parsing, and filling one with a name's values."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

_FIELD = re.compile(r"\{([^{}]*)\}")


class Field(NamedTuple):
    """One field of a pattern, `given2-informal-initial`: its name and its modifiers."""

    name: str
    modifiers: frozenset[str]


class Pattern(NamedTuple):
    """A parsed pattern: `literals` has one text before each field and one after the last."""

    text: str
    fields: tuple[Field, ...]
    literals: tuple[str, ...]

    @property
    def lacks_given(self) -> bool:
        """Whether it shows no given name, or only its initial; then a mononym takes the surname's place."""
        return all("initial" in field.modifiers for field in self.fields if field.name == "given")

    def fill(self, values: Sequence[str]) -> str:
        """The pattern with `values`, one for each field ("" where the name has none).

        What stands before the first value and after the last is left out; the literals around a gap are merged.
        Source: UTS #35 part 8, Process a namePattern.
        """
        filled = [number for number, value in enumerate(values) if value]
        if not filled:
            return ""
        first, last = filled[0], filled[-1]
        parts = [self.literals[0] if first == 0 else "", values[first]]
        for left, right in pairwise(filled):
            # Literals between two empty fields go with them; only the gap's two ends are merged.
            gap = self.literals[right] if right == left + 1 else _merge(self.literals[left + 1], self.literals[right])
            parts += gap, values[right]
        return "".join(parts) + (self.literals[-1] if last == len(values) - 1 else "")


@cache
def parse_pattern(text: str) -> Pattern:
    """The pattern that `text` writes."""
    parts = _FIELD.split(text)
    fields = tuple(Field(name, frozenset(modifiers)) for name, *modifiers in (part.split("-") for part in parts[1::2]))
    return Pattern(text, fields, tuple(parts[::2]))


def choose(candidates: Sequence[tuple[Pattern, Sequence[str]]]) -> tuple[Pattern, Sequence[str]]:
    """Of patterns with their values: the most filled fields, then the fewest empty ones, then the least text.

    Source: UTS #35 part 8, Choose a namePattern.
    """
    return min(candidates, key=lambda each: (-_filled(each[1]), len(each[1]) - _filled(each[1]), each[0].text))


def _filled(values: Sequence[str]) -> int:
    return sum(map(bool, values))


def _merge(before: str, after: str) -> str:
    """The literals before and after an empty field as one.

    The specification's rule would write "F, . Baz" where its own example has "F. Baz"; this one gives what CLDR's
    test data has: the head of the first, one space, the tail of the second.
    """
    if not before or not after or before.endswith(after):
        return before or after
    head, tail = before.split(" ", 1)[0], after.rsplit(" ", 1)[-1]
    return f"{head} {tail}"
