"""What rules, conditions and correlation read of a person, so that no more is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

EVERYTHING = "*"
"""Among the names of a `Needs`: all of them, since a rule hands the whole `user` or `user.raw` on."""


@dataclass(frozen=True)
class Needs:
    """Names of `SourceUser` fields (with `custom.NAME`), raw paths (`profile.badgeName`), and names or ids of groups.

    `fields` or `raw` may hold EVERYTHING.
    """

    fields: frozenset[str] = frozenset()
    raw: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def __or__(self, other: "Needs") -> "Needs":
        """The needs of both."""
        return Needs(self.fields | other.fields, self.raw | other.raw, self.groups | other.groups)

    @staticmethod
    def union(needs: "Iterable[Needs]") -> "Needs":
        """The needs of all."""
        return reduce(Needs.__or__, needs, Needs())
