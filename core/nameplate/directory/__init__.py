"""The Atlassian directory over SCIM, and a sandbox that stands in for it."""

from nameplate.directory.client import DirectoryClient, describe
from nameplate.directory.decoding import account_in
from nameplate.directory.opening import open_directory
from nameplate.directory.sandbox import Faults, RateLimit, Sandbox, load_sandbox, sandbox_app
from nameplate.directory.saving import save_to_sandbox

__all__ = [
    "DirectoryClient",
    "Faults",
    "RateLimit",
    "Sandbox",
    "account_in",
    "describe",
    "load_sandbox",
    "open_directory",
    "sandbox_app",
    "save_to_sandbox",
]
