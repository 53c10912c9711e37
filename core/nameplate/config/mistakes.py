"""What pydantic refuses, as findings: where it stands, what was expected, and what was probably meant."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from nameplate.config.document import Document, Key, dotted
from nameplate.config.schema_paths import choices_at, keys_at
from nameplate.config.secrets import SECRET_NAME, WRITTEN_DOWN, looks_like_key
from nameplate.config.suggestions import did_you_mean
from nameplate.findings import Finding

EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "texts_type": "text or a list of texts",
    "frozen_set_type": "a list",
    "mapping_type": "keys with values",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "path_type": "a path",
    "time_delta_type": "a duration such as 24h",
    "time_delta_parsing": "a duration such as 24h",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "string_too_short": "at least {min_length} character(s)",
    "string_too_long": "at most {max_length} character(s)",
    "too_short": "at least {min_length} item(s)",
    "too_long": "at most {max_length} item(s)",
}
"""pydantic's type of error → what was expected."""

LONGEST_QUOTE = 60

RESHAPED = {"when": "patterns", "scope": "values"}
"""Key in the file → what the model puts between it and the keys below."""


def mistakes(error: ValidationError, document: Document, model: type[BaseModel], below: Key = ()) -> Iterator[Finding]:
    """A finding for each error of validating `model` with what stands at `below` in the document."""
    schema = model.model_json_schema()
    for detail in error.errors(include_url=False):
        yield _mistake(detail, document, schema, below)


def key_of(detail: ErrorDetails) -> Key:
    """Where an error is, as the file has it."""
    key: list[str | int] = []
    for part in detail["loc"]:
        inserted = key and isinstance(key[-1], str) and RESHAPED.get(key[-1]) == part
        if not inserted and part != "[key]":
            key.append(part)
    return tuple(key)


def _mistake(detail: ErrorDetails, document: Document, schema: Mapping[str, Any], below: Key) -> Finding:
    inner = key_of(detail)
    key = (*below, *inner)
    name = dotted(key)
    match detail["type"]:
        case "missing":
            return document.finding("NP104", key, f"`{name}` is missing.")
        case "extra_forbidden":
            remedy = did_you_mean(str(key[-1]), keys_at(schema, inner[:-1]))
            return document.finding("NP102", key, f"`{name}` is not a key that is known here.", remedy=remedy)
        case kind if kind == WRITTEN_DOWN:
            return written_down(document, key)
    found = detail["input"]
    remedy = did_you_mean(found, choices_at(schema, inner)) if isinstance(found, str) else ""
    if detail["type"] == "string_type" and isinstance(found, bool):
        remedy = "Put it in quotes to make it text."
    expected = _expected(detail)
    message = f"`{name}`: expected {expected}{found_at(found, key)}." if expected else f"`{name}`: {_said(detail)}."
    return document.finding("NP103", key, message, remedy=remedy, at_value=True)


def written_down(document: Document, key: Key) -> Finding:
    """The finding for a secret that stands in the file; it does not repeat it."""
    return document.finding(
        "NP105",
        key,
        f"`{dotted(key)}` is a secret, written down.",
        remedy="Put it into an environment variable and name that: {env: NAME}. "
        "If the file was shared, replace the secret where it was issued.",
        at_value=True,
    )


def _expected(detail: ErrorDetails) -> str:
    """What was expected, or "" where only the model itself can say."""
    if detail["type"] == "string_pattern_mismatch" and detail["loc"][-1] == "env":
        return "the name of an environment variable"
    context = {
        name: f"{value:g}" if isinstance(value, float) else value for name, value in detail.get("ctx", {}).items()
    }
    return EXPECTED.get(detail["type"], "").format(**context)


def _said(detail: ErrorDetails) -> str:
    """What a model says of its own accord."""
    own = detail.get("ctx", {}).get("error")
    return (str(own) if own is not None else detail["msg"]).strip().rstrip(".")


def found_at(value: Any, key: Key) -> str:
    """`, found …`, or "" where that could give a secret away or says nothing."""
    if any(isinstance(part, str) and SECRET_NAME.search(part) for part in key):
        return ""
    words = _in_words(value)
    return f", found {words}" if words else ""


def _in_words(value: Any) -> str:
    if isinstance(value, str):
        plain = value and len(value) <= LONGEST_QUOTE and not looks_like_key(value)
        return f"`{value}`" if plain else "text" if value else "empty text"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return str(value)
    return "keys with values" if isinstance(value, Mapping) else "a list" if isinstance(value, list | tuple) else ""
