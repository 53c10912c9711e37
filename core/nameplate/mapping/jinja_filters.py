"""Jinja's own filters and tests that mappings may use, by allow-list; each goes through its input at a price.

All give lists where Jinja gives one-way iterators: one made at the top level would be used up by the first person.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import filters, pass_context, pass_environment
from jinja2.runtime import Undefined
from jinja2.tests import TESTS

from nameplate.errors import RuleError
from nameplate.mapping.budget import CHARACTERS, Budget
from nameplate.mapping.keeping import KEPT, StandsAlone
from nameplate.mapping.views import ABSENT, Absent

NUMBER_FILTERS = frozenset({"abs", "float", "int"})
"""Jinja's, as they are."""

TEXT_FILTERS = frozenset({"capitalize", "string", "trim", "wordcount"})
"""Jinja's, over the text of what they are given."""

ENVIRONMENT_FILTERS = frozenset({"max", "min", "sort", "unique"})
CONTEXT_FILTERS = frozenset({"map", "reject", "rejectattr", "select", "selectattr"})
"""Jinja's, over a sequence that is charged first."""

TEXT_RESULTS = frozenset({"capitalize", "format", "join", "replace", "string", "title", "trim", "truncate"})
"""Filters that always give text."""

PLAIN_TESTS = frozenset(
    {
        "!=", "<", "<=", "==", ">", ">=", "boolean", "divisibleby", "eq", "equalto", "even", "false", "float", "ge",
        "greaterthan", "gt", "integer", "iterable", "le", "lessthan", "lower", "lt", "mapping", "ne", "none", "number",
        "odd", "sameas", "sequence", "string", "true", "upper",
    }
)  # fmt: skip
"""Jinja's, as they are."""

GREATEST_PRECISION = 20


def jinja_filters(budget: Budget) -> dict[str, Any]:
    """Name → filter."""
    chosen: dict[str, Any] = {name: filters.FILTERS[name] for name in NUMBER_FILTERS}
    chosen |= {name: _over_text(budget, filters.FILTERS[name]) for name in TEXT_FILTERS}
    chosen |= {name: pass_environment(_over_items(budget, filters.FILTERS[name])) for name in ENVIRONMENT_FILTERS}
    chosen |= {name: pass_context(_over_items(budget, filters.FILTERS[name])) for name in CONTEXT_FILTERS}
    own = _Filters(budget)
    chosen.update({name: getattr(own, name) for name in vars(_Filters) if not name.startswith("_")})
    return chosen | {"d": chosen["default"], "count": chosen["length"]}


def _over_text(budget: Budget, function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, *arguments, **options: function(budget.text(value), *arguments, **options)


def _over_items(budget: Budget, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter over a sequence; its input is charged, and its result is a list where Jinja's is an iterator."""

    def run(first: Any, sequence: Any, *arguments: Any, **options: Any) -> Any:
        values = budget.made(list(budget.items(sequence)))
        result = function(first, values, *arguments, **options)
        return list(result) if hasattr(result, "__next__") else result

    return run


class _Filters:
    """Jinja's filters that need a version of their own here; each method is one."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def first(self, value: Any) -> Any:
        return next(iter(value), ABSENT)

    def last(self, value: Any) -> Any:
        return next(reversed(value), ABSENT)

    def length(self, value: Any) -> int:
        return len(value)

    def list(self, value: Any) -> Any:
        return list(self._budget.items(value))

    def reverse(self, value: Any) -> Any:
        return value[::-1] if isinstance(value, str) else list(self._budget.items(value))[::-1]

    def items(self, value: Any) -> Any:
        if isinstance(value, Undefined | Absent):
            return []
        if value is KEPT:
            raise StandsAlone
        if not isinstance(value, Mapping):
            raise RuleError("`items` takes an object with keys")
        return list(self._budget.items(value.items()))

    def dictsort(self, value: Any, *arguments: Any, **options: Any) -> Any:
        return filters.do_dictsort(self._budget.made(dict(value)), *arguments, **options)

    def sum(self, value: Any, start: float = 0) -> Any:
        numbers = self._budget.items(value)
        if not all(isinstance(number, int | float) for number in (*numbers, start)):
            raise RuleError("`sum` takes numbers")
        return sum(numbers, start)

    def default(self, value: Any, default_value: Any = "", boolean: Any = None) -> Any:
        if value is KEPT:
            raise StandsAlone
        if isinstance(value, Undefined) or type(value) is Absent or (boolean and not value):
            return default_value
        return value

    @pass_environment
    def join(self, environment: Any, value: Any, d: Any = "", attribute: Any = None) -> str:
        text, values = self._budget.text, self._budget.items(value)
        if attribute is not None:
            values = map(filters.make_attrgetter(environment, attribute), values)
        parts, separator = [text(item) for item in values], text(d)
        if sum(map(len, parts)) + len(separator) * (len(parts) - 1) > CHARACTERS:
            self._budget.exceed(f"a text grows over {CHARACTERS:,} characters")
        return separator.join(parts)

    def replace(self, value: Any, old: Any, new: Any, count: int | None = None) -> str:
        text, before, after = map(self._budget.text, (value, old, new))
        found = text.count(before) if before else len(text) + 1
        if len(text) + found * len(after) > CHARACTERS:
            self._budget.exceed(f"a text grows over {CHARACTERS:,} characters")
        return text.replace(before, after, -1 if count is None else count)

    def format(self, value: Any, *arguments: Any, **options: Any) -> Any:
        if arguments and options:
            raise RuleError("`format` takes values by position or by name, not both")
        return self._budget.remainder(self._budget.text(value), options or arguments)

    def round(self, value: Any, precision: int = 0, method: Any = "common") -> Any:
        if abs(precision) > GREATEST_PRECISION:
            raise RuleError(f"`round` takes a precision of at most {GREATEST_PRECISION}")
        return filters.do_round(value, precision, method)

    def title(self, value: Any) -> str:
        text = self._budget.text(value)
        return text[0].upper() + text[1:].lower() if text.isalnum() else filters.do_title(text)

    @pass_environment
    def truncate(self, environment: Any, value: Any, *arguments: Any, **options: Any) -> str:
        return filters.do_truncate(environment, self._budget.text(value), *arguments, **options)


def jinja_tests(budget: Budget) -> dict[str, Any]:
    """Name → test; `defined` knows absent raw keys."""

    def defined(value: Any) -> bool:
        return not isinstance(value, Undefined) and type(value) is not Absent

    def undefined(value: Any) -> bool:
        return not defined(value)

    def is_in(value: Any, container: Any) -> bool:
        return budget.contains(container, value)

    chosen = {name: TESTS[name] for name in PLAIN_TESTS}
    return chosen | {"defined": defined, "undefined": undefined, "in": is_in}
