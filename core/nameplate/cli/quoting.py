"""A finding as a compiler would show it: its address, what it says, and the line at fault."""

import re
from pathlib import Path
from unicodedata import east_asian_width

import click

from nameplate.config.secrets import looks_like_key
from nameplate.findings import Finding, Level

COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
WIDEST = 160
"""Columns of a source line that are shown."""
_WORD = re.compile(r"[A-Za-z0-9+/=_.~-]{16,}")
_SECRET = re.compile(
    r"(?i)((?:secr|token|passw|passphrase|api_?key|private_?key|credential)\w*[\"']?\s*:\s*)([^\s{,}#][^,}#]*)"
)


def quoted(finding: Finding) -> str:
    """The finding in lines: `file:line:column: error NP103: …`, the source line with a caret, the remedy."""
    level = click.style(f"{finding.level} {finding.code}", fg=COLOURS[finding.level], bold=True)
    head = ": ".join(part for part in (finding.address, level, finding.message) if part)
    remedy = [f"  {finding.remedy}"] if finding.remedy else []
    return "\n".join([head, *_source(finding), *remedy])


def _source(finding: Finding) -> list[str]:
    """The line and a caret, or nothing: where the file can't be read, or the line holds a secret."""
    if not (finding.file and finding.line) or finding.code == "NP105":
        return []
    try:
        lines = Path(finding.file).read_text("utf-8-sig").splitlines()
        line = lines[finding.line - 1].rstrip()
    except (OSError, UnicodeDecodeError, IndexError):
        return []
    line = click.unstyle(_without_keys(line)).replace("\t", " ")
    number = f"{finding.line:>5} | "
    shown = [f"{number}{line[:WIDEST]}"]
    if 0 < finding.column <= min(len(line) + 1, WIDEST):
        shown.append(" " * (len(number) - 2) + "| " + " " * _width(line[: finding.column - 1]) + "^")
    return shown


def _without_keys(line: str) -> str:
    """The line with everything starred out that looks like a key or token, or stands where one would."""
    line = _SECRET.sub(lambda match: match[1] + "*" * len(match[2]), line)
    return _WORD.sub(lambda match: "*" * len(match[0]) if looks_like_key(match[0]) else match[0], line)


def _width(text: str) -> int:
    """Columns that a terminal gives to `text`."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
