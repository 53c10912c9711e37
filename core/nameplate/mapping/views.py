"""What a rule sees of the identity provider's own record: keys only, and nothing that is absent ever fails."""

from collections.abc import Iterator, Mapping
from typing import Any, final


@final
class Absent(str):
    """The empty text that stands for a key that is absent or null; every key of it is absent too."""

    __slots__ = ()


ABSENT = Absent()


@final
class RawObject(Mapping[str, Any]):
    """An object of a record: `dot.ted` and `["quoted"]` keys, no Python attributes."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any]) -> None:
        self._items = items

    def __getitem__(self, key: str) -> Any:
        value = self._items.get(key)
        return value if type(value) is str else view(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return self._items.get(key) is not None  # type: ignore[call-overload]


@final
class RawList(tuple[Any, ...]):
    """A list of a record; an index beyond its end is absent."""

    __slots__ = ()


def view(value: Any) -> Any:
    """A JSON value as rules see it: null is `ABSENT`, objects and lists are views, the rest is itself."""
    if value is None:
        return ABSENT
    if isinstance(value, Mapping):
        return RawObject(value)
    if isinstance(value, list | tuple):
        return RawList(map(view, value))
    return value


def key_of(value: Any, key: Any) -> Any:
    """What stands under `key` of a view."""
    if type(value) is RawObject:
        return value[key] if isinstance(key, str) else ABSENT
    if type(value) is RawList:
        return value[key] if isinstance(key, int) and -len(value) <= key < len(value) else ABSENT
    return ABSENT
