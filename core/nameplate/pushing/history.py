"""The plan files of a folder: what was planned, who pushed it, what became of it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nameplate.errors import PlanError
from nameplate.planning import PlanMeta, Push, open_plan
from nameplate.pushing.locking import locked
from nameplate.pushing.options import UNATTENDED

_OUTCOMES = (
    "SELECT coalesce(outcome, ''), count(*) FROM attempt AS last "
    "WHERE id = (SELECT max(id) FROM attempt WHERE change_id = last.change_id) GROUP BY outcome"
)


@dataclass(frozen=True)
class PlanFile:
    """One plan file: people by action, its pushes, and people by their last outcome ("": no answer came)."""

    path: Path
    meta: PlanMeta
    summary: Mapping[str, int]
    pushes: tuple[Push, ...]
    outcomes: Mapping[str, int]

    @property
    def approved_at(self) -> str:
        """When a person last pushed the whole of it to its end, or ""."""
        whole = (push for push in self.pushes if push.person != UNATTENDED and push.ended_at and not push.selection)
        return max((push.started_at for push in whole), default="")


def history(folder: Path) -> list[PlanFile]:
    """The plan files in a folder, the newest first; whatever else is there is passed over.

    Raises:
        PlanError: The folder is not there.
    """
    if not folder.is_dir():
        raise PlanError(f"There is no folder {folder}.", remedy="Name the folder that holds your plan files.")
    found = [plan for path in sorted(folder.iterdir()) if path.is_file() for plan in _opened(path)]
    return sorted(found, key=lambda plan: plan.meta.created_at, reverse=True)


def _opened(path: Path) -> Iterator[PlanFile]:
    if path.suffix == ".lock" or path.name.startswith("."):
        return
    try:
        with open_plan(path, check=False) as plan:
            meta, summary, pushes = plan.meta, plan.summary(), plan.pushes()
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as database:
            outcomes = dict(database.execute(_OUTCOMES))
    except (PlanError, sqlite3.Error):
        return
    yield PlanFile(path, meta, summary, pushes, outcomes)


def last_approved(folder: Path) -> PlanFile | None:
    """The plan that a person pushed last, as a whole; a pilot approves only its people."""
    if not folder.is_dir():
        return None
    approved = [plan for plan in history(folder) if plan.approved_at]
    return max(approved, key=lambda plan: plan.approved_at, default=None)


def prune(folder: Path, days: int, *, now: datetime | None = None) -> list[Path]:
    """Remove plan files that are older, but not one that is being pushed, nor the last that a person pushed.

    Returns:
        The files that were removed.
    """
    oldest = (now or datetime.now(UTC)) - timedelta(days=days)
    kept = last_approved(folder)
    removed = []
    for plan in history(folder):
        if datetime.fromisoformat(plan.meta.created_at) >= oldest or (kept and plan.path == kept.path):
            continue
        try:
            with locked(plan.path):
                plan.path.unlink()
        except PlanError:
            continue
        removed.append(plan.path)
    return removed
