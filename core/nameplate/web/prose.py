"""The Markdown of nameplate's own docs as blocks that a template can escape and draw; no HTML passes through."""

import re
from collections.abc import Iterator
from typing import NamedTuple

INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\[(?P<link>[^\]]+)\]\([^)]*\)")
FENCE = re.compile(r"^ {0,3}(```|~~~)")
ITEM = re.compile(r"^\s{0,3}(?:[-*]|\d+\.)\s+")


class Span(NamedTuple):
    """Text of one kind: `text`, `code` or `strong`."""

    kind: str
    text: str


class Block(NamedTuple):
    """A paragraph, an item of a list, or code: its spans."""

    kind: str
    spans: tuple[Span, ...]


def blocks(text: str) -> list[Block]:
    """Paragraphs, items and code, in order."""
    found: list[Block] = []
    for kind, lines in pieces(text):
        if kind == "code":
            found.append(Block(kind, (Span("code", "\n".join(lines)),)))
        elif any(line.strip() for line in lines):
            found.append(Block(kind, tuple(spans(" ".join(line.strip() for line in lines)))))
    return found


def pieces(text: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines that belong together."""
    kind, fenced = "text", False
    lines: list[str] = []
    for line in text.splitlines():
        if FENCE.match(line):
            yield kind, lines
            fenced = not fenced
            kind, lines = ("code" if fenced else "text"), []
        elif fenced:
            lines.append(line)
        elif line.startswith("    ") and (kind == "code" or not any(lines)):
            if kind != "code":
                yield kind, lines
                kind, lines = "code", []
            lines.append(line[4:])
        elif ITEM.match(line) or not line.strip() or kind == "code":
            yield kind, lines
            kind, lines = ("item", [ITEM.sub("", line)]) if ITEM.match(line) else ("text", [line])
        else:
            lines.append(line)
    yield kind, lines


def spans(text: str) -> Iterator[Span]:
    """A line with its code and stress apart; links lose their target."""
    end = 0
    for match in INLINE.finditer(text):
        if match.start() > end:
            yield Span("text", text[end : match.start()])
        kind = "text" if match.lastgroup == "link" else str(match.lastgroup)
        yield Span(kind, match[match.lastgroup or 0])
        end = match.end()
    if end < len(text):
        yield Span("text", text[end:])
