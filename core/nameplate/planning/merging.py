"""Two sides in the order of their ids, gone through together; where they run in parallel, many rows at a time."""

from collections.abc import Sequence
from typing import Any, Protocol

Row = tuple[Any, ...]
"""A row that begins with its id, a text; "" for none."""
MOST = 1024
"""Rows that are compared at once."""


class Rows(Protocol):
    """Rows in the order of their ids, such as a cursor."""

    def fetchmany(self, size: int, /) -> list[Row]:
        """The next rows; none at the end."""
        ...


class Matches(Protocol):
    """What is made of the rows."""

    def pairs(self, people: Sequence[Row], accounts: Sequence[Row]) -> None:
        """As many people as accounts, each with the id of the one at the same place, and nobody else with it."""
        ...

    def several(self, people: Sequence[Row], accounts: Sequence[Row]) -> None:
        """All rows with one id, on one side more than one."""
        ...

    def people_alone(self, people: Sequence[Row]) -> None:
        """All people with one id, which no account has; or somebody without an id."""
        ...

    def account_alone(self, account: Row) -> None:
        """An account with an id that nobody has, or without one."""
        ...


class Side:
    """One side, some rows of which are at hand."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._hand: list[Row] = []
        self._at = 0

    def ahead(self, count: int) -> list[Row]:
        """The next rows, fewer than `count` only at the end; they stay."""
        if len(self._hand) - self._at < count:
            self._hand = self._hand[self._at :] + self._rows.fetchmany(max(count, MOST))
            self._at = 0
        return self._hand[self._at : self._at + count]

    def skip(self, count: int) -> None:
        """Go past rows that were ahead."""
        self._at += count

    def same(self) -> list[Row]:
        """All rows with the id of the next one, taken; just that one if it has none."""
        first = self.ahead(1)[0]
        rows = [first]
        self.skip(1)
        while first[0] and (following := self.ahead(1)) and following[0][0] == first[0]:
            rows += following
            self.skip(1)
        return rows


def merge(people: Rows, accounts: Rows, matches: Matches) -> None:
    """Hand on every row of both sides, once."""
    left, right = Side(people), Side(accounts)
    size = MOST
    while True:
        parallel = run_in_parallel(left, right, size, matches)
        if not parallel and size > 1:
            size = max(size // 4, 1)  # down to 1, from where it grows again as long as both sides run in parallel
            continue
        size = min(size * 2, MOST) if parallel else 1
        if not parallel and not step(left, right, matches):
            return


def run_in_parallel(left: Side, right: Side, size: int, matches: Matches) -> bool:
    """Hand on the next rows of both sides as pairs, if their ids are the same and nobody else has them."""
    people, accounts = left.ahead(size + 1), right.ahead(size + 1)
    ids, others = [row[0] for row in people], [row[0] for row in accounts]
    if len(ids) <= size or len(others) <= size or ids[:size] != others[:size] or not ids[0]:
        return False
    if len(set(ids)) <= size or len(set(others)) <= size:
        return False
    matches.pairs(people[:size], accounts[:size])
    left.skip(size)
    right.skip(size)
    return True


def step(left: Side, right: Side, matches: Matches) -> bool:
    """Hand on the rows with the next id; False at the end of both sides."""
    person, account = left.ahead(1), right.ahead(1)
    if not person and not account:
        return False
    if person and (not account or not person[0][0] or person[0][0] < account[0][0]):
        matches.people_alone(left.same())
    elif account and (not person or not account[0][0] or account[0][0] < person[0][0]):
        matches.account_alone(account[0])
        right.skip(1)
    else:
        people, accounts = left.same(), right.same()
        if len(people) == len(accounts) == 1:
            matches.pairs(people, accounts)
        else:
            matches.several(people, accounts)
    return True
