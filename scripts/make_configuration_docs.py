"""Write the tables of keys in docs/configuration.md from the models: python scripts/make_configuration_docs.py."""

import json
import re
from pathlib import Path
from typing import Any

from nameplate.config import json_schema

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
BEGIN, END = "<!-- keys: written by scripts/make_configuration_docs.py -->", "<!-- end of keys -->"

SECTIONS = {
    "The top level": "",
    "`organization`": "Organization",
    "`regions`, a list": "Region",
    "`directories`, by name": "Directory",
    "`requests` of a directory": "Requests",
    "`connections`, by name": "Connection",
    "`enrich_from` of a connection, a list": "Enrichment",
    "`guards`": "Guards",
    "Each guard": "Limit",
    "`plans`": "Plans",
}
"""Heading → definition in the schema; the top level has none."""


def tables() -> str:
    """The tables of keys."""
    schema = json_schema({})
    parts = []
    for heading, definition in SECTIONS.items():
        node = schema["$defs"][definition] if definition else schema
        parts.append(f"### {heading}\n\n| key | value | default | meaning |\n|---|---|---|---|")
        parts[-1] += "".join(f"\n{row(name, node, schema['$defs'])}" for name in node["properties"])
    return "\n\n".join(parts)


def row(name: str, node: dict[str, Any], definitions: dict[str, Any]) -> str:
    """One key as a row."""
    key = node["properties"][name]
    described = description(key, definitions).replace("|", "\\|").replace("\n", " ")
    default = "needed" if name in node.get("required", ()) else shown(key.get("default"))
    return f"| `{name}` | {kind(key)} | {default} | {described} |"


def description(key: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What a key means: its own words, or those of the model that it refers to."""
    referred = definitions.get(str(key.get("$ref", "")).rpartition("/")[2], {})
    return str(key.get("description") or referred.get("description", "")).partition("\n\n")[0]


def shown(value: Any) -> str:
    """A default; that of keys with a table of their own stands there."""
    if isinstance(value, dict):
        flat = {key: item for key, item in value.items() if isinstance(item, int | float)}
        value = ", ".join(f"{key}: {item:g}" for key, item in flat.items())
        return f"`{{{value}}}`" if value else ""
    if value in (None, "", []) or str(value).startswith("P1"):
        return ""
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "path": "path",
}


def kind(key: dict[str, Any]) -> str:
    """What a value is, in words."""
    if "anyOf" in key:
        return " or ".join(dict.fromkeys(kind(one) for one in key["anyOf"] if one.get("type") != "null"))
    if "enum" in key:
        return " or ".join(f"`{choice}`" for choice in key["enum"])
    if key.get("type") == "array":
        return f"list of {kind(key.get('items', {}))}"
    if key.get("$ref", "").endswith("/Secret"):
        return "`{env: NAME}`"
    return WORDS.get(key.get("format") or key.get("type", ""), "keys with values")


def written(page: str) -> str:
    """The page with its tables made anew."""
    block = f"{BEGIN}\n\n{tables()}\n\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: block, page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
    print(f"wrote {PAGE}")
