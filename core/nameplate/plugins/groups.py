"""Which of the groups that an identity provider found is meant by a name."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Group = Mapping[str, Any]


def called(groups: Iterable[Group], name: str, names: Callable[[Group], Iterable[Any]]) -> list[Group]:
    """The groups of exactly this name, else those whose name differs only in case.

    Args:
        groups: What a search found, which may hold groups that are only alike.
        name: The name as the configuration has it.
        names: The names of a group.
    """
    found = list(groups)
    folded = name.casefold()
    exact = [group for group in found if name in names(group)]
    return exact or [one for one in found if any(str(other).casefold() == folded for other in names(one))]
