"""The values of a connection's `scope`: one of a wrong type would read other people than it says."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.document import Document, Key, dotted
from nameplate.config.mistakes import found_at
from nameplate.findings import Finding

EXPECTED: Mapping[type, str] = {bool: "true or false", str: "text", list: "text or a list of texts"}
"""A connector's type of a scope value → what was expected."""


def check_scope_value(document: Document, key: Key, value: Any, kind: type | None) -> Iterator[Finding]:
    """The finding for a value that is not of the connector's type; None takes any but an empty list.

    Nothing is ever taken for something else: nobody should be read, or left out, by a word that says the opposite.
    """
    if key[-1] == "groups" and is_texts(value):
        kind = list  # the model refuses what is no text; a blank one would be read as no group at all
    if isinstance(value, list) and not value and kind is not bool:
        message = f"`{dotted(key)}`: the list is empty, which would leave nobody or everybody."
        yield document.finding("NP103", key, message, remedy="Leave the key out to read everybody.", at_value=True)
    elif kind is not None and not fits(value, kind):
        message = f"`{dotted(key)}`: expected {EXPECTED[kind]}{found_at(value, key)}."
        yield document.finding("NP103", key, message, remedy=_remedy(value, kind), at_value=True)


def is_texts(value: Any) -> bool:
    """Whether a value is one text or a list of texts, blank or not."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def fits(value: Any, kind: type) -> bool:
    """Whether a value is of a type: a boolean, a text that is not blank, or one or several such texts."""
    if kind is bool:
        return isinstance(value, bool)
    if kind is list and isinstance(value, list):
        return all(fits(one, str) for one in value)
    return isinstance(value, str) and bool(value.strip())


def _remedy(value: Any, kind: type) -> str:
    if kind is bool:
        read = f"; YAML 1.2 reads `{value}` as text" if isinstance(value, str) and value and len(value) < 10 else ""  # noqa: PLR2004 -- a word
        return f"Write true or false, without quotes{read}."
    if value is None or value == "":
        return "Write its value, or leave the key out."
    return "Put it in quotes to make it text." if isinstance(value, bool | int | float) else ""
