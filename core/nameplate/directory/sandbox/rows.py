"""The sandbox's SQLite file: resources as JSON, with the columns that they are found by.

resource(position, id, external_id, user_name, email, body)     user_name and email case-folded
account(id, email)                                              Atlassian accounts, linked by their address
setting(name, value)
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from nameplate.errors import DirectoryError
from nameplate.model.account import primary

APPLICATION_ID = int.from_bytes(b"NPSB", "big")

_TABLES = """
CREATE TABLE IF NOT EXISTS resource (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, external_id TEXT NOT NULL, user_name TEXT NOT NULL,
    email TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, email TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE UNIQUE INDEX IF NOT EXISTS resource_id ON resource (id);
CREATE INDEX IF NOT EXISTS resource_external_id ON resource (external_id);
CREATE INDEX IF NOT EXISTS resource_user_name ON resource (user_name);
CREATE INDEX IF NOT EXISTS resource_email ON resource (email);
CREATE INDEX IF NOT EXISTS account_email ON account (email);
"""
_INSERT = "INSERT INTO resource (id, external_id, user_name, email, body) VALUES (?, ?, ?, ?, ?)"

COLUMNS = {"id": "id", "externalId": "external_id", "userName": "user_name", "emails": "email"}


class Rows:
    """The file, open; where there is none, nobody is in it, and the first write makes one.

    Raises:
        DirectoryError: The file is not a sandbox.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._absent = not path.exists()
        self._open = self._connected(":memory:" if self._absent else path)

    def _connected(self, place: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(place, isolation_level=None, timeout=30, check_same_thread=False)
        try:
            self._prepare(connection)
        except sqlite3.DatabaseError as error:
            connection.close()
            raise DirectoryError(
                f"{self.path} is not a sandbox directory: {error}.",
                remedy="Name another file, or one that doesn't exist yet.",
            ) from None
        return connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The file to read from, or an empty stand-in as long as nobody made it."""
        if self._absent and self.path.exists():
            self._open.close()
            self._open = self._connected(self.path)
            self._absent = False
        return self._open

    @property
    def writable(self) -> sqlite3.Connection:
        """The file to write to, which is made if there is none; only its owner can read it."""
        if self._absent:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        return self.connection

    @staticmethod
    def _prepare(connection: sqlite3.Connection) -> None:
        execute = connection.execute
        # A sandbox may forget its last seconds when the power fails; that buys a quick practice push.
        execute("PRAGMA synchronous = OFF")
        (application,) = execute("PRAGMA application_id").fetchone()
        (tables,) = execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and tables:
            raise sqlite3.DatabaseError("it is another program's database")
        if not tables:
            connection.executescript(f"PRAGMA application_id = {APPLICATION_ID};{_TABLES}{_INDEXES}")

    def close(self) -> None:
        """Close the file."""
        self._open.close()

    def insert(self, resource: dict[str, Any]) -> None:
        """Add one resource."""
        self.writable.execute(_INSERT, _row(resource))

    def insert_all(self, resources: Iterable[dict[str, Any]]) -> None:
        """Add several, all or none.

        Raises:
            DirectoryError: Two have the same id.
        """
        self._write_all(resources, between=())

    def update(self, resource: dict[str, Any]) -> None:
        """Put a resource in its place."""
        identifier, *columns = _row(resource)
        self.writable.execute(
            "UPDATE resource SET external_id = ?, user_name = ?, email = ?, body = ? WHERE id = ?",
            (*columns, identifier),
        )

    def delete(self, identifier: str) -> None:
        """Remove a resource."""
        self.writable.execute("DELETE FROM resource WHERE id = ?", (identifier,))

    def find(self, attribute: str, value: str) -> list[dict[str, Any]]:
        """The resources with a value in one of COLUMNS, in the order of their creation; addresses ignore case."""
        column = COLUMNS[attribute]
        key = value.casefold() if column in {"user_name", "email"} else value
        found = self.connection.execute(f"SELECT body FROM resource WHERE {column} = ? ORDER BY position", (key,))  # noqa: S608 -- a name of COLUMNS
        return [orjson.loads(body) for (body,) in found]

    def count(self) -> int:
        """How many resources there are."""
        (count,) = self.connection.execute("SELECT count(*) FROM resource").fetchone()
        return int(count)

    def page(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Resources in the order of their creation."""
        found = self.connection.execute("SELECT body FROM resource ORDER BY position LIMIT ? OFFSET ?", (limit, offset))
        return [orjson.loads(body) for (body,) in found]

    def bodies(self, batch: int) -> Iterator[list[bytes]]:
        """Every resource's JSON in the order of creation, `batch` at a time; the file isn't locked in between."""
        last = -1
        while True:
            rows = self.connection.execute(
                "SELECT position, body FROM resource WHERE position > ? ORDER BY position LIMIT ?", (last, batch)
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [body for _, body in rows]

    def load(self, resources: Iterable[dict[str, Any]]) -> None:
        """As `insert_all`, but quick for very many: the indexes are built afterwards."""
        names = ("resource_id", "resource_external_id", "resource_user_name", "resource_email")
        self._write_all(resources, between=[f"DROP INDEX IF EXISTS {name}" for name in names])

    def _write_all(self, resources: Iterable[dict[str, Any]], between: Iterable[str]) -> None:
        connection = self.writable
        execute = connection.execute
        execute("BEGIN")
        try:
            for statement in between:
                execute(statement)
            connection.executemany(_INSERT, map(_row, resources))
            for statement in filter(str.strip, _INDEXES.split(";")):
                execute(statement)
        except BaseException as error:
            execute("ROLLBACK")
            if isinstance(error, sqlite3.IntegrityError):
                raise DirectoryError("Two of the users to load have the same id.") from None
            raise
        execute("COMMIT")

    def setting(self, name: str) -> Any:
        """A setting, or None."""
        row = self.connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return orjson.loads(row[0]) if row else None

    def set(self, name: str, value: Any) -> None:
        """Keep a setting."""
        self.writable.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, orjson.dumps(value).decode()))

    def linked_account(self, email: str) -> str:
        """The Atlassian account of an address, or ""."""
        row = self.connection.execute("SELECT id FROM account WHERE email = ?", (email.casefold(),)).fetchone()
        return row[0] if row else ""

    def link_account(self, account_id: str, email: str) -> None:
        """Give an Atlassian account its present address."""
        self.writable.execute("INSERT OR REPLACE INTO account VALUES (?, ?)", (account_id, email.casefold()))


def _row(resource: dict[str, Any]) -> tuple[str, str, str, str, bytes]:
    return (
        resource["id"],
        resource.get("externalId") or "",
        (resource.get("userName") or "").casefold(),
        primary(resource.get("emails")).casefold(),
        orjson.dumps(resource),
    )
