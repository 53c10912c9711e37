"""PATCH as RFC 7644 §3.5.2 has it, on one user."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from nameplate.directory.sandbox.paths import Path, parse_path
from nameplate.directory.sandbox.problems import ScimProblem
from nameplate.directory.sandbox.schema import (
    COMPLEX,
    MULTIVALUED,
    coerced,
    require,
    sub_value,
)

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Resource = dict[str, Any]
Written = Callable[[Resource, Path], None]
"""Told after each write, where it was."""


def patched(resource: Mapping[str, Any], body: Any, written: Written) -> Resource:
    """A copy of `resource` with the operations of a PATCH request's body applied in their order.

    Raises:
        ScimProblem: 400; nothing of the request counts then.
    """
    if not isinstance(body, Mapping) or PATCH_OP not in (body.get("schemas") or ()):
        raise ScimProblem(400, f"schemas must hold {PATCH_OP}.", "invalidSyntax")
    operations = body.get("Operations")
    if not isinstance(operations, list) or not operations:
        raise ScimProblem(400, "Operations must be a list with at least one operation.", "invalidSyntax")
    result: Resource = copy.deepcopy(dict(resource))
    for operation in operations:
        if not isinstance(operation, Mapping):
            raise ScimProblem(400, "An operation must be an object.", "invalidSyntax")
        _apply(result, operation, written)
    require(result)
    return result


def _apply(resource: Resource, operation: Mapping[str, Any], written: Written) -> None:
    kind = str(operation.get("op", "")).lower()
    if kind not in {"add", "replace", "remove"}:
        raise ScimProblem(400, f"The operation {operation.get('op')!r} is not known.", "invalidSyntax")
    path = operation.get("path")
    if path:
        where = parse_path(str(path))
        _at(resource, kind, where, operation.get("value"), written)
    elif kind == "remove":
        raise ScimProblem(400, "A remove operation needs a path.", "noTarget")
    else:
        value = operation.get("value")
        if not isinstance(value, Mapping):
            raise ScimProblem(400, "An operation without a path needs an object as its value.", "invalidValue")
        for key, item in value.items():
            _at(resource, kind, parse_path(key), item, written)


def _at(resource: Resource, kind: str, path: Path, value: Any, written: Written) -> None:
    if path.read_only:
        return
    if kind == "remove" or value is None:
        _remove(resource, path)
    elif path.where is not None or (path.sub and path.attribute in MULTIVALUED):
        _write_elements(resource, kind, path, value)
    elif path.sub:
        _write(resource, kind, path.attribute, {path.sub: value})
    else:
        _write(resource, kind, path.attribute, value)
    written(resource, path)


def _write(resource: Resource, kind: str, name: str, value: Any) -> None:
    new = coerced(name, value)
    if name in COMPLEX:
        merged = {**resource.get(name, {}), **new}
        resource[name] = {key: item for key, item in merged.items() if item != ""}
    elif name in MULTIVALUED and kind == "add":
        resource[name] = _added(resource.get(name, []), new)
    else:
        resource[name] = new
    if resource[name] in ([], {}, ""):
        del resource[name]


def _added(kept: list[Resource], new: list[Resource]) -> list[Resource]:
    """The values of both; one that is there already isn't repeated, and a new primary one takes over."""
    if any(item.get("primary") for item in new):
        kept = [{key: part for key, part in item.items() if key != "primary"} for item in kept]
    values = {(item.get("value"), item.get("type")): item for item in (*kept, *new)}
    return list(values.values())


def _write_elements(resource: Resource, kind: str, path: Path, value: Any) -> None:
    elements: list[Resource] = resource.setdefault(path.attribute, [])
    chosen = [item for item in elements if matches(item, path)]
    if not chosen:
        if kind == "replace" and path.where is not None:
            raise ScimProblem(400, f"No value of {path.attribute} matches.", "noTarget")
        made = {path.where[0]: path.where[1]} if path.where else {}
        elements.append(made)
        chosen = [made]
    for item in chosen:
        if path.sub:
            item[path.sub] = sub_value(path.sub, value)
        else:
            item.update(coerced(path.attribute, value)[0])


def _remove(resource: Resource, path: Path) -> None:
    name = path.attribute
    if name in MULTIVALUED and (path.where is not None or path.sub):
        _remove_elements(resource, path)
    elif path.sub:
        resource.get(name, {}).pop(path.sub, None)
    elif name == "active":
        resource["active"] = True
    else:
        resource.pop(name, None)
    if resource.get(name) in ([], {}):
        del resource[name]


def _remove_elements(resource: Resource, path: Path) -> None:
    kept = []
    for item in resource.get(path.attribute, []):
        if not matches(item, path):
            kept.append(item)
        elif path.sub:
            kept.append({key: part for key, part in item.items() if key != path.sub})
    resource[path.attribute] = [item for item in kept if item]


def matches(item: Mapping[str, Any], path: Path) -> bool:
    """Whether one value of a multi-valued attribute is meant by the path's filter; text ignores case."""
    if path.where is None:
        return True
    key, wanted = path.where
    found = item.get(key, False if key == "primary" else "")
    if isinstance(found, str) and isinstance(wanted, str):
        return found.lower() == wanted.lower()
    return bool(found is wanted)
