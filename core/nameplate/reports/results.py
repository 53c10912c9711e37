"""What pushes made of a plan, a person at a time, in words."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from nameplate.planning import Outcome, Plan

SENTENCES = {
    Outcome.APPLIED: "applied",
    Outcome.ALREADY: "was as planned already",
    Outcome.SKIPPED: "skipped",
    Outcome.FAILED: "failed",
}


@dataclass(frozen=True)
class Result:
    """The last attempt at one change; `outcome` is "" for one whose answer never came."""

    outcome: str
    status: int
    error: str

    @property
    def sentence(self) -> str:
        """The result on one line."""
        word = SENTENCES[Outcome(self.outcome)] if self.outcome else "sent, but no answer came"
        status = f" (HTTP {self.status})" if self.status and self.error else ""
        return f"{word}: {self.error}{status}" if self.error else word


Results = Callable[[int], Result | None]
"""Change id → its result, None while it is pending."""


def results(plan: Plan) -> Results:
    """The results of a plan; of one that was never pushed there is nothing to look up."""
    if not plan.pushes():
        return lambda _: None
    return lambda change_id: last_result(plan, change_id)


def last_result(plan: Plan, change_id: int) -> Result | None:
    """The last attempt at a change, or None."""
    for last in deque(plan.attempts(change_id), maxlen=1):
        return Result(last.outcome, last.status, last.error)
    return None
