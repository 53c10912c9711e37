"""The budget of a rule: steps, text, items, depth. Operations that could run away are charged before they run.

A rule that exceeds its budget marks the budget as spent, so that nothing between the rule and the engine, such as a
plugin's `except Exception`, can hide it: the engine looks at `spent` after each rule.
"""

import operator
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, cast

from jinja2.runtime import Undefined

from nameplate.errors import BudgetExceeded, RuleError
from nameplate.mapping.keeping import KEPT, Kept, StandsAlone, alone

STEPS = 20_000
"""Steps of one rule for one person; an ordinary rule takes a few dozen."""
CHARACTERS = 20_000
"""Characters of any text that a rule makes; a source field has at most 10,000."""
ITEMS = 2_000
"""Items of any list, range or dictionary."""
DEPTH = 40
"""Calls inside calls."""
BITS = 256
"""Size of a whole number."""
STEP_CHARACTERS = 64
"""Characters of new text that cost one step."""

WIDE_FORMAT = re.compile(r"[0-9]{4,}|\*")


class Budget:
    """What is left to the rule that runs now. Not for several threads at once."""

    __slots__ = ("depth", "left", "spent")

    def __init__(self) -> None:
        self.left = STEPS
        self.depth = 0
        self.spent = ""

    def begin(self) -> None:
        """A rule begins, for one person."""
        self.left = STEPS
        self.depth = 0
        self.spent = ""

    def exceed(self, reason: str) -> NoReturn:
        """Stop the rule, for good.

        Raises:
            BudgetExceeded: Always.
        """
        self.spent = self.spent or reason
        self.left = -1
        raise BudgetExceeded(self.spent)

    def tick(self, steps: int = 1) -> None:
        """Charge `steps`."""
        self.left -= steps
        if self.left < 0:
            self.exceed(f"it takes more than {STEPS:,} steps for one person")

    def enter(self) -> None:
        """A call begins."""
        self.left -= 4
        self.depth += 1
        if self.left < 0 or self.depth > DEPTH:
            self.exceed(f"it takes more than {STEPS:,} steps, or {DEPTH} calls inside calls")

    def made(self, value: Any) -> Any:
        """Charge a new value by its unfolded size (`[x, x]` nested forty deep is exponential to print) and give it."""
        if type(value) is str:
            if len(value) > CHARACTERS:
                self.exceed(f"a text grows over {CHARACTERS:,} characters")
            self.tick(len(value) // STEP_CHARACTERS)
        elif type(value) is int:
            if value.bit_length() > BITS:
                self.exceed(f"a number grows over {BITS} bits")
        elif isinstance(value, list | tuple | dict | set | frozenset):
            self._weigh(value)
        elif isinstance(value, str):
            self.made(str(value))
        return value

    def _weigh(self, container: Any) -> None:
        waiting = [container]
        while waiting:
            value = waiting.pop()
            self.tick()
            if isinstance(value, dict):
                self._count(len(value))
                waiting.extend(value.keys())
                waiting.extend(value.values())
            elif isinstance(value, list | tuple | set | frozenset):
                self._count(len(value))
                waiting.extend(value)
            elif isinstance(value, str) and len(value) > CHARACTERS:
                self.exceed(f"a text grows over {CHARACTERS:,} characters")

    def _count(self, items: int) -> None:
        if items > ITEMS:
            self.exceed(f"a list grows over {ITEMS:,} items")

    def items(self, values: Any) -> Any:
        """What a loop or a filter is to go through, charged before it begins."""
        if not hasattr(values, "__len__"):
            values = list(self._counted(values))
        count = len(values)
        self._count(count // 10 if isinstance(values, str) else count)
        self.tick(count + 1)
        return values

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.tick()
            yield value

    def text(self, value: Any) -> str:
        """`str()` of an operand; only text and numbers are printed.

        Raises:
            RuleError: It is a list, a macro or another thing that is no text.
        """
        if type(value) is str:
            return value
        if value is None:
            return ""
        if value is KEPT:
            raise StandsAlone
        if isinstance(value, str | int | float | Undefined):
            return str(value)
        kind = type(value).__name__.removeprefix("Raw").lower()
        raise RuleError(f"a value of type {kind} can't be printed; choose one text of it, or `join` it")

    def output(self, value: Any) -> str | Kept:
        """`text` of what is put out, where `keep()` may stand, if `join` finds it alone there."""
        if type(value) is str:
            return value
        return KEPT if value is KEPT else self.text(value)

    def join(self, parts: Iterable[str | Kept]) -> str | Kept:
        """`"".join`, its size looked at first; `keep()` where that stands alone."""
        parts = parts if isinstance(parts, list) else list(parts)
        try:
            size = sum(map(len, parts))
        except StandsAlone:
            return alone(parts)
        if size > CHARACTERS:
            self.exceed(f"a text grows over {CHARACTERS:,} characters")
        self.tick(size // STEP_CHARACTERS)
        return "".join(cast("list[str]", parts))

    def concatenate(self, parts: tuple[Any, ...]) -> str:
        """The operator `~`."""
        result: str = self.made("".join([part if type(part) is str else self.text(part) for part in parts]))
        return result

    def multiply(self, left: Any, right: Any) -> Any:
        """The operator `*`."""
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, str | list | tuple):
                limit = CHARACTERS if isinstance(sequence, str) else ITEMS
                if isinstance(count, int) and len(sequence) * count > limit:
                    self.exceed("a repetition is too long")
        return self.made(left * right)

    def add(self, left: Any, right: Any) -> Any:
        """The operator `+`."""
        return self.made(operator.add(left, right))

    def power(self, left: Any, right: Any) -> Any:
        """The operator `**`."""
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > BITS:
            self.exceed("a power is too large")
        return self.made(left**right)

    def remainder(self, left: Any, right: Any) -> Any:
        """The operator `%`, of numbers or of a format and its values."""
        if not isinstance(left, str):
            return left % right
        if WIDE_FORMAT.search(left) or left.count("%") > ITEMS:
            self.exceed("a format is too wide")
        values = right if isinstance(right, tuple | dict) else (right,)
        for value in values.values() if isinstance(values, dict) else values:
            self.text(value)
        return self.made(left % right)

    def contains(self, container: Any, value: Any) -> bool:
        """The operator `in`."""
        if value is KEPT:
            raise StandsAlone
        if not isinstance(container, str | dict | range):
            self.tick(len(container) // 8 + 1 if hasattr(container, "__len__") else 1)
        if isinstance(value, list | tuple):
            self._weigh(value)
        return value in container
