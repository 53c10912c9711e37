"""The plan file: one SQLite file with what would change and why, and later with what happened."""

from nameplate.planning.planfile.plan import Plan, open_plan
from nameplate.planning.planfile.rows import (
    Attempt,
    Difference,
    DirectoryRow,
    GuardVerdict,
    Outcome,
    Override,
    PlanMeta,
    Push,
    SourceRow,
    SummaryRow,
    Timing,
)
from nameplate.planning.planfile.writer import PlanWriter, refuse_to_replace, write_plan

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
    "refuse_to_replace",
    "write_plan",
]
