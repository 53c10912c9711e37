"""JSON values one after the other, however they are laid out; a list response is taken apart while it is read."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson

from nameplate.errors import UnexpectedAnswer

LISTS = ("value", "users")
"""The keys under which list responses hold their records (Microsoft Graph, Directory API)."""
LARGEST_VALUE = 256 * 1024 * 1024
"""Characters that one value may have; the closing line of a snapshot with large groups is the largest there is."""
CUT_OFF = "Save the file again: it was cut off while it was written, or only a part of it was copied."
NOT_JSON = "Save the identity provider's own users as JSON, or take the file with `nameplate snapshot`."

_decode = json.JSONDecoder().raw_decode
_sign = re.compile(r"[^ \t\r\n]").search
_LITERALS = ("true", "false", "null", "-")


class Damaged(dict[str, Any]):
    """A record that is JSON, but has text that no Unicode encoding can hold, or a number that is none."""


class Envelope(dict[str, Any]):
    """What a list response holds besides its records."""


class Scanner:
    """Takes values from a stream of UTF-8 bytes.

    Args:
        start: The first bytes.
        blocks: The bytes that follow.
        file: The file's name, for errors.
        line: The line in which `start` begins.
    """

    def __init__(self, start: bytes, blocks: Iterator[bytes], file: str, line: int) -> None:
        self.blocks = blocks
        self.file = file
        self.line = line
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.text = ""
        self.place = 0
        self.counted = 0
        self.ended = False
        self.damaged = False
        self.text = self.decoded(start)

    def values(self) -> Iterator[tuple[Any, int]]:
        """Each record, and an `Envelope` after those of a list response, with the line where it starts.

        Raises:
            UnexpectedAnswer: It is not JSON, or is cut off.
        """
        while sign := self.peek():
            line = self.line_here()
            if sign == "[":
                yield from self.elements()
                yield Envelope(), line
            elif sign == "{":
                yield from self.members(line)
            else:
                yield self.value(), line

    def elements(self) -> Iterator[tuple[Any, int]]:
        """The values of the list that starts here."""
        self.place += 1
        if self.peek() == "]":
            self.place += 1
            return
        while True:
            self.peek()
            line = self.line_here()
            yield self.value(), line
            if self.sign(",]") == "]":
                return

    def members(self, line: int) -> Iterator[tuple[Any, int]]:
        """The object that starts here: itself, or the records of its list and then what else it has."""
        found: dict[str, Any] = {}
        listed = self.damaged = False
        self.place += 1
        if self.peek() == "}":
            self.place += 1
            yield found, line
            return
        while True:
            key = self.value() if self.peek() == '"' else self.refuse("expected a key in quotes")
            self.sign(":")
            if key in LISTS and self.peek() == "[":
                listed = True
                yield from self.elements()
            else:
                self.peek()
                found[key] = self.value()
            if self.sign(",}") == "}":
                break
        if listed:
            yield Envelope(found), line
        else:
            yield Damaged(found) if self.damaged else found, line

    def sign(self, expected: str) -> str:
        """The next sign, one of `expected`, taken."""
        sign = self.peek()
        if not sign:
            self.refuse_cut_off()
        if sign not in expected:
            self.refuse(f"expected {' or '.join(expected)}")
        self.place += 1
        return sign

    def peek(self) -> str:
        """The next sign that is not white space, or "" at the end."""
        while True:
            if match := _sign(self.text, self.place):
                self.place = match.start()
                return match[0]
            self.place = len(self.text)
            if not self.more():
                return ""

    def value(self) -> Any:
        """The value that starts here, taken."""
        while True:
            try:
                value, end = _decode(self.text, self.place)
            except json.JSONDecodeError as error:
                offset = error.pos - self.place
                if self.more():
                    continue
                wrong = self.place + offset
                if is_cut_off(self.text[wrong:].strip(), error.msg):
                    self.refuse_cut_off()
                self.place = wrong
                self.refuse(error.msg[:1].lower() + error.msg[1:])
            except RecursionError:
                self.refuse("it is nested too deeply")
            else:
                if end == len(self.text) and not isinstance(value, dict | list | str) and self.more():
                    continue
                text, self.place = self.text[self.place : end], end
                if is_sound(text):
                    return value
                self.damaged = True
                return Damaged(value) if isinstance(value, dict) else value

    def more(self) -> bool:
        """Read on, at least as much again as is pending; False at the end of the file."""
        if self.ended:
            return False
        self.line_here()
        self.text, self.place, self.counted = self.text[self.place :], 0, 0
        if len(self.text) > LARGEST_VALUE:
            self.refuse(f"one value has more than {LARGEST_VALUE >> 20} million characters")
        aim = 2 * len(self.text)
        parts: list[str] = []
        size = len(self.text)
        while size <= aim and not self.ended:
            block = next(self.blocks, b"")
            self.ended = not block
            parts.append(self.decoded(block))
            size += len(parts[-1])
        self.text += "".join(parts)
        return size > aim // 2

    def decoded(self, block: bytes) -> str:
        """The bytes as text."""
        try:
            return self.decoder.decode(block, final=self.ended)
        except UnicodeDecodeError as error:
            before = block[: error.start].count(b"\n") + self.text.count("\n", self.counted)
            raise UnexpectedAnswer(
                f"{self.file}:{self.line + before}: the text is not UTF-8.",
                remedy="Save the file as UTF-8 (without changing anything else in it).",
            ) from error

    def line_here(self) -> int:
        """The line of the next sign."""
        self.line += self.text.count("\n", self.counted, self.place)
        self.counted = self.place
        return self.line

    def refuse(self, why: str) -> NoReturn:
        """Raise: what stands here is not JSON."""
        if self.place >= len(self.text) and self.ended:
            self.refuse_cut_off()
        shown = self.text[self.place : self.place + 30].split("\n")[0]
        raise UnexpectedAnswer(f"{self.file}:{self.line_here()}: not JSON: {why}, at {shown!r}.", remedy=NOT_JSON)

    def refuse_cut_off(self) -> NoReturn:
        """Raise: the file ends within what starts here."""
        raise UnexpectedAnswer(f"{self.file}:{self.line_here()}: the JSON that starts here is cut off.", remedy=CUT_OFF)


def is_cut_off(rest: str, wrong: str) -> bool:
    """Whether a value that can't be decoded goes wrong at the file's end only: `rest` is what stands there."""
    return wrong.startswith("Unterminated string") or any(literal.startswith(rest) for literal in _LITERALS)


def is_sound(text: str) -> bool:
    """Whether a strict reading takes it too: no half of a character, no NaN."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True
