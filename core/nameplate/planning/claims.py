"""Several people and one account: who has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from nameplate.findings import Finding, finding

NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Claimant:
    """A person who would have the account; `key` is the staged row."""

    key: int
    connection: str
    source_id: str
    person: str
    active: bool

    def __str__(self) -> str:
        return f"{self.person} ({self.connection}, {self.source_id or 'no id'})"


@dataclass(frozen=True)
class Settled:
    """`winner` has the account; `blocked` nobody has it and all of these are active; `lost` go without."""

    winner: Claimant | None
    lost: tuple[Claimant, ...] = ()
    blocked: tuple[Claimant, ...] = ()


def settle(claimants: Sequence[Claimant], precedence: Sequence[str]) -> Settled:
    """Who of `claimants` has what only one can have.

    The only active one, else the only active one of the connection that comes first in `precedence`; else nobody, and
    all active ones are blocked. Of nobody but inactive people the first has it.
    """
    claimants = sorted(claimants, key=lambda claimant: (claimant.source_id, claimant.connection, claimant.person))
    active = [claimant for claimant in claimants if claimant.active]
    contenders = active or claimants[:1]
    rank = {connection: place for place, connection in enumerate(precedence)}
    best = min(rank.get(claimant.connection, len(rank)) for claimant in contenders)
    first = [claimant for claimant in contenders if rank.get(claimant.connection, len(rank)) == best]
    if len(first) == 1:
        return Settled(first[0], tuple(claimant for claimant in claimants if claimant is not first[0]))
    inactive = tuple(claimant for claimant in claimants if not claimant.active)
    return Settled(None, inactive, tuple(active))


def named(claimants: Sequence[Claimant]) -> str:
    """The people, by name; of many the first few and a number."""
    names = [str(claimant) for claimant in claimants[:NAMED_AT_MOST]]
    if len(claimants) > NAMED_AT_MOST:
        names.append(f"{len(claimants) - NAMED_AT_MOST:,} more")
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


def contested(what: str, claimants: Sequence[Claimant]) -> Finding:
    """The finding on each of several people who claim `what` (such as `the user name x`)."""
    return finding(
        "NP501",
        f"{named(claimants)} {'all' if claimants[2:] else 'both'} claim {what}",
        remedy="Correct the records or the rule, or say under `precedence` of the directory which connection wins.",
    )


def taken(what: str, holders: Sequence[Claimant]) -> Finding:
    """The note for whoever goes without."""
    return finding("NP502", f"{named(holders)} {'has' if len(holders) == 1 else 'claim'} {what}")
