"""Desired and existing people of one directory, on disk, so that memory doesn't grow with them.

Rows go in unsorted and without an index; what has to be in order is sorted by SQLite in its own temporary files.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any

import msgspec

from nameplate.findings import Finding
from nameplate.model import Account
from nameplate.model.attributes import DISPLAY_NAME
from nameplate.planning.parts import Mapped
from nameplate.planning.projection import Projection

SCHEMA = """
create table desired(
    n integer primary key, source_id text, origin integer, kind integer, active integer,
    user_name text, email text, payload text, person text, addresses text, remarks blob
);
create table existing(
    n integer primary key, account_id text, external_id text, atlassian_id text,
    user_name text, email text, payload text, twins integer, display_name text, whole blob
);
create table candidate(
    n integer primary key, account integer, adopted integer default 0, fate integer default 0, remarks blob
);
create table free(n integer primary key, external_id text, user_name text, email text, remarks blob);
"""

PRAGMAS = """
pragma page_size = 8192; pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;
pragma cache_size = -4000; pragma temp_store = file;
"""


class Kind(IntEnum):
    """What a desired row is."""

    READY = 0
    BLOCKED = 1
    """A rule or the record failed; the account counts as present."""
    OUT = 2
    """Out of scope, or of a connection that failed: nothing but "the account is present" follows."""


class Fate(IntEnum):
    """What correlation says about a candidate."""

    OPEN = 0
    REFUSED = 1
    LOST = 2


class Remarks(msgspec.Struct, frozen=True, omit_defaults=True):
    """What few people have: findings, and the addresses of chosen names by attribute."""

    findings: tuple[Finding, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()


encode_remarks = msgspec.json.Encoder().encode
decode_remarks = msgspec.json.Decoder(Remarks).decode
encode_findings = msgspec.json.Encoder().encode
decode_findings = msgspec.json.Decoder(tuple[Finding, ...]).decode
NOTHING = encode_remarks(Remarks())


class Origins:
    """Connections and regions, by number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self.pairs: list[tuple[str, str]] = []

    def number(self, connection: str, region: str) -> int:
        """The number of a connection's region."""
        key = (connection, region)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.pairs)
            self.pairs.append(key)
        return found


class Stage:
    """The staging area of one directory.

    Args:
        folder: Where its file lies, until the preview is over.
    """

    def __init__(self, folder: Path, name: str, number: int, projection: Projection) -> None:
        self.name = name
        self.path = folder / f"stage-{number}.db"
        self.projection = projection
        self.origins = Origins()
        self.database = sqlite3.connect(self.path, isolation_level=None, cached_statements=200)
        self.database.executescript(PRAGMAS + SCHEMA)
        self.database.execute("begin")
        self.accounts = 0
        self.active = 0
        self.people: Counter[int] = Counter()
        """People by origin, those out of scope aside."""

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def execute(self, query: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Run a statement."""
        return self.database.execute(query, tuple(values))

    def script(self, statements: str) -> None:
        """Run several statements, within the transaction that is open."""
        for statement in statements.split(";"):
            if statement.strip():
                self.database.execute(statement)

    def people_rows(
        self,
        connection: str,
        people: Iterable[Mapped],
        watched: Callable[[str, tuple[str, ...]], bool] | None = None,
    ) -> list[tuple[Any, ...]]:
        """Mapped people of a connection as rows; `watched` says whom to look at even where nothing changes."""
        number, project = self.origins.number, self.projection.desired
        rows = []
        for mapped in people:
            values = mapped.values
            user_name, email = (values[0] or "").casefold(), (values[1] or "").casefold()
            own_name, own_email = mapped.user_name.casefold(), mapped.email.casefold()
            kind, active, remarks = 0, values[-1], None  # Kind.READY
            if mapped.blocked or mapped.excluded or mapped.findings or mapped.chosen:
                remarks = encode_remarks(Remarks(mapped.findings, mapped.chosen))
                kind = Kind.OUT if mapped.excluded else Kind.BLOCKED if mapped.blocked else Kind.READY
                if kind:
                    user_name, email = user_name or own_name, email or own_email
                    active = None if mapped.active is None else "true" if mapped.active else "false"
            same = own_name in (user_name, email, "") and own_email in (user_name, email, "")
            if watched is not None and watched(mapped.source_id, (user_name, email, own_name, own_email)):
                remarks = remarks or NOTHING
            rows.append(
                (
                    mapped.source_id,
                    number(connection, mapped.region),
                    kind,
                    None if active is None else active == "true",
                    user_name or None,
                    email or None,
                    project(values),
                    mapped.person,
                    None if same else f"{own_name}\n{own_email}",
                    remarks,
                )
            )
        return rows

    def add_people(self, rows: list[tuple[Any, ...]]) -> None:
        """Stage rows of people, in the order in which they were read."""
        self.people.update([row[1] for row in rows if row[2] != Kind.OUT])
        self.database.executemany("insert into desired values(null,?,?,?,?,?,?,?,?,?,?)", rows)

    def add_accounts(self, accounts: Iterable[Account]) -> None:
        """Stage accounts of the directory."""
        project, projected = self.projection.existing, DISPLAY_NAME in self.projection.indexes
        rows = []
        for account in accounts:
            values = account.values
            self.active += values[-1] == "true"
            payload, twins, whole = project(account)
            rows.append(
                (
                    account.id,
                    account.external_id,
                    account.atlassian_account_id or None,
                    (values[0] or "").casefold() or None,
                    (values[1] or "").casefold() or None,
                    payload,
                    twins,
                    None if projected else values[DISPLAY_NAME],
                    whole,
                )
            )
        self.accounts += len(rows)
        self.database.executemany("insert into existing values(null,?,?,?,?,?,?,?,?,?)", rows)

    def forget(self, connection: str) -> None:
        """Let the people of a connection, whose read failed, count as present and nothing more."""
        numbers = [number for number, pair in enumerate(self.origins.pairs) if pair[0] == connection]
        for number in numbers:
            self.execute("update desired set kind = ?, remarks = ? where origin = ?", (Kind.OUT, NOTHING, number))
