"""`nameplate history`: the plan files of a folder."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nameplate.cli.failures import say
from nameplate.cli.output import output

if TYPE_CHECKING:
    from nameplate.pushing import PlanFile

WRITES = ("create", "update", "deactivate", "reactivate", "blocked")
WHOLE = 40
"""Columns up to which a file's name stands on one line, so that it can be copied."""


@click.command("history")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--prune", type=click.IntRange(min=0), metavar="DAYS", help="First remove plans that are older.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(folder: Path, prune: int | None, form: str) -> None:
    """List the plan files of a folder, the newest first: what was planned, who pushed it, what became of it.

    --prune keeps the last plan that a person pushed, which `nameplate run` compares with.
    """
    from nameplate.pushing import history
    from nameplate.pushing import prune as prune_plans

    if prune is not None:
        for path in prune_plans(folder, prune):
            say(f"Removed {path}.")
    plans = history(folder)
    if form == "json":
        for plan in plans:
            print(json.dumps(as_object(plan), ensure_ascii=False), file=output())
    elif plans:
        _draw(plans)
    else:
        say(f"There are no plan files in {folder}; nameplate preview --out makes one.")


def as_object(plan: "PlanFile") -> dict[str, Any]:
    """One plan file for programs."""
    return {
        "file": str(plan.path),
        "plan": plan.meta.id,
        "created": plan.meta.created_at,
        "expires": plan.meta.expires_at,
        "undoes": plan.meta.undoes or None,
        "summary": dict(plan.summary),
        "outcomes": {outcome or "unanswered": count for outcome, count in plan.outcomes.items()},
        "pushes": [push._asdict() for push in plan.pushes],
    }


def _draw(plans: list["PlanFile"]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    names = [plan.path.name + (f" (undoes {plan.meta.undoes[:8]})" if plan.meta.undoes else "") for plan in plans]
    table.add_column("file", overflow="fold", min_width=min(WHOLE, max(map(len, names))))
    for column in ("made", "planned", "pushed", "outcome"):
        table.add_column(column, overflow="fold")
    for plan, name in zip(plans, names, strict=True):
        planned = ", ".join(f"{plan.summary[name]:,} {name}" for name in WRITES if plan.summary.get(name))
        pushed = "\n".join(f"{push.started_at[:16]} {push.person}" for push in plan.pushes)
        outcome = ", ".join(f"{count:,} {name or 'unanswered'}" for name, count in sorted(plan.outcomes.items()))
        table.add_row(name, plan.meta.created_at[:16], planned or "nothing", pushed or "-", outcome)
    Console(file=output(), highlight=False, markup=False).print(table)
