"""Staged people of a snapshot, kept beside the configuration for the next preview.

`.nameplate/` holds one file a connection. It is safe to delete, written anew whenever something changed, and never
trusted across versions, plugins or configurations (`fingerprints`), nor once it is not to the byte what a preview
wrote: rows that went missing would read as people who left. Rows stand in the order of the snapshot, each with its
record's digest. If nothing changed they are copied and nobody is read; otherwise the snapshot is read, and whoever's
record and mapping are as they were is not decoded and not mapped again (`known_people`).
"""

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self
from uuid import uuid4

import msgspec

from nameplate.findings import Finding
from nameplate.planning.staged_rows import Kind
from nameplate.planning.staging import Stage

COLUMNS = "source_id, active, user_name, email, payload, person, digest, kind, addresses, remarks, undone"
TABLES = f"""
create table about(content blob);
create table kept(n integer primary key, region text, {COLUMNS})
"""
PLAIN = """
select source_id, origin, active, user_name, email, payload, person, digest, kind, addresses, remarks, undone, k.n
from kept k cross join numbered on numbered.region = k.region
where kind = ? and remarks = '' and digest <> '' order by k.n
"""
"""Rows of people of whom there was nothing to say, so that the row says it all."""


class KeptStatus(msgspec.Struct, frozen=True):
    """How the read that is kept had gone (`parts.Status`)."""

    distribution: str
    version: str
    read_from: str
    snapshot_hash: str
    memberships: str
    people: int
    complete: bool
    unreadable_ids: int
    incomplete: str
    unselected: frozenset[str]
    findings: tuple[Finding, ...]


class About(msgspec.Struct, frozen=True):
    """What the kept rows depend on, and what else the read came to.

    `size` is the snapshot's in bytes; `fields` are those of a record that were read: whoever has a wrong value in
    another one was not found out.
    """

    run: str
    snapshot: str
    size: int
    fields: frozenset[str]
    regions: dict[str, str]
    undone: dict[str, int]
    status: KeptStatus


class KeptRow(NamedTuple):
    """A row of somebody who may be as they were; but for `n`, as `Stage.add_people` takes it."""

    source_id: str
    origin: int
    active: int | None
    user_name: str | None
    email: str | None
    payload: str
    person: str
    digest: str
    kind: int
    addresses: str
    remarks: str
    undone: int
    n: int


class Kept:
    """The file of one connection, open for reading."""

    def __init__(self, path: Path, database: sqlite3.Connection, about: About) -> None:
        self.path = path
        self._database = database
        self.about = about

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @classmethod
    def open(cls, path: Path, run: str) -> Self | None:
        """The kept rows, if they are of the same versions and configuration."""
        if not is_sealed(path):
            return None
        try:
            database = sqlite3.connect(read_only(path), uri=True, isolation_level=None)
        except sqlite3.Error:
            return None
        try:
            row = database.execute("select content from about").fetchone()
            about = msgspec.json.decode(row[0], type=About) if row else None
        except (sqlite3.Error, msgspec.DecodeError):
            about = None
        if about is None or about.run != run:
            database.close()
            return None
        return cls(path, database, about)

    def rows(self, origins: Mapping[str, int]) -> Iterator[KeptRow]:
        """Everybody of some regions of whom there was nothing to say, in the order in which they were read.

        Args:
            origins: The regions, and the numbers of their origins in the stage.
        """
        self._database.execute("create temp table numbered(region text primary key, origin integer) without rowid")
        self._database.executemany("insert into numbered values(?,?)", origins.items())
        return map(KeptRow._make, self._database.execute(PLAIN, (Kind.READY,)))


def kept_path(root: Path, connection: str) -> Path:
    """Where a connection's rows are kept."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", connection)[:60]
    return root / ".nameplate" / f"{plain}-{hashlib.sha256(connection.encode()).hexdigest()[:8]}.rows"


def read_only(path: Path) -> str:
    """A file as SQLite opens it without writing or creating it."""
    return f"{path.absolute().as_uri()}?mode=ro"


def copy_kept(stage: Stage, connection: str, path: Path, about: About) -> bool:
    """Stage everybody as they were kept, without looking at them.

    False, with nobody staged, where the file is gone or another preview has replaced it meanwhile.
    """
    numbers = {region: stage.origins.number(connection, region) for region in (*about.regions, "")}
    stage.execute("commit")
    try:
        stage.execute("attach ? as kept", (read_only(path),))
    except sqlite3.Error:
        stage.execute("begin")
        return False
    try:
        stage.execute("begin")
        row = stage.execute("select content from kept.about").fetchone()
        if row is None or msgspec.json.decode(row[0], type=About) != about:
            return False
        stage.script("create temp table if not exists numbered(region text primary key, origin integer)")
        stage.execute("delete from numbered")
        stage.database.executemany("insert into numbered values(?,?)", numbers.items())
        after = len(stage.people_marks)
        stage.execute(
            f"insert into desired(origin, {COLUMNS}) select numbered.origin, {COLUMNS} "  # noqa: S608 -- constant
            "from kept.kept k join numbered on numbered.region = k.region order by k.n"
        )
        stage.note_people(after)
        return True
    finally:
        if stage.database.in_transaction:
            stage.execute("commit")
        stage.execute("detach kept")
        stage.execute("begin")


def keep(stage: Stage, connection: str, path: Path, about: About) -> None:
    """Keep the staged people of a connection; a folder that can't be written keeps nothing."""
    numbers = {number: region for number, (name, region) in enumerate(stage.origins.pairs) if name == connection}
    temporary = path.with_name(f"{path.name}.{uuid4().hex[:8]}")
    with contextlib.suppress(OSError, sqlite3.Error):
        try:
            make_folder(path.parent)
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            write(stage, numbers, temporary, about)
            sealed = file_digest(temporary)
            temporary.replace(path)
            seal_of(path).write_text(sealed, encoding="ascii")
        finally:
            temporary.unlink(missing_ok=True)


def seal_of(path: Path) -> Path:
    """Where the digest of a connection's rows stands."""
    return path.with_suffix(".sha256")


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes (hex)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_sealed(path: Path) -> bool:
    """Whether the rows are to the byte as they were written."""
    try:
        return seal_of(path).read_text(encoding="ascii") == file_digest(path)
    except (OSError, UnicodeDecodeError):
        return False


def make_folder(folder: Path) -> None:
    """The folder, for its owner alone, and out of version control."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def write(stage: Stage, numbers: Mapping[int, str], temporary: Path, about: About) -> None:
    """Fill the file from the stage."""
    stage.execute("commit")
    stage.execute("attach ? as keeping", (str(temporary),))
    try:
        stage.script("pragma keeping.journal_mode = off; pragma keeping.synchronous = off; begin")
        stage.script(TABLES.replace("create table ", "create table keeping."))
        stage.script("create temp table if not exists named(origin integer primary key, region text)")
        stage.execute("delete from named")
        stage.database.executemany("insert into named values(?,?)", numbers.items())
        stage.execute(
            f"insert into keeping.kept(region, {COLUMNS}) select named.region, {COLUMNS} "  # noqa: S608 -- constant
            "from main.desired d join named on named.origin = d.origin order by d.n"
        )
        stage.execute("insert into keeping.about values(?)", (msgspec.json.encode(about),))
        stage.execute("commit")
    finally:
        if stage.database.in_transaction:
            stage.execute("rollback")
        stage.execute("detach keeping")
        stage.execute("begin")
