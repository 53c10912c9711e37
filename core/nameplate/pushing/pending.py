"""Who of a plan is still to be pushed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from nameplate.errors import PlanError, UsageError
from nameplate.model import WRITES, Change
from nameplate.planning import Outcome, Plan
from nameplate.pushing.options import PushOptions

DONE = (Outcome.APPLIED, Outcome.ALREADY)
ACTIONS = tuple(sorted(action.value for action in WRITES))


@dataclass(frozen=True)
class Progressed:
    """How far earlier pushes of a plan came, by ids of changes.

    `done` are as planned; `sent` are those whose request went out at least once without being known to be done: it may
    or may not have been carried out. `releasing` are those that others wait for.
    """

    done: frozenset[int] = frozenset()
    sent: frozenset[int] = frozenset()
    releasing: frozenset[int] = frozenset()

    @property
    def written(self) -> frozenset[int]:
        """Those that count for the guards already."""
        return self.done | self.sent


@dataclass
class Chosen:
    """The changes of one push, by directory, in the plan's order."""

    by_directory: dict[str, list[int]] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[int]:
        """All of them."""
        return frozenset(number for numbers in self.by_directory.values() for number in numbers)


def progressed(path: Path) -> Progressed:
    """How far earlier pushes came."""
    done = tuple(str(outcome) for outcome in DONE)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as database:

        def ids(query: str, *values: str) -> frozenset[int]:
            return frozenset(number for (number,) in database.execute(query, values))

        finished = ids("SELECT DISTINCT change_id FROM attempt WHERE outcome IN (?, ?)", *done)
        sent = ids("SELECT DISTINCT change_id FROM attempt WHERE sent_at IS NOT NULL")
        return Progressed(finished, sent - finished, ids("SELECT DISTINCT needs FROM dependency"))


def choose(plan: Plan, options: PushOptions, before: Progressed) -> Chosen:
    """The changes that a push will look at: those chosen that aren't done yet.

    Raises:
        PlanError: Everything that would be pushed was pushed already.
        UsageError: Nobody of the plan is chosen.
    """
    chosen, total, any_at_all = Chosen(), 0, False
    for change in selected(plan, options):
        any_at_all = True
        if change.id in before.done:
            continue
        if options.limit is not None and total == options.limit:
            break
        chosen.by_directory.setdefault(change.directory, []).append(change.id)
        total += 1
    if not any_at_all and options.chooses:
        raise UsageError(
            f"{options.words} chooses nobody whom this plan would change; nothing was sent."
            if options.words
            else "This plan would change nobody; nothing was sent.",
            remedy=f"See who is in it: nameplate show {plan.path}",
        )
    if not total and before.done:
        what = "What was chosen of this plan" if options.chooses else "This plan"
        raise PlanError(
            f"{what} was applied already; {plan.path} is the record of it.",
            remedy="See it with nameplate show, undo it with nameplate preview --undo, or preview again.",
        )
    return chosen


def selected(plan: Plan, options: PushOptions) -> Iterator[Change]:
    """The changes that write and that the options choose, whatever became of them; the limit aside."""
    return plan.changes(
        actions=options.actions or ACTIONS,
        connections=options.connections or None,
        regions=options.regions or None,
        users=options.users or None,
    )
