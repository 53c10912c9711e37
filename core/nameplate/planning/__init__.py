"""From desired and existing to a plan: correlate, compare, judge; and the plan file."""

from nameplate.planning.guards import Population, judge_guards
from nameplate.planning.options import PreviewOptions
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
    refuse_to_replace,
    write_plan,
)
from nameplate.planning.preview import preview

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
    "Population",
    "PreviewOptions",
    "Push",
    "SourceRow",
    "SummaryRow",
    "Timing",
    "judge_guards",
    "open_plan",
    "preview",
    "refuse_to_replace",
    "write_plan",
]
