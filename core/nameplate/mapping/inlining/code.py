"""Python expressions under way: their sources, the names they see, and how much of them there may be."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

DEEPEST = 12
LONGEST_SOURCE = 20_000
MOST_TEXTS = 64
"""Fields and constants that one rule may put together."""
MOST_NODES = 5_000
"""Nodes that one rule may have once its macros and blocks are put in their places."""
TEXTS = re.compile(r"\b(?:u\.|k_|v\d+\b)")
SPACE = " \t\n\r\f\v"
SPACES = re.compile(f"[{SPACE}]+")
NOT_IN_F_STRING = frozenset("'\"\\{}#\n")
ADDED_FASTEST = 4


class NotInline(Exception):
    """A rule is no expression; the message says what in it is not."""


class Code(NamedTuple):
    """A Python expression, and whether its value is certainly a `str`."""

    source: str
    is_text: bool = True


USER: Final = Code("u", is_text=False)


@dataclass(frozen=True)
class Scope:
    """The names that a body sees beside the top level, and where the body stands."""

    names: Mapping[str, Code] = field(default_factory=dict)
    block: str = ""
    depth: int = 0
    module: str = ""
    """The imported file of a macro's body; its top level takes the place of the family's."""

    def knowing(self, **names: Code) -> "Scope":
        """The scope with more names."""
        return replace(self, names={**self.names, **names})


class Writer:
    """What is written beside the expressions, and the limits of it all.

    Attributes:
        bound: Name → object that the expressions use.
        constants: Top-level names whose values, the same for everybody, they use as `k_NAME`.
        lines: Assignments to run before the expressions.
        metered: Whether something in them spends the budget.
        personal: Whether a filter in them looks at the person by itself.
    """

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}
        self.constants: set[str] = set()
        self.lines: list[str] = []
        self.metered = False
        self.personal = False
        self.branches = 0
        self.depth = 0
        self.names = 0
        self.nodes = 0
        self.sizes: dict[str, int] = {}
        self.shared: dict[object, Code] = {}

    def variable(self, prefix: str) -> str:
        """A name that nothing else has."""
        self.names += 1
        return f"{prefix}{self.names}"

    def keep_in_variable(self, code: Code) -> Code:
        """A value computed once, before the expressions."""
        self.limited(code.source)
        name = self.variable("v")
        self.sizes[name] = max(self.texts_in(code.source), 1)
        self.lines.append(f"{name} = {code.source}")
        return Code(name, code.is_text)

    def once(self, key: object, make: Callable[[], Code]) -> Code:
        """A value used in several places: in a variable, unless only some people need it."""
        if key in self.shared:
            return self.shared[key]
        with self.deeper():
            code = make()
        if self.branches or "(" not in code.source:
            return code
        self.shared[key] = self.keep_in_variable(code)
        return self.shared[key]

    def bind(self, name: str, value: Any) -> str:
        """An object under a name that the expressions use."""
        self.bound[name] = value
        return name

    def limited(self, source: str) -> str:
        """A source, if it is short enough.

        Raises:
            NotInline: It is not.
        """
        if len(source) > LONGEST_SOURCE or self.texts_in(source) > MOST_TEXTS:
            raise NotInline("too long")
        return source

    def texts_in(self, source: str) -> int:
        """How many fields and constants are in a source, those in its variables included: what doubles is found."""
        return sum(self.sizes.get(text, 1) for text in TEXTS.findall(source))

    def count(self) -> None:
        """Another node.

        Raises:
            NotInline: There are too many.
        """
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise NotInline("too much")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Within a block or macro."""
        self.depth += 1
        try:
            if self.depth > DEEPEST:
                raise NotInline("too deep")
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def branch_of(self, inside: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002 -- read where it is called
        """Within a part that only some people reach, where nothing may be computed beforehand."""
        self.branches += inside
        try:
            yield
        finally:
            self.branches -= inside


def joined(parts: Sequence[tuple[str, bool]]) -> str:
    """Sources and literals as one expression of text."""
    merged: list[tuple[str, bool]] = []
    for source, is_literal in map(_literal, parts):
        if is_literal and merged and merged[-1][1]:
            merged[-1] = (merged[-1][0] + source, True)
        elif source or not is_literal:
            merged.append((source, is_literal))
    merged = [part for part in merged if part[0] or not part[1]]
    if not merged:
        return "''"
    if len(merged) == 1:
        source, is_literal = merged[0]
        return repr(source) if is_literal else source
    if any(set(source) & NOT_IN_F_STRING for source, literal in merged if not literal):
        sources = [repr(source) if literal else source for source, literal in merged]
        return f"({' + '.join(sources)})" if len(sources) <= ADDED_FASTEST else f"''.join(({', '.join(sources)}))"
    pieces = (
        source.replace("{", "{{").replace("}", "}}") if literal else f"{{{source}}}" for source, literal in merged
    )
    return f"f{''.join(pieces)!r}"


def _literal(part: tuple[str, bool]) -> tuple[str, bool]:
    """A source that is a literal text, as that text."""
    source, is_literal = part
    if is_literal or source[:1] not in {"'", '"'}:
        return part
    tree = ast.parse(source, mode="eval").body
    return (tree.value, True) if isinstance(tree, ast.Constant) and isinstance(tree.value, str) else part
