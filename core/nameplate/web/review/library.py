"""The plan files of a folder."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nameplate.errors import PlanError
from nameplate.planning import Plan, open_plan
from nameplate.planning.planfile.schema import APPLICATION_ID
from nameplate.web.site import Stamp, stamp

MOST = 200
"""Plans that are listed, the newest ones."""
HEADER = 72
"""Bytes of an SQLite file up to its application id (https://sqlite.org/fileformat.html)."""


@dataclass(frozen=True)
class Listed:
    """A plan file in a list; `problem` says why it can't be opened."""

    name: str
    id: str = ""
    created_at: str = ""
    expires_at: str = ""
    expired: bool = False
    undoes: str = ""
    pushes: int = 0
    refuses: bool = False
    failed_reads: bool = False
    summary: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


class Library:
    """Opens plan files by name; only those that lie in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verified: dict[tuple[str, Stamp], str] = {}

    def names(self) -> list[str]:
        """The plan files, newest first."""
        if not self.folder.is_dir():
            return []
        there = [path for path in self.folder.iterdir() if is_plan(path)]
        return [path.name for path in sorted(there, key=stamp, reverse=True)[:MOST]]

    def listed(self) -> Iterator[Listed]:
        """The plans, newest first."""
        for name in self.names():
            try:
                with open_plan(self.folder / name, check=False) as plan:
                    yield described(name, plan)
            except (PlanError, sqlite3.Error, TypeError) as error:
                yield Listed(name, problem=getattr(error, "message", str(error)))

    def open(self, name: str) -> Plan:
        """The plan of that name; whether it was edited is asked apart (`edited`), since that takes a while.

        Raises:
            PlanError: The folder has no such plan, or it is of another version.
        """
        path = self.folder / name
        if "/" in name or "\\" in name or name in {".", ".."} or "\0" in name or not is_plan(path):
            raise PlanError(f"There is no plan {name} in {self.folder}.", remedy="Go back to the list of plans.")
        return open_plan(path, check=False)

    def edited(self, name: str) -> str:
        """Why the plan must not be trusted, or ""; found out once for each state of the file."""
        key = (name, stamp(self.folder / name))
        if key not in self._verified:
            try:
                open_plan(self.folder / name).close()
            except PlanError as error:
                self._verified[key] = f"{error.message} {error.remedy}"
            else:
                self._verified[key] = ""
        return self._verified[key]


def is_plan(path: Path) -> bool:
    """Whether the file says that it is a plan."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(HEADER)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def described(name: str, plan: Plan) -> Listed:
    """The plan as the list shows it."""
    meta = plan.meta
    return Listed(
        name,
        meta.id,
        meta.created_at,
        meta.expires_at,
        plan.expired(),
        meta.undoes,
        len(plan.pushes()),
        any(not verdict.holds for verdict in plan.guards()),
        plan.failed_reads,
        plan.summary(),
    )
