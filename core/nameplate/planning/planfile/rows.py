"""The rows of a plan file, beside `Change` and `Finding`."""

from enum import StrEnum
from typing import NamedTuple


class PlanMeta(NamedTuple):
    """What a plan is; times are UTC, ISO 8601. `undoes` is the id of the plan that this one undoes, or ""."""

    id: str
    created_at: str
    expires_at: str
    nameplate: str
    config_hash: str
    mappings_hash: str
    undoes: str
    digest: str


class SourceRow(NamedTuple):
    """How a connection was read. `read_from` is `live` or a file; `error` is "" for a read without one."""

    connection: str
    directory: str
    connector: str
    distribution: str
    version: str
    read_from: str
    snapshot_hash: str
    people: int
    complete: bool
    error: str
    read_at: str


class DirectoryRow(NamedTuple):
    """How a directory was listed: `accounts` in all, `active` among them."""

    name: str
    address: str
    accounts: int
    active: int
    complete: bool
    error: str
    listed_at: str


class SummaryRow(NamedTuple):
    """People (or unmatched accounts, whose `connection` and `region` are "") of one action."""

    directory: str
    connection: str
    region: str
    action: str
    people: int


class GuardVerdict(NamedTuple):
    """What a guard says: `actual` changes against `limit`, a text; `allowed` is the limit as a number of people.

    `out_of` are the people that `percent` is of. `connection` is "" for a guard on the whole directory, `plugin` the
    plugin that a guard came with, `allowed` None where nothing limits it; `percent`,
    `people` (the limit's `count`) and `floor` are as configured.
    """

    guard: str
    directory: str
    actual: int
    out_of: int
    limit: str
    holds: bool
    plugin: str = ""
    connection: str = ""
    percent: float | None = None
    people: int | None = None
    floor: int = 0
    allowed: int | None = None


class Timing(NamedTuple):
    """How long a stage took, and how many people or accounts went through it."""

    stage: str
    seconds: float
    people: int

    @property
    def per_second(self) -> float:
        """People a second."""
        return self.people / self.seconds if self.seconds else 0.0


class Outcome(StrEnum):
    """What became of a change that a push attempted; an attempt without an answer has "" instead."""

    APPLIED = "applied"
    ALREADY = "already"
    """The account was as planned before anything was sent; counts as applied."""
    SKIPPED = "skipped"
    """The account had moved since the preview."""
    FAILED = "failed"


class Push(NamedTuple):
    """One run of `nameplate push`; `ended_at` is "" while it runs or after it was killed."""

    id: int
    started_at: str
    ended_at: str
    host: str
    person: str
    selection: str


class Override(NamedTuple):
    """A guard that a person overrode, and why."""

    push_id: int
    guard: str
    reason: str
    at: str


class Attempt(NamedTuple):
    """One request of a push for a change; `status` is the HTTP status, 0 where no answer came."""

    id: int
    push_id: int
    change_id: int
    sent_at: str
    answered_at: str
    status: int
    account_id: str
    error: str
    outcome: str


class Difference(NamedTuple):
    """Where the directory held something else than expected; `found_by` is `staleness` or `verify`."""

    push_id: int
    change_id: int
    found_by: str
    path: str
    expected: str
    found: str
    at: str
