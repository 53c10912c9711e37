"""Columns for Jinja: its lexer counts lines only, so each line number also carries where in the line a token begins."""

from collections.abc import Iterator

import jinja2
from jinja2.lexer import Lexer


class Position(int):
    """A line number, from 1, that knows its column, from 1."""

    column: int = 0


def column(line: int) -> int:
    """The column of a node's `lineno`; 0 where none is known."""
    return getattr(line, "column", 0)


class PositionLexer(Lexer):
    """Jinja's lexer, whose line numbers are `Position`s."""

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        """Tokens as Jinja yields them, each with its column."""
        text = source.replace("\r\n", "\n").replace("\r", "\n")
        end = 0
        try:
            for line, token, value in super().tokeniter(source, name, filename, state):
                found = text.find(value, end)
                start = found if found >= 0 else end
                end = start + len(value)
                yield _position(text, line, start), token, value
        except jinja2.TemplateSyntaxError as error:
            rest = text[end:]
            error.lineno = _position(text, error.lineno, end + len(rest) - len(rest.lstrip()))
            raise


def _position(text: str, line: int, offset: int) -> Position:
    position = Position(line)
    position.column = offset - text.rfind("\n", 0, offset)
    return position
