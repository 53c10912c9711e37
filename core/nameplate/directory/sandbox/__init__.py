"""A stand-in for an Atlassian directory: the documented SCIM behaviour over a SQLite file."""

from nameplate.directory.sandbox.app import sandbox_app
from nameplate.directory.sandbox.faults import Faults, RateLimit
from nameplate.directory.sandbox.loading import load_sandbox
from nameplate.directory.sandbox.sandbox import Sandbox

__all__ = ["Faults", "RateLimit", "Sandbox", "load_sandbox", "sandbox_app"]
