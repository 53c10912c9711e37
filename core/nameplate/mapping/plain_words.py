"""What Python says of a rule's mistake, in words for the rule's author."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from jinja2 import UndefinedError

from nameplate.errors import NameplateError

KINDS: Final[Mapping[str, str]] = {
    "Absent": "what is absent in the record",
    "BlockReference": "a block",
    "LoopContext": "a loop",
    "Macro": "a macro",
    "NoneType": "none",
    "RawList": "a list",
    "RawObject": "an object of the record",
    "SourceUser": "the person",
    "TemplateModule": "an imported file",
    "bool": "a truth value",
    "dict": "an object",
    "float": "a number",
    "int": "a number",
    "list": "a list",
    "range": "a range",
    "str": "a text",
    "tuple": "a list",
}
"""Names of types → what authors call their values."""


def kind(name: str) -> str:
    """What authors call a value of the type of that name."""
    return KINDS.get(name, f"a {name.lower()}")


def kind_of(value: Any) -> str:
    """What authors call a value."""
    return kind(type(value).__name__)


def called(name: str) -> str:
    """The filter, test, function or method that Python calls by its qualified name."""
    return name.rpartition(".")[2].removeprefix("do_").removeprefix("test_")


def _operator(sign: str, left: str, right: str) -> str:
    if sign == "+" and "str" in {left, right}:
        return f"`+` can't join {kind(left)} and {kind(right)}; `~` does"
    return f"`{sign}` doesn't go with {kind(left)} and {kind(right)}"


WORDS: tuple[tuple[str, Callable[..., str]], ...] = (
    (
        r"macro '(\w+)' takes not more than (\d+)",
        lambda name, most: f"the macro `{name}` takes at most {most} {'value' if most == '1' else 'values'}",
    ),
    (r"macro '(\w+)' takes no keyword argument '(\w+)'", lambda name, key: f"the macro `{name}` has no `{key}`"),
    (r"parameter '(\w+)' was not provided", lambda name: f"a macro is called without its `{name}`"),
    (
        r"([\w.<>]+)\(\) missing \d+ required .*arguments?: (.*)",
        lambda name, keys: f"`{called(name)}` needs more in its parentheses: {keys}",
    ),
    (r"([\w.<>]+)\(\) got an unexpected .*'(\w+)'", lambda name, key: f"`{called(name)}` has no option `{key}`"),
    (r"([\w.<>]+)\(\) got multiple values .*'(\w+)'", lambda name, key: f"`{called(name)}` is given `{key}` twice"),
    (
        r"([\w.<>]+)(?:\(\) takes .*arguments?| expected .*arguments?, got)",
        lambda name: f"`{called(name)}` takes another number of values in its parentheses",
    ),
    (r'can only concatenate (\w+) \(not "(\w+)"\)', lambda left, right: _operator("+", left, right)),
    (r"unsupported operand type\(s\) for (\S+)(?: or .*)?: '(\w+)' and '(\w+)'", _operator),
    (r"bad operand type for unary (.): '(\w+)'", lambda sign, name: f"`{sign}` doesn't go with {kind(name)}"),
    (
        r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'",
        lambda sign, left, right: f"`{sign}` can't compare {kind(left)} and {kind(right)}",
    ),
    (
        r"'in <string>' requires string as left operand, not (\w+)",
        lambda name: f"`in` looks for a text in a text, not for {kind(name)}",
    ),
    (r"type (\w+) doesn't define __(\w+)__", lambda name, what: f"`{what}` takes a number, not {kind(name)}"),
    (
        r"'(\w+)' object cannot be interpreted as an integer",
        lambda name: f"{kind(name)} stands where a whole number is needed",
    ),
    (
        r"(?:argument of type|object of type)? ?'(\w+)'.*(?:not iterable|no len\(\)|not subscriptable|not reversible)",
        lambda name: f"{kind(name)} stands where a text or a list is needed",
    ),
    (
        r"(?:(?:cannot use '\w+' as .*\()?unhashable type: '|.*must be str\b.*not )(\w+)",
        lambda name: f"{kind(name)} stands where a text is needed",
    ),
    (
        r"not enough arguments for format|not all arguments converted|%\w format|unsupported format",
        lambda: "a format and the values that are given to it don't fit",
    ),
    (r"(?:not enough|too many) values to unpack", lambda: "a list has more or fewer items than the names it is given"),
)  # fmt: skip
"""What messages begin with → what to say instead, of their groups."""


def in_words(error: BaseException) -> str:
    """An exception in words for the rule's author; what has none is shown as it is, in brackets."""
    if isinstance(error, NameplateError):
        return error.message
    if isinstance(error, ZeroDivisionError):
        return "a number is divided by zero"
    said = str(error)
    if isinstance(error, TypeError | ValueError | UndefinedError):
        for pattern, words in WORDS:
            if found := re.match(pattern, said):
                return words(*found.groups())
    if isinstance(error, ValueError) and said:
        return said
    return f"a filter, function or operator in it fails ({type(error).__name__}: {error})"
