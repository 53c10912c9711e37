"""Who is plainly unchanged, found in memory: a number for the id and the text of each row, and no sorting."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress, count, filterfalse

PART = 1 << 17
"""About how many marks of a side are compared at once, in some 15 MB."""
MOST, FEW = 1000, 16
"""There may be so many odd rows, and one more for each so many rows; with more, sorting everybody is cheaper."""

Key = tuple[str | None, str | None]
"""The id and the text of a row; with None in it, it is like no row of the other side."""


class Marks:
    """The marks of one side's rows, which are numbered from 1 as they are added; eight bytes each.

    A mark is Python's hash of a key, which differs from process to process. Two keys share one in 2^64 cases.
    """

    def __init__(self) -> None:
        self._marks = array("q")

    def add(self, keys: Iterable[Key | str | None]) -> None:
        """Add rows."""
        self._marks.extend(map(hash, keys))

    def __len__(self) -> int:
        return len(self._marks)

    def lowest(self) -> bytes:
        """A byte of each mark, by which marks are parted."""
        return bytes(memoryview(self._marks).cast("B")[::8])

    def of(self, rows: bytes) -> Iterable[int]:
        """The marks of the rows for which there is a 1, and not a 0."""
        return compress(self._marks, rows)

    def numbers(self, marks: set[int]) -> list[int]:
        """The numbers of the rows that have one of the marks."""
        return list(compress(count(1), map(marks.__contains__, self._marks)))


def odd_rows(people: Marks, accounts: Marks) -> tuple[list[int], list[int]] | None:
    """The numbers of people and accounts, without those who are a pair: one mark, once on either side.

    None where they are too many to be looked at one by one.
    """
    mine, theirs = people.lowest(), accounts.lowest()
    odd: set[int] = set()
    looked_at = 0
    for chosen in parts(max(len(people), len(accounts))):
        my_rows, their_rows = mine.translate(chosen), theirs.translate(chosen)
        odd |= odd_marks(people, my_rows, accounts, their_rows)
        looked_at += my_rows.count(1) + their_rows.count(1)
        if len(odd) > MOST + looked_at // FEW:
            return None
    return people.numbers(odd), accounts.numbers(odd)


def repeating_rows(marks: Marks) -> list[int]:
    """The numbers of the rows whose mark others have as well; rows of None are like no other."""
    lowest = marks.lowest()
    found: set[int] = set()
    for chosen in parts(len(marks)):
        found |= repeated(marks.of(lowest.translate(chosen)))
    return marks.numbers(found - {hash(None)})


def parts(rows: int) -> Iterator[bytes]:
    """Tables from a mark's lowest byte to whether it is in a part, for each of the parts that so many rows make."""
    count = min(1 << (rows // PART).bit_length(), 256)
    for part in range(count):
        yield bytes(byte % count == part for byte in range(256))


def odd_marks(people: Marks, my_rows: bytes, accounts: Marks, their_rows: bytes) -> set[int]:
    """The marks of some rows that aren't there once on either side."""
    mine = set(people.of(my_rows))
    theirs = list(accounts.of(their_rows))
    different = len(mine)
    others = list(filterfalse(mine.__contains__, theirs))
    mine.difference_update(theirs)
    odd = mine.union(others)
    if different < my_rows.count(1):
        odd |= repeated(people.of(my_rows))
    if different - len(mine) < len(theirs) - len(others):
        odd |= repeated(theirs)
    return odd


def repeated(marks: Iterable[int]) -> set[int]:
    """Those that are there several times."""
    return {mark for mark, times in Counter(marks).items() if times > 1}
