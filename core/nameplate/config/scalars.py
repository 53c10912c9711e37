"""Scalars by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema)."""

import re
from typing import Any

INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL = re.compile(r"0o[0-7]+")
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS: dict[str, Any] = {"": None, "~": None} | {
    spelling: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelling in (word, word.capitalize(), word.upper())
}
STANDARD = "tag:yaml.org,2002:"
MOST_DIGITS = 400
"""Longer numbers are taken as text."""


KNOWN = {f"{STANDARD}{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")}
"""The tags that plain YAML resolves to; a timestamp stays text."""


def refuse_tag(node: Any) -> None:
    """Refuse a node with a tag of its own, such as `!include`: nothing is constructed from one.

    Raises:
        ValueError: It has one.
    """
    if node.tag not in KNOWN:
        written = node.tag.replace(STANDARD, "!!")
        raise ValueError(f"The tag {written} is not known here.")


def scalar(node: Any) -> str | int | float | bool | None:
    """The value of a scalar node that has no tag of its own."""
    text: str = node.value
    if node.style is not None or node.tag == f"{STANDARD}str":
        return text
    if text in WORDS:
        value: bool | None = WORDS[text]
        return value
    return _number(text)


def _number(text: str) -> str | int | float:
    if len(text) > MOST_DIGITS:
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    if OCTAL.fullmatch(text) or HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if FLOAT.fullmatch(text):
        return float(re.sub(r"\.(?=[in])", "", text.lower()))
    return text
