"""Applies a plan, exactly."""

from nameplate.pushing.applying import Halt
from nameplate.pushing.history import PlanFile, history, last_approved, prune
from nameplate.pushing.options import UNATTENDED, PushOptions, PushResult
from nameplate.pushing.push import push
from nameplate.pushing.unattended import Run, run_unattended

__all__ = [
    "UNATTENDED",
    "Halt",
    "PlanFile",
    "PushOptions",
    "PushResult",
    "Run",
    "history",
    "last_approved",
    "prune",
    "push",
    "run_unattended",
]
