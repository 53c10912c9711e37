"""Which of the groups that an identity provider found is meant by a name, or by an id of any form."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nameplate.errors import UnknownGroup
from nameplate.plugins.answers import Answer, Service, read_json

Group = Mapping[str, Any]
NONE_SUCH = frozenset({400, 403, 404})
"""How services answer for something that is nobody's id, or that of a group which is not theirs."""


def named(groups: Iterable[str]) -> tuple[str, ...]:
    """The groups of a scope, of which none may be blank: it would be read as no group, which is everybody.

    Raises:
        UnknownGroup: One is.
    """
    names = tuple(groups)
    if not all(name.strip() for name in names):
        raise UnknownGroup("A group of the scope has no name.", remedy="Write its name or id, or leave it out.")
    return names


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


def identified(answer: Answer, text: str, service: Service, request: str) -> list[str]:
    """The id of the group that was asked for as if `text` were its id; none where there is no such group.

    Raises:
        ReadError: The answer doesn't say.
    """
    if answer.status in NONE_SUCH:
        return []
    data = read_json(answer, service, request)
    found = data.get("id") if isinstance(data, dict) else None
    return [found] if isinstance(found, str) and found.casefold() == text.casefold() else []
