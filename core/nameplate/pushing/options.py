"""What a push chooses, and what it made of it."""

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from nameplate.errors import NameplateError, UsageError
from nameplate.planning import Plan

UNATTENDED = "unattended (nameplate run)"
"""Who pushed, where `nameplate run` did."""


@dataclass(frozen=True)
class PushOptions:
    """Whom to push, and past which guards; empty: everybody, past none.

    `overrides` are (guard, reason). `person` is who pushes; "": the user of this process.
    """

    connections: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    limit: int | None = None
    overrides: tuple[tuple[str, str], ...] = ()
    verify: bool = False
    person: str = ""

    @property
    def selection(self) -> str:
        """The choice as text, "" for everybody; two pushes that chose the same have the same."""
        chosen = {
            "connection": sorted(self.connections),
            "region": sorted(self.regions),
            "user": sorted(user.casefold() for user in self.users),
            "action": sorted(self.actions),
            "limit": self.limit,
        }
        said = {key: value for key, value in chosen.items() if value not in ([], None)}
        return json.dumps(said) if said else ""

    @property
    def words(self) -> str:
        """The choice as it is typed, but for the limit."""
        options = {
            "--connection": self.connections,
            "--region": self.regions,
            "--user": self.users,
            "--action": self.actions,
        }
        return shlex.join(word for option, values in options.items() for value in values for word in (option, value))

    @property
    def chooses(self) -> bool:
        """Whether it is a part of the plan only."""
        return bool(self.selection)


@dataclass(frozen=True)
class PushResult:
    """What a push came to: people by outcome, and how many of the whole plan are still pending.

    `differences` counts the attributes that --verify found different, `throttled` the requests that were answered
    429; `error` is what stopped the push early.
    """

    push_id: int
    applied: int = 0
    already: int = 0
    skipped: int = 0
    failed: int = 0
    pending: int = 0
    differences: int = 0
    requests: int = 0
    throttled: int = 0
    interrupted: bool = False
    error: NameplateError | None = None

    @property
    def fine(self) -> bool:
        """Whether everybody who was chosen is as planned now."""
        return not (self.skipped or self.failed or self.differences or self.interrupted or self.error)


def refuse_unknown(plan: Plan, options: PushOptions) -> None:
    """Refuse names that the plan hasn't, since nobody would be pushed.

    Raises:
        UsageError: A connection, region or guard that the plan doesn't have.
    """
    rows = plan.summary_rows()
    _known("connection", options.connections, {row.connection for row in rows if row.connection})
    _known("region", options.regions, {row.region for row in rows if row.region})
    guards = {verdict.guard for verdict in plan.guards()}
    _known("guard", (guard for guard, _ in options.overrides), guards)
    for guard, reason in options.overrides:
        if not reason.strip():
            raise UsageError(f"The override of {guard} needs a reason.", remedy="Add --reason TEXT; it is recorded.")


def _known(kind: str, names: Iterable[str], known: set[str]) -> None:
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise UsageError(f"The plan has no {kind} {name!r}.", remedy=f"It has: {there}.")
