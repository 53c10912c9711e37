"""What `explain` shows, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nameplate.findings import Finding
from nameplate.model import Change
from nameplate.planning import GuardVerdict


class Verdict(StrEnum):
    """What became of a region or a clause."""

    HOLDS = "holds"
    FAILS = "does not hold"
    BROKEN = "can't be evaluated"
    UNASKED = "not asked"


class State(StrEnum):
    """What becomes of an attribute."""

    SENT = "sent"
    CLEARED = "cleared"
    KEPT = "kept"
    CHOSEN = "chosen"
    REFUSED = "refused"
    FAILED = "failed"
    UNMANAGED = "not managed"


@dataclass(frozen=True)
class ClauseTrace:
    """One clause of a region's condition, what of the person it looked at, and whether it holds."""

    key: str
    patterns: tuple[str, ...]
    value: str
    verdict: Verdict
    error: str = ""


@dataclass(frozen=True)
class RegionTrace:
    """One region; without clauses it matches everybody."""

    name: str
    verdict: Verdict
    clauses: tuple[ClauseTrace, ...]
    mapping: str
    exclude: bool


@dataclass(frozen=True)
class AttributeTrace:
    """One attribute: where its rule stands, what it read, and what came of it.

    `given` is what the rule gave, before normalization; `value` is what may leave; `held` is what the directory has,
    None where it is not known.
    """

    name: str
    path: str
    state: State
    rule: str = ""
    chain: tuple[str, ...] = ()
    helpers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The helper blocks that it calls, with the addresses of each, nearest first."""
    reads: tuple[tuple[str, str], ...] = ()
    given: str | None = None
    value: str | None = None
    held: str | None = None
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why a chosen name holds instead of the rule."""


@dataclass(frozen=True)
class PlanTrace:
    """What a push would do; `change` is None where nothing would be done. `guards` are those that count it."""

    action: str
    change: Change | None
    guards: tuple[GuardVerdict, ...]
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class PersonTrace:
    """One person's whole way."""

    connection: str
    connector: str
    read_from: str
    directory: str
    scope: str
    person: str
    source_id: str
    fields: Mapping[str, str]
    regions: tuple[RegionTrace, ...]
    region: str
    mapping: str
    attributes: tuple[AttributeTrace, ...]
    blocked: bool
    excluded: bool
    findings: tuple[Finding, ...]
    plan: PlanTrace | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    """Field → the connection it was taken from, where that is another one (`enrich_from`)."""


@dataclass(frozen=True)
class Looked:
    """Where a person was looked for."""

    connection: str
    read_from: str
    people: int
    scope: str
    error: str = ""


@dataclass(frozen=True)
class Explained:
    """Everybody who answers to an address; if nobody does, where they were looked for and who is near."""

    asked: str
    people: tuple[PersonTrace, ...]
    looked: tuple[Looked, ...]
    near: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    """Connections whose snapshot has the person, outside the scope."""
    accounts: tuple[str, ...] = ()
    """Accounts of directories that answer to the address, as `directory: name`, where nobody does."""
