"""A read in several passes: the members of each group, then the people, nobody twice.

An identity provider lists people by one thing at a time: a group, an org unit, a filter. A connector says as `Pass`es
what a query comes to, and fetches each page with one request; `Passes` keeps the cursors and who was there already.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from nameplate.plugins.connector import Page
from nameplate.plugins.fields import Record

P = TypeVar("P")


@dataclass(frozen=True)
class Pass(Generic[P]):
    """One listing from its first page to its last.

    Args:
        what: What the connector lists, in its own terms.
        members: The records are ids of people to keep in the passes after; they are not people to read.
        unfiltered: Records are kept whoever the member passes found.
    """

    what: P
    members: bool = False
    unfiltered: bool = False


@dataclass
class Passes(Generic[P]):
    """The passes of one query, and the ids that each has found so far.

    A page that is fetched again, after an error say, gives the same people again.
    """

    passes: Sequence[Pass[P]]
    identify: Callable[[Record], object] = lambda record: record.get("id")
    found: dict[int, set[Hashable]] = field(default_factory=dict)

    def at(self, cursor: str | None) -> tuple[Pass[P], str]:
        """The pass that a cursor stands in, and the link of its next page ("" for the first)."""
        number, _, link = (cursor or "0 ").partition(" ")
        return self.passes[int(number)], link

    def page(self, cursor: str | None, records: Sequence[Record], link: str) -> Page:
        """The page to hand on for the records that a request gave; `link` leads on in its pass, "" at its end."""
        number = int((cursor or "0 ").partition(" ")[0])
        following = f"{number} {link}" if link else f"{number + 1} " if number + 1 < len(self.passes) else None
        if self.passes[number].members:
            self.remember(number, records)
            return Page((), following)
        return Page(self.keep(number, records), following)

    def keep(self, number: int, records: Sequence[Record]) -> Sequence[Record]:
        """The records that belong to the scope and that no earlier pass gave; one without an id is never another."""
        if len(self.passes) == 1:
            return records
        groups = [index for index, one in enumerate(self.passes) if one.members]
        if groups and not self.passes[number].unfiltered:
            members = [self.found.get(index, set()) for index in groups]
            records = [record for record in records if any(self.key(record) in ids for ids in members)]
        earlier = [self.found.get(index, set()) for index in range(number) if index not in groups]
        kept = [record for record in records if not any(self.key(record) in ids for ids in earlier)]
        if number + 1 < len(self.passes):
            self.remember(number, kept)
        return kept

    def remember(self, number: int, records: Sequence[Record]) -> None:
        """Keep the ids that a pass found."""
        self.found.setdefault(number, set()).update(key for key in map(self.key, records) if key is not None)

    def key(self, record: Record) -> Hashable | None:
        """A record's id, in a form that can be looked up; None without one."""
        return comparable(self.identify(record))


def comparable(identity: object) -> Hashable | None:
    """An id to look up, whatever it is: in a broken record it may be a list, or not there."""
    return identity if isinstance(identity, str | int | None) else repr(identity)
