"""What of a plan is wanted: the filters as an address has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from nameplate.model import Action

NONE = "-"
"""In an address: people without a region or connection."""
PLURAL = {"action": "actions", "region": "regions", "connection": "connections", "user": "users"}
"""Key of an address → filter of `Plan.changes`, for those that take several values."""
SINGLE = {"directory": "directory", "attribute": "attribute", "code": "code", "q": "text"}
KEYS = (*PLURAL, *SINGLE)


@dataclass(frozen=True)
class Wanted:
    """Filters by key of the address, and the page."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1

    @classmethod
    def of(cls, query: QueryParams) -> "Wanted":
        """The filters in an address; what is empty, unknown or no action is left out."""
        chosen = {key: tuple(dict.fromkeys(filter(None, map(str.strip, query.getlist(key))))) for key in KEYS}
        chosen["action"] = tuple(action for action in chosen["action"] if action in set(Action))
        number = query.get("page", "")
        page = int(number) if number.isascii() and number.isdecimal() and len(number) < len("1000000000") else 1
        return cls({key: values for key, values in chosen.items() if values}, max(1, page))

    def __getitem__(self, key: str) -> str:
        """The first value of a key, or ""."""
        return (self.chosen.get(key) or ("",))[0]

    @property
    def filters(self) -> dict[str, Any]:
        """For `Plan.changes` and `Plan.count`."""
        plural = {PLURAL[key]: tuple(map(plain, self.chosen[key])) for key in PLURAL if key in self.chosen}
        return plural | {SINGLE[key]: self.chosen[key][0] for key in SINGLE if key in self.chosen}

    def address(self, **changes: str | Iterable[str]) -> str:
        """The query of an address with these filters, some of them replaced ("" takes one out); the first page."""
        chosen = dict(self.chosen)
        page = ""
        for key, value in changes.items():
            if key == "page":
                page = str(value)
            else:
                chosen[key] = (value,) if isinstance(value, str) else tuple(value)
        pairs = [(key, value) for key in KEYS for value in chosen.get(key, ()) if value]
        return urlencode([*pairs, *([("page", page)] if page else [])])

    def without(self, key: str, value: str) -> str:
        """The query without one value of one key."""
        return self.address(**{key: [one for one in self.chosen.get(key, ()) if one != value]})


def plain(value: str) -> str:
    """The value as a plan has it."""
    return "" if value == NONE else value
