"""The keys that a region's `when` may have."""

from typing import Any

from nameplate.model import TEXT_FIELDS

CUSTOM = "custom."
"""What the name of a custom field starts with."""

CONDITION_KEYS: tuple[str, ...] = (*TEXT_FIELDS, "email_domain", "group", "connection", "expression")
"""All of them, but `custom.NAME`."""


def is_condition_key(key: str) -> bool:
    """Whether `when` may have the key."""
    return key in CONDITION_KEYS or is_custom(key)


def is_custom(key: str) -> bool:
    """Whether the key names a custom field."""
    return key.startswith(CUSTOM) and len(key) > len(CUSTOM)


def is_field(key: str) -> bool:
    """Whether a connection's `fields` may have the key."""
    return key in TEXT_FIELDS or key == "active" or is_custom(key)


_GLOBS: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}

CONDITION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "When",
    "description": "A region's condition: AND between keys, OR inside a list, case-insensitive globs.",
    "properties": {key: _GLOBS for key in CONDITION_KEYS if key != "expression"}
    | {"expression": {"type": "string", "description": "A Jinja expression over `user` that has to come out true."}},
    "patternProperties": {r"^custom\..+$": _GLOBS},
    "additionalProperties": False,
    "minProperties": 1,
}
"""`when` as JSON Schema."""
