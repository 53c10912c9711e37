"""Writes a plan file: into a temporary file in the same folder, then renamed, mode 0600."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from nameplate.errors import PlanError
from nameplate.findings import Finding
from nameplate.model import Change
from nameplate.planning.planfile.codec import attribute_rows, change_row, finding_row
from nameplate.planning.planfile.digest import digest
from nameplate.planning.planfile.rows import DirectoryRow, GuardVerdict, PlanMeta, SourceRow, SummaryRow, Timing
from nameplate.planning.planfile.schema import APPLICATION_ID, INDEXES, TABLES, VERSION

BATCH = 2000

HEADER = 100
"""Bytes of SQLite's file header (https://www.sqlite.org/fileformat.html); the application id is at 68."""


class PlanWriter:
    """Takes what a preview decided, row by row, in the plan's order; memory does not grow with it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._changes: list[Change] = []

    def change(self, change: Change) -> None:
        """Add a change; ids ascend."""
        self._changes.append(change)
        if len(self._changes) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        changes, self._changes = self._changes, []
        many = self._database.executemany
        many("insert into change values(?,?,?,?,?,?,?,?,?,?,?,?,?,?)", map(change_row, changes))
        many("insert into attribute values(?,?,?,?,?,?)", (row for one in changes for row in attribute_rows(one)))
        many("insert into dependency values(?,?)", ((one.id, needed) for one in changes for needed in one.needs))
        many(
            "insert into finding values(null,?,?,?,?,?,?,?,?,?,?)",
            (finding_row(found, one.id) for one in changes for found in one.findings),
        )

    def finding(self, found: Finding) -> None:
        """Add a finding on the whole run."""
        self._flush()
        self._database.execute("insert into finding values(null,?,?,?,?,?,?,?,?,?,?)", finding_row(found, None))

    def sources(self, rows: Iterable[SourceRow]) -> None:
        """Say how each connection was read."""
        self._database.executemany("insert into source values(?,?,?,?,?,?,?,?,?,?,?)", rows)

    def directories(self, rows: Iterable[DirectoryRow]) -> None:
        """Say how each directory was listed."""
        self._database.executemany("insert into directory values(?,?,?,?,?,?,?)", rows)

    def summary(self, rows: Iterable[SummaryRow]) -> None:
        """Count everybody, the unchanged too."""
        self._database.executemany(
            "insert into summary values(?,?,?,?,?)",
            ((row.directory, row.connection or None, row.region or None, row.action, row.people) for row in rows),
        )

    def guards(self, verdicts: Iterable[GuardVerdict]) -> None:
        """Say what each guard found."""
        self._database.executemany(
            "insert into guard values(:guard,:directory,:connection,:actual,:out_of,:limit,:holds,:plugin,"
            ":percent,:people,:floor,:allowed)",
            (verdict._asdict() for verdict in verdicts),
        )

    def plugins(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Name the plugins that took part: name, distribution, version."""
        self._database.executemany("insert into plugin values(?,?,?)", rows)

    def timings(self, rows: Iterable[Timing]) -> None:
        """Say what took the time; not under the digest."""
        self._database.executemany("insert into timing values(?,?,?)", rows)

    def indexed(self) -> sqlite3.Connection:
        """The file so far, ready to be read."""
        self._flush()
        for statement in filter(str.strip, INDEXES.split(";")):
            self._database.execute(statement)
        return self._database

    def finish(self, meta: PlanMeta) -> None:
        """Close the plan with its digest; the one in `meta` is not looked at."""
        self.indexed()
        self._database.execute("insert into plan values(?,?,?,?,?,?,?,?)", meta)
        self._database.execute("commit")
        self._database.execute("update plan set digest = ?", (digest(self._database),))


@contextmanager
def write_plan(path: Path) -> Iterator[PlanWriter]:
    """A writer for the plan file at `path`, which appears there only when the block ends well.

    A plan at `path` that was pushed is the record of that push: it is kept beside, under its id.

    Raises:
        PlanError: The folder is missing or can't be written, or another kind of file is at `path`.
    """
    refuse_to_replace(path)
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise PlanError(
            f"The plan can't be written to {path}: {error.strerror}.", remedy="Name a file in a folder that is there."
        ) from error
    try:
        with contextlib.closing(fresh(temporary)) as database:
            yield PlanWriter(database)
        settle(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def fresh(path: Path) -> sqlite3.Connection:
    """An empty plan file, open for writing without a journal: until it is renamed nobody else sees it."""
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        f"pragma page_size = 8192; pragma application_id = {APPLICATION_ID}; pragma user_version = {VERSION};"
        "pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;"
        "pragma cache_size = -4000; pragma temp_store = file;"
    )
    database.executescript(TABLES)
    database.execute("begin")
    return database


def settle(temporary: Path, path: Path) -> None:
    """Make what was written durable, then put it in its place."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    keep_pushed(path)
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def refuse_to_replace(path: Path) -> None:
    """Let a plan take the place of a plan or of an empty file, and of nothing else.

    Raises:
        PlanError: Another kind of file is at `path`.
    """
    if path.is_file() and path.stat().st_size and not is_plan(path):
        raise PlanError(
            f"{path} is there already, and it is not a plan file; it stays as it is.",
            remedy="Name another file, such as plan.db.",
        )


def is_plan(path: Path) -> bool:
    """Whether a file's header says that it is a plan, of whatever version."""
    with path.open("rb") as file:
        header = file.read(HEADER)
    return header.startswith(b"SQLite format 3") and header[68:72] == APPLICATION_ID.to_bytes(4, "big")


def keep_pushed(path: Path) -> None:
    """Rename a plan that was pushed out of the way of a new one; it holds what happened, and what undoes it."""
    if not path.is_file() or not is_plan(path):
        return
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("select plan.id from plan where exists(select 1 from push)").fetchone()
    except sqlite3.Error:
        return
    if found:
        path.rename(path.with_name(f"{path.stem}-{found[0][:8]}{path.suffix}"))
