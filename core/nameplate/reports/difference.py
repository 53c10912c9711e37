"""Where two texts differ, by words as a reader sees them."""

from typing import NamedTuple

import regex

WORDS = regex.compile(r"[\w\p{M}]+|\X")
"""A word with its marks, or one sign (a grapheme cluster, UAX #29)."""


class Marked(NamedTuple):
    """A text in three parts; `middle` is what differs from the other text."""

    start: str
    middle: str
    end: str


def mark(before: str, after: str) -> tuple[Marked, Marked]:
    """Both texts with their common start and end apart; a word is never cut."""
    left, right = WORDS.findall(before), WORDS.findall(after)
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return parts(left, start, end), parts(right, start, end)


def parts(words: list[str], start: int, end: int) -> Marked:
    """The three parts of a text, given how many words the first and the last one have."""
    stop = len(words) - end
    return Marked("".join(words[:start]), "".join(words[start:stop]), "".join(words[stop:]))
