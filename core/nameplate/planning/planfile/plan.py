"""Reads a plan file; whatever is large streams."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nameplate.errors import PlanError
from nameplate.findings import Finding
from nameplate.model import Action, Change
from nameplate.planning.planfile.codec import FINDING_COLUMNS, finding_from
from nameplate.planning.planfile.digest import digest
from nameplate.planning.planfile.query import Filters, count_changes, read_changes
from nameplate.planning.planfile.recovery import recover
from nameplate.planning.planfile.rows import (
    Attempt,
    Difference,
    DirectoryRow,
    GuardVerdict,
    Override,
    PlanMeta,
    Push,
    SourceRow,
    SummaryRow,
    Timing,
)
from nameplate.planning.planfile.schema import APPLICATION_ID, VERSION


class Plan:
    """A plan file, open for reading; a context manager.

    `changes` and `count` take the same filters: `actions`, `connections`, `regions` (names; "" for unmatched
    accounts), `users` (addresses, source or account ids), `directory`, `text` (in names, addresses and values),
    `attribute` (a SCIM path), `code` (of a finding) and `attempted` (by a push).
    """

    def __init__(self, path: Path, database: sqlite3.Connection, narrow: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self._database = database
        self._narrow = narrow or {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @cached_property
    def meta(self) -> PlanMeta:
        """What the plan is."""
        return PlanMeta(*self._database.execute("select * from plan").fetchone())

    def expired(self, now: datetime | None = None) -> bool:
        """Whether the plan is too old to be pushed."""
        return (now or datetime.now(UTC)) >= datetime.fromisoformat(self.meta.expires_at)

    @property
    def failed_reads(self) -> bool:
        """Whether a connection or a directory could not be read to its end."""
        return any(row.error for row in self.sources()) or any(row.error for row in self.directories())

    def plugins(self) -> tuple[tuple[str, str, str], ...]:
        """Name, distribution and version of each plugin that took part."""
        return tuple(self._database.execute("select name, distribution, version from plugin order by name"))

    def sources(self) -> tuple[SourceRow, ...]:
        """How each connection was read."""
        rows = map(SourceRow._make, self._database.execute("select * from source order by connection"))
        return tuple(row._replace(complete=bool(row.complete)) for row in rows)

    def directories(self) -> tuple[DirectoryRow, ...]:
        """How each directory was listed."""
        rows = map(DirectoryRow._make, self._database.execute("select * from directory order by name"))
        return tuple(row._replace(complete=bool(row.complete)) for row in rows)

    def summary(self) -> Mapping[str, int]:
        """People by action, all six of them; of a narrowed plan, changes that pass."""
        if self._narrow:
            return {action.value: self.count(actions=[action]) for action in Action}
        found = dict(self._database.execute("select action, sum(people) from summary group by action"))
        return {action.value: found.get(action.value, 0) for action in Action}

    def summary_rows(self) -> tuple[SummaryRow, ...]:
        """People by directory, connection, region and action."""
        query = (
            "select directory, coalesce(connection, ''), coalesce(region, ''), action, people from summary "
            "order by directory, connection, region, action"
        )
        return tuple(map(SummaryRow._make, self._database.execute(query)))

    def narrowed(self, **filters: Any) -> "Plan":
        """The same open file with only the changes that pass; findings, guards and sources are the whole plan's."""
        return Plan(self.path, self._database, self._both(filters))

    def _both(self, filters: Mapping[str, Any]) -> dict[str, Any]:
        """These filters and those that the plan was narrowed by; of actions, those that are in both."""
        both = {**self._narrow, **filters}
        if "actions" in self._narrow and "actions" in filters:
            both["actions"] = [action for action in filters["actions"] if action in self._narrow["actions"]]
        return both

    def changes(self, *, limit: int | None = None, offset: int = 0, **filters: Any) -> Iterator[Change]:
        """The changes that pass the filters, in the plan's order, streamed; no lock is held between two of them."""
        return read_changes(self._database, Filters(**self._both(filters)), limit=limit, offset=offset)

    def count(self, **filters: Any) -> int:
        """How many changes pass the filters."""
        return count_changes(self._database, Filters(**self._both(filters)))

    def change(self, change_id: int) -> Change:
        """The change with this id.

        Raises:
            KeyError: There is none.
        """
        for change in read_changes(self._database, Filters(ids=(change_id,))):
            return change
        raise KeyError(change_id)

    def findings(self) -> Iterator[Finding]:
        """The findings on the whole run."""
        query = f"select {FINDING_COLUMNS} from finding where change_id is null order by id"  # noqa: S608 -- constant
        return map(finding_from, self._database.execute(query))

    def finding_counts(self) -> Mapping[str, int]:
        """How often each code was found, on people and on the run."""
        return dict(self._database.execute("select code, count(*) from finding group by code order by code"))

    def attribute_counts(self) -> Mapping[str, int]:
        """How many changes touch each attribute, by SCIM path."""
        return dict(self._database.execute("select path, count(*) from attribute group by path order by path"))

    def guards(self) -> tuple[GuardVerdict, ...]:
        """What each guard found."""
        query = (
            'select guard, directory, actual, out_of, "limit", holds, plugin, connection, percent, count, floor, '
            "allowed from guard order by directory, connection, guard, plugin"
        )
        rows = map(GuardVerdict._make, self._database.execute(query))
        return tuple(row._replace(holds=bool(row.holds)) for row in rows)

    @property
    def timings(self) -> tuple[Timing, ...]:
        """What took the time of the preview."""
        return tuple(map(Timing._make, self._database.execute("select * from timing order by rowid")))

    def pushes(self) -> tuple[Push, ...]:
        """Who pushed, when, from where."""
        rows = self._database.execute("select * from push order by id")
        return tuple(Push._make(value if value is not None else "" for value in row) for row in rows)

    def overrides(self) -> tuple[Override, ...]:
        """The guards that were overridden, and why."""
        return tuple(map(Override._make, self._database.execute("select * from override order by rowid")))

    def attempts(self, change_id: int | None = None) -> Iterator[Attempt]:
        """What pushes sent, in order; for one change, or for all."""
        where, values = ("", ()) if change_id is None else ("where change_id = ?", (change_id,))
        columns = (
            "id, push_id, change_id, coalesce(sent_at, ''), coalesce(answered_at, ''), coalesce(status, 0), "
            "coalesce(account_id, ''), coalesce(error, ''), coalesce(outcome, '')"
        )
        query = f"select {columns} from attempt {where} order by id"  # noqa: S608 -- constant
        return map(Attempt._make, self._database.execute(query, values))

    def outcome(self, change_id: int) -> str:
        """What became of a change in the last push that attempted it; "" for pending."""
        query = "select coalesce(outcome, '') from attempt where change_id = ? order by id desc limit 1"
        row = self._database.execute(query, (change_id,)).fetchone()
        return row[0] if row else ""

    def differences(self, push_id: int | None = None, change_id: int | None = None) -> Iterator[Difference]:
        """Where the directory held something else than expected; of one push, of one change, or of all."""
        values = [value for value in (push_id, change_id) if value is not None]
        columns = (("push_id", push_id), ("change_id", change_id))
        wanted = [f"{column} = ?" for column, value in columns if value is not None]
        where = f"where {' and '.join(wanted)}" if wanted else ""
        query = f"select * from difference {where} order by rowid"  # noqa: S608 -- constant
        return map(Difference._make, self._database.execute(query, values))


