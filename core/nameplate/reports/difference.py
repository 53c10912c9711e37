"""Where two texts differ, by what a reader sees as characters."""

from typing import NamedTuple

import regex

CLUSTERS = regex.compile(r"\X")


class Marked(NamedTuple):
    """A text in three parts; `middle` is what differs from the other text."""

    start: str
    middle: str
    end: str


def mark(before: str, after: str) -> tuple[Marked, Marked]:
    """Both texts with their common start and end apart; grapheme clusters (UAX #29) are never cut."""
    left, right = CLUSTERS.findall(before), CLUSTERS.findall(after)
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return parts(left, start, end), parts(right, start, end)


def parts(clusters: list[str], start: int, end: int) -> Marked:
    """The three parts of a text, given how many clusters the first and the last one have."""
    stop = len(clusters) - end
    return Marked("".join(clusters[:start]), "".join(clusters[start:stop]), "".join(clusters[stop:]))
