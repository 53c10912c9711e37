"""Paths of a configuration, made absolute."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def absolute_paths(model: M, root: Path) -> M:
    """The model with every path in it absolute: `~` is the home folder, the rest stands below `root`."""
    values = {name: getattr(model, name) for name in type(model).model_fields}
    changed = {name: new for name, old in values.items() if (new := _absolute(old, root)) is not old}
    return model.model_copy(update=changed) if changed else model


def _absolute(value: Any, root: Path) -> Any:
    match value:
        case Path():
            path = root / value.expanduser()
            return path if path != value else value
        case BaseModel():
            return absolute_paths(value, root)
        case tuple() | list():
            items = [_absolute(item, root) for item in value]
            return type(value)(items) if any(new is not old for new, old in zip(items, value, strict=True)) else value
        case dict():
            items_by_key = {key: _absolute(item, root) for key, item in value.items()}
            return items_by_key if any(items_by_key[key] is not value[key] for key in value) else value
    return value
