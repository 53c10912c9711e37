"""Staged people of a snapshot, kept beside the configuration for the next preview.

`.nameplate/` holds one file a connection. It is safe to delete, written anew whenever it doesn't fit, and never trusted
across versions, plugins or configurations (`fingerprints`), nor once it is not to the byte what a preview wrote: rows
that went missing would read as people who left. A snapshot whose bytes are the same holds the same people
in the same order: if no mapping changed either, their rows are copied and nobody is read; if some mappings changed,
everybody is read, and only the people of their regions are mapped again.
"""

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import msgspec

from nameplate.findings import Finding
from nameplate.planning.staging import Kind, Stage

COLUMNS = "source_id, kind, active, user_name, email, payload, person, addresses, remarks"
TABLES = f"""
create table about(content blob);
create table kept(n integer primary key, region text, {COLUMNS})
"""


class KeptStatus(msgspec.Struct, frozen=True):
    """How the read that is kept had gone (`parts.Status`)."""

    distribution: str
    version: str
    read_from: str
    snapshot_hash: str
    people: int
    complete: bool
    unreadable_ids: int
    incomplete: str
    unselected: frozenset[str]
    findings: tuple[Finding, ...]


class About(msgspec.Struct, frozen=True):
    """What the kept rows depend on, and what else the read came to."""

    run: str
    snapshot: str
    regions: dict[str, str]
    undone: dict[str, int]
    status: KeptStatus


@dataclass(frozen=True)
class KeptPerson:
    """A kept row: `columns` in the order of COLUMNS."""

    region: str
    columns: tuple[Any, ...]

    @property
    def source_id(self) -> str:
        """The person's id."""
        source_id: str = self.columns[0]
        return source_id

    @property
    def payload(self) -> str:
        """The payload as text."""
        payload: str = self.columns[5]
        return payload

    @property
    def plain(self) -> bool:
        """Whether there was nothing to say of the person, so that the row says it all."""
        return not self.columns[-1] and bool(self.columns[1] == Kind.READY)


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
    def open(cls, path: Path, run: str, snapshot: str) -> Self | None:
        """The kept rows, if they are of the same versions, configuration and snapshot."""
        if not run or not snapshot or not is_sealed(path):
            return None
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            row = database.execute("select content from about").fetchone()
            about = msgspec.json.decode(row[0], type=About) if row else None
        except (sqlite3.Error, msgspec.DecodeError):
            about = None
        if about is None or (about.run, about.snapshot) != (run, snapshot):
            database.close()
            return None
        return cls(path, database, about)

    def people(self) -> Iterator[KeptPerson]:
        """Everybody, in the order in which they were read."""
        for region, *columns in self._database.execute(f"select region, {COLUMNS} from kept order by n"):  # noqa: S608 -- constant
            yield KeptPerson(region, tuple(columns))


def kept_path(root: Path, connection: str) -> Path:
    """Where a connection's rows are kept."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", connection)[:60]
    return root / ".nameplate" / f"{plain}-{hashlib.sha256(connection.encode()).hexdigest()[:8]}.rows"


def copy_kept(stage: Stage, connection: str, path: Path, about: About) -> None:
    """Stage everybody as they were kept, without looking at them."""
    numbers = {region: stage.origins.number(connection, region) for region in (*about.regions, "")}
    stage.execute("commit")
    stage.execute("attach ? as kept", (str(path),))
    try:
        stage.execute("begin")
        stage.script("create temp table if not exists numbered(region text primary key, origin integer)")
        stage.execute("delete from numbered")
        stage.database.executemany("insert into numbered values(?,?)", numbers.items())
        stage.execute(
            f"insert into desired(origin, {COLUMNS}) select numbered.origin, {COLUMNS} "  # noqa: S608 -- constant
            "from kept.kept k join numbered on numbered.region = k.region order by k.n"
        )
        query = "select origin, count(*) from kept.kept k join numbered using(region) where kind < 2 group by origin"
        stage.people.update(dict(stage.execute(query)))
        stage.execute("commit")
    finally:
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
