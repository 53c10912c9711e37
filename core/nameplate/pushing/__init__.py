"""Applies a plan, exactly."""

from nameplate.pushing.applying import Halt
from nameplate.pushing.options import UNATTENDED, PushOptions, PushResult
from nameplate.pushing.push import push

__all__ = ["UNATTENDED", "Halt", "PushOptions", "PushResult", "push"]
