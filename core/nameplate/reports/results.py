"""What pushes made of a plan, a person at a time, in words."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from nameplate.planning import Difference, Outcome, Plan
from nameplate.reports.labels import attribute_word, shown

SENTENCES = {
    Outcome.APPLIED: "applied",
    Outcome.ALREADY: "was as planned already",
    Outcome.SKIPPED: "skipped",
    Outcome.FAILED: "failed",
}


@dataclass(frozen=True)
class Result:
    """The last attempt at one change; `outcome` is "" for one whose answer never came.

    `differences` are where the directory held something else than was expected, or than was sent.
    """

    outcome: str
    status: int
    error: str
    differences: tuple[Difference, ...] = ()

    @property
    def sentence(self) -> str:
        """The result on one line."""
        word = SENTENCES[Outcome(self.outcome)] if self.outcome else "sent, but no answer came"
        status = f" (HTTP {self.status})" if self.status and self.error else ""
        said = [f"{word}: {self.error}{status}" if self.error else word]
        said += [read_back(one) for one in self.differences if one.found_by == "verify"]
        return "; ".join(said)


def read_back(difference: Difference) -> str:
    """What Atlassian holds instead of what was sent."""
    sent, held = shown(difference.expected), shown(difference.found)
    return f"read back, {attribute_word(difference.path)} is {held} where {sent} was sent"


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
        differences = tuple(plan.differences(last.push_id, change_id))
        return Result(last.outcome, last.status, last.error, differences)
    return None
