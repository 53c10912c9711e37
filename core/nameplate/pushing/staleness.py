"""Whether an account is still as the preview found it, attribute by attribute."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from nameplate.model import ATTRIBUTES, Account, AttributeChange, Change, address_key
from nameplate.pushing.requests import DISPLAY_NAME, NAME_PARTS

_INDEX = {attribute.path: index for index, attribute in enumerate(ATTRIBUTES)}
_TWINS = {attribute.enterprise: attribute.name for attribute in ATTRIBUTES if attribute.enterprise}
_ANY_CASE = frozenset({"userName", "emails"})


class State(StrEnum):
    """What a push finds."""

    READY = "ready"
    """As the preview found it."""
    ALREADY = "already"
    """As planned already."""
    MOVED = "moved"
    """Neither: someone else changed it."""


class Moved(NamedTuple):
    """An attribute that holds something else than expected; "" is absent."""

    path: str
    expected: str
    found: str


class Assessment(NamedTuple):
    """What was found, in which account, and what moved."""

    state: State
    moved: tuple[Moved, ...] = ()
    account_id: str = ""


def value_at(account: Account, path: str) -> str:
    """What an account holds at a row's path."""
    if path == "externalId":
        return account.external_id
    if path in _TWINS:
        return account.enterprise_organization if _TWINS[path] == "organization" else account.enterprise_department
    return account.values[_INDEX[path]] or ""


def equal(path: str, one: str, other: str) -> bool:
    """Whether two values are the same to Atlassian."""
    return address_key(one) == address_key(other) if path in _ANY_CASE else one == other


def assess(change: Change, account: Account | None, *, names_follow: bool) -> Assessment:
    """Compare an account with what the preview found: what identifies it, and the rows of the change.

    A row that holds its planned value already has not moved; whoever put it there agreed.

    Args:
        change: An update, deactivation or reactivation.
        account: The account now; None: it is gone.
        names_follow: The display name overwrites first and last name in this directory.
    """
    if account is None:
        return Assessment(State.MOVED, (Moved("id", change.account_id, ""),))
    rows = {row.path: row for row in change.attributes}
    moved = tuple(_moved(change, account, rows, names_follow=names_follow))
    if moved:
        return Assessment(State.MOVED, moved)
    differing = differences(change.attributes, account, names_follow=names_follow)
    return Assessment(State.READY if differing else State.ALREADY, (), account.id)


def _moved(
    change: Change, account: Account, rows: Mapping[str, AttributeChange], *, names_follow: bool
) -> Iterator[Moved]:
    before = change.before
    known = (
        {}
        if before is None
        else {
            "externalId": before.external_id,
            "userName": before.user_name,
            "emails": before.email,
            "active": str(before.active).lower(),
        }
    )
    settled = overwritten(change.attributes, account) if names_follow else frozenset()
    for path, expected in (known | {path: row.before for path, row in rows.items()}).items():
        found = value_at(account, path)
        allowed = (expected, rows[path].after) if path in rows else (expected,)
        if path not in settled and not any(equal(path, found, value) for value in allowed):
            yield Moved(path, expected, found)


def differences(rows: Sequence[AttributeChange], account: Account, *, names_follow: bool) -> tuple[Moved, ...]:
    """The rows whose planned value the account doesn't hold."""
    settled = overwritten(rows, account) if names_follow else frozenset()
    return tuple(
        Moved(row.path, row.after, found)
        for row in rows
        if row.path not in settled and not equal(row.path, found := value_at(account, row.path), row.after)
    )


def overwritten(rows: Sequence[AttributeChange], account: Account) -> frozenset[str]:
    """The parts of the name, where the display name is as planned and so has overwritten them."""
    for row in rows:
        if row.path == DISPLAY_NAME and row.after and value_at(account, row.path) == row.after:
            return NAME_PARTS
    return frozenset()


def assess_creation(change: Change, found: Sequence[Account], *, sent: bool, names_follow: bool) -> Assessment:
    """Whether a person still has no account.

    Args:
        change: A creation.
        found: The accounts that have the person's externalId now.
        sent: The creation may have been sent before.
        names_follow: As for `assess`.
    """
    rows = {row.path: row.after for row in change.attributes}
    for account in found:
        own = equal("userName", account.user_name, rows.get("userName", ""))
        if own and (sent or not differences(change.attributes, account, names_follow=names_follow)):
            return Assessment(State.ALREADY, (), account.id)
        return Assessment(State.MOVED, (Moved("externalId", "", account.external_id), Moved("id", "", account.id)))
    return Assessment(State.READY)
