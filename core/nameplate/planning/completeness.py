"""Whether absence means anything: an account is unmatched for good only if everybody was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from nameplate.findings import Finding, finding


@dataclass(frozen=True)
class Read:
    """How the read of one connection ended; `error` is "" unless it failed, `incomplete` says why it isn't complete."""

    connection: str
    directory: str
    complete: bool = False
    people: int = 0
    unreadable_ids: int = 0
    incomplete: str = ""
    error: str = ""


def why_incomplete(read: Read) -> str:
    """Why nobody can be missing after this read; "" if they can."""
    if read.error:
        return f"{read.connection} could not be read"
    if read.unreadable_ids:
        return f"{read.connection} has {read.unreadable_ids:,} records without a readable id"
    if not read.people:
        return f"{read.connection} has nobody"
    if not read.complete:
        return f"{read.connection} is not known to be complete{f' ({read.incomplete})' if read.incomplete else ''}"
    return ""


def doubts(directory: str, reads: Sequence[Read]) -> Finding | None:
    """Why no unmatched account of the directory is deactivated; None where they may be."""
    reasons = [reason for reason in map(why_incomplete, reads) if reason]
    if not reads:
        reasons = ["no connection feeds it"]
    if not reasons:
        return None
    return finding(
        "NP511",
        f"{directory}: accounts that match nobody are not deactivated, since {'; '.join(reasons)}",
        remedy="Read every connection completely; a snapshot that nameplate snapshot did not write, but that holds "
        "everybody, is marked with snapshot_complete: true.",
    )
