"""Comments that excuse a finding: the code and a reason, on the line itself or alone on the line before it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nameplate.findings import CATALOGUE, Finding, finding

CODES = r"(?P<codes>NP\d+(?:\s*,\s*NP\d+)*)"
TEMPLATE = re.compile(r"\{#-?\s*nameplate:\s*ignore\s+" + CODES + r"\s*(?:--\s*(?P<reason>.*?))?\s*-?#\}")
YAML = re.compile(r"(?:^|\s)#\s*nameplate:\s*ignore\s+" + CODES + r"\s*(?:--\s*(?P<reason>.*?))?\s*$")

FIRM = frozenset(f"NP{number}" for number in (*range(101, 110), 113, 115, *range(201, 205), *range(207, 213)))
"""Codes without which nothing runs, so that no comment helps."""


@dataclass(frozen=True)
class Excuse:
    """One comment; it holds for `line`, where the finding is, and stands at (`written`, `column`)."""

    file: str
    line: int
    written: int
    column: int
    codes: tuple[str, ...]
    reason: str


def excuses(file: str, text: str) -> Iterator[Excuse]:
    """The excuses in a template or a YAML file."""
    pattern = YAML if file.endswith((".yaml", ".yml")) else TEMPLATE
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        for match in pattern.finditer(line):
            alone = not (line[: match.start()] + line[match.end() :]).strip()
            codes = tuple(re.split(r"\s*,\s*", match["codes"]))
            column = match.start() + len(match[0]) - len(match[0].lstrip()) + 1
            yield Excuse(file, number + 1 if alone else number, number, column, codes, match["reason"] or "")


def excused(findings: Iterable[Finding], comments: Iterable[Excuse]) -> Iterator[Finding]:
    """The findings that are not excused, then what is wrong with the excuses (NP222)."""
    comments = list(comments)
    used: set[tuple[Excuse, str]] = set()
    for found in findings:
        matching = [
            one
            for one in comments
            if found.code in one.codes and (one.file, one.line) == (found.file, found.line) and one.reason
        ]
        used.update((one, found.code) for one in matching)
        if not matching or found.code in FIRM:
            yield found
    for one in comments:
        for code in one.codes:
            if wrong := _wrong(one, code, used=(one, code) in used):
                yield finding("NP222", wrong, file=one.file, line=one.written, column=one.column)


def _wrong(one: Excuse, code: str, *, used: bool) -> str:
    if code not in CATALOGUE:
        return f"there is no finding {code}"
    if not one.reason:
        return f"the excuse for {code} has no reason; write: ignore {code} -- why"
    if code in FIRM:
        return f"{code} can't be excused: nothing runs while it holds"
    return "" if used else f"the excuse for {code} excuses nothing"