def open_plan(path: Path, *, check: bool = True) -> Plan:
    """The plan file at `path`, open for reading; `check` recomputes its digest.

    Raises:
        PlanError: It is not there, not a plan, of another version, unfinished, or was edited.
    """
    if not path.is_file():
        raise PlanError(f"There is no plan file {path}.", remedy="Make one: nameplate preview --out FILE")
    recover(path)
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        refuse_others(path, database)
        if check:
            refuse_edited(path, database)
    except sqlite3.OperationalError as error:
        database.close()
        raise PlanError(f"{path} can't be read now: {error}.", remedy="Try again when nothing else uses it.") from None
    except sqlite3.DatabaseError as error:
        database.close()
        raise PlanError(
            f"{path} is not a plan file ({error}).", remedy="Name a file that preview --out made."
        ) from None
    except BaseException:
        database.close()
        raise
    return Plan(path, database)


def refuse_others(path: Path, database: sqlite3.Connection) -> None:
    """Refuse what is not a plan of this version.

    Raises:
        PlanError: It isn't one.
    """
    if database.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise PlanError(f"{path} is not a plan file.", remedy="Name a file that nameplate preview --out made.")
    version = database.execute("pragma user_version").fetchone()[0]
    if version != VERSION:
        raise PlanError(
            f"{path} is a plan file of version {version}; this nameplate reads version {VERSION}.",
            remedy="Preview again with this nameplate, or use the one that made the plan.",
        )


def refuse_edited(path: Path, database: sqlite3.Connection) -> None:
    """Refuse a plan whose decided rows are not those that its preview wrote.

    Raises:
        PlanError: They aren't.
    """
    row = database.execute("select digest from plan").fetchone()
    if row is None or row[0] != digest(database):
        raise PlanError(
            f"{path} was edited after its preview, or is damaged: its digest does not match.",
            remedy="Preview again; a plan is pushed exactly as it was previewed.",
        )
