"""What a JSON Schema allows at a place: its keys, its choices."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.document import Key

Schema = Mapping[str, Any]


def keys_at(schema: Schema, key: Key) -> tuple[str, ...]:
    """The keys that the mapping at `key` may have."""
    return tuple(name for node in _nodes_at(schema, key) for name in node.get("properties", {}))


def choices_at(schema: Schema, key: Key) -> tuple[str, ...]:
    """The texts that the value at `key` may be, where they are listed."""
    return tuple(
        str(choice) for node in _nodes_at(schema, key) for choice in node.get("enum", [node.get("const")]) if choice
    )


def _nodes_at(schema: Schema, key: Key) -> list[Schema]:
    """Every alternative that describes what stands at `key`."""
    nodes = list(_alternatives(schema, schema))
    for part in key:
        nodes = [
            alternative for node in nodes for step in _steps(node, part) for alternative in _alternatives(step, schema)
        ]
    return nodes


def _alternatives(node: Schema, root: Schema) -> Iterator[Schema]:
    if "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    several = [*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())]
    for alternative in several:
        yield from _alternatives(alternative, root)
    if not several:
        yield node


def _steps(node: Schema, part: str | int) -> Iterator[Schema]:
    if isinstance(part, int):
        candidates = [node.get("items")]
    else:
        candidates = [node.get("properties", {}).get(part, node.get("additionalProperties"))]
    yield from (step for step in candidates if isinstance(step, Mapping))
