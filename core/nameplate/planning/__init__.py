"""From desired and existing to a plan: correlate, compare, judge; and the plan file."""

from nameplate.planning.planfile import (
    Attempt,
    Difference,
    DirectoryRow,
    GuardVerdict,
    Outcome,
    Override,
    Plan,
    PlanMeta,
    PlanWriter,
    Push,
    SourceRow,
    SummaryRow,
    Timing,
    open_plan,
    write_plan,
)

__all__ = [
    "Attempt",
    "Difference",
    "DirectoryRow",
    "GuardVerdict",
    "Outcome",
    "Override",
    "Plan",
    "PlanMeta",
    "PlanWriter",
    "Push",
    "SourceRow",
    "SummaryRow",
    "Timing",
    "open_plan",
    "write_plan",
]
