"""Pages by number (`startIndex`, `first`): what a service does wrong that a link can't.

People who leave while pages are counted move everybody behind them up, and one slips between two pages.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from nameplate.errors import UnexpectedAnswer
from nameplate.plugins.connector import Page
from nameplate.plugins.fields import Record
from nameplate.plugins.passes import comparable


@dataclass
class Offsets:
    """Pages of one listing, told by how many records precede them.

    Args:
        service: The service's name, for errors.
        identify: The id of a record.
    """

    service: str
    identify: Callable[[Record], object] = lambda record: record.get("id")
    firsts: dict[Hashable, int] = field(default_factory=dict)
    total: int | None = None

    def page(self, start: int, records: Sequence[Record], total: int) -> Page:
        """The page after `start` records, of a service that says how many there are.

        Raises:
            UnexpectedAnswer: It repeats another page, ends too early, or people left meanwhile.
        """
        self.check(start, records)
        if self.total is not None and total < self.total:
            raise self.error(f"had {self.total} people and then {total}, while they were read: somebody may be missing")
        self.total = total
        following = start + len(records)
        if following >= total:
            return Page(records, None)
        if not records:
            raise self.error(f"gave {following} people, and said that there are {total}")
        return Page(records, str(following))

    def check(self, start: int, records: Sequence[Record]) -> None:
        """Refuse a page whose first id another one began with, broken records aside.

        Raises:
            UnexpectedAnswer: It does.
        """
        first = next((key for key in map(self.key, records) if key is not None), None)
        if first is not None and self.firsts.setdefault(first, start) != start:
            raise self.error(f"gave the same people twice, after {start} people again")

    def key(self, record: Record) -> Hashable | None:
        """A record's id, in a form that can be looked up; None without one."""
        return comparable(self.identify(record))

    def error(self, what: str) -> UnexpectedAnswer:
        """The error, in one form of words."""
        return UnexpectedAnswer(f"{self.service} {what}.", remedy="Read again; if it stays so, tell its makers.")
