"""Unattended: preview, and push what a person would not have to look at."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nameplate.config.models import Config
from nameplate.errors import GuardRefused
from nameplate.model import Progress
from nameplate.planning import Plan, PlanMeta, preview
from nameplate.plugins import Plugins
from nameplate.pushing.applying import Halt
from nameplate.pushing.history import last_approved
from nameplate.pushing.options import UNATTENDED, PushOptions, PushResult
from nameplate.pushing.pending import ACTIONS
from nameplate.pushing.push import push

FAILED, FOR_A_PERSON, INTERRUPTED = 1, 4, 130


@dataclass(frozen=True)
class Run:
    """What a run came to: `result` is pushed, nothing, stopped (for a person) or failed; `plan` the file, if kept."""

    result: str
    reason: str
    plan: Path | None
    summary: dict[str, int]
    pushed: PushResult | None = None

    @property
    def exit_code(self) -> int:
        """0 done, 1 failed, 4 stopped for a person, 130 interrupted."""
        if self.pushed is not None and self.pushed.interrupted:
            return INTERRUPTED
        return {"failed": FAILED, "stopped": FOR_A_PERSON}.get(self.result, 0)

    def line(self) -> dict[str, Any]:
        """The run as one JSON object."""
        line: dict[str, Any] = {
            "result": self.result,
            "reason": self.reason,
            "plan": None if self.plan is None else str(self.plan),
            "summary": self.summary,
        }
        if self.pushed is not None:
            names = ("applied", "already", "skipped", "failed", "pending", "requests")
            line["push"] = {name: getattr(self.pushed, name) for name in names}
        return line | {"exit_code": self.exit_code}


async def run_unattended(
    config: Config, plugins: Plugins, *, folder: Path, progress: Progress, halt: Halt, now: datetime | None = None
) -> Run:
    """Preview, and push if everything was read, the guards hold, and a person pushed a plan of this configuration.

    Args:
        config: The configuration.
        plugins: Connectors, filters, guards.
        folder: Where plans are kept; also searched for the plan that a person pushed last.
        progress: Told of every stage.
        halt: Set its `interrupted` to stop.
        now: Replaces the clock.

    Raises:
        NameplateError: As `preview` and `push`, but for a guard that doesn't hold.
    """
    approved, out = last_approved(folder), _fresh(folder, now or datetime.now(UTC))
    with await preview(config, plugins, out=out, progress=progress) as plan:
        summary = dict(plan.summary())
        if plan.failed_reads:
            errors = [row.error for row in plan.sources()] + [row.error for row in plan.directories()]
            return Run("failed", f"Not everything could be read: {'; '.join(filter(None, errors))}", out, summary)
        if not plan.count(actions=ACTIONS):
            return Run("nothing", "Nothing would change.", _kept(plan, out), summary)
        reason = _why_a_person(plan, None if approved is None else approved.meta)
    if reason:
        return Run("stopped", reason, out, summary)
    try:
        result = await push(
            out, config, plugins, options=PushOptions(person=UNATTENDED), progress=progress, halt=halt, now=now
        )
    except GuardRefused as error:
        return Run("stopped", error.message, out, summary)
    if result.fine:
        return Run("pushed", "", out, summary, result)
    why = str(result.error) if result.error else f"{result.skipped} skipped, {result.failed} failed."
    return Run("failed", why, out, summary, result)


def _why_a_person(plan: Plan, approved: PlanMeta | None) -> str:
    """Why a person has to look at a plan first, or ""."""
    refusing = sorted({row.guard for row in plan.guards() if not row.holds})
    if refusing:
        return f"Guards don't hold: {', '.join(refusing)}."
    if approved is None:
        return "No plan of this folder was pushed as a whole by a person yet."
    if plan.meta.config_hash != approved.config_hash:
        return "The configuration is not that of the last plan that a person pushed."
    if plan.meta.mappings_hash != approved.mappings_hash:
        return "The mappings are not those of the last plan that a person pushed."
    return ""


def _fresh(folder: Path, now: datetime) -> Path:
    """A file name that is not taken, in the order of time; the folder is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (f"plan-{stem}{f'-{n}' if n else ''}.db" for n in range(1000))
    return next(folder / name for name in names if not (folder / name).exists())


def _kept(plan: Plan, out: Path) -> Path | None:
    """A plan in which nobody is named is not worth a file."""
    if plan.count():
        return out
    out.unlink()
    return None
