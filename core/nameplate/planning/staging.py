"""Desired and existing people of one directory, on disk, so that memory doesn't grow with them.

Rows go in unsorted and without an index; what has to be in order is sorted by SQLite in its own temporary files.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from nameplate.model import Account
from nameplate.planning.marks import Marks
from nameplate.planning.projection import Projection
from nameplate.planning.staged_rows import (
    ACCOUNT_PAYLOAD,
    EXTERNAL_ID,
    KIND,
    NOTHING,
    ORIGIN,
    PAYLOAD,
    PLAIN,
    PLAIN_ACCOUNT,
    REMARKS,
    SOURCE_ID,
    WHOLE,
    WHOLE_ACCOUNT,
    Kind,
    Origins,
    Row,
    RowMaker,
)

SCHEMA = """
create table desired(
    n integer primary key, source_id text, origin integer, active integer, user_name text, email text, payload text,
    person text, digest text, kind integer default 0, addresses text default '', remarks text default '',
    undone integer default 0
);
create table existing(
    n integer primary key, account_id text, external_id text, atlassian_id text, user_name text, email text,
    payload text, twins integer default 0, display_name text default '', whole blob default ''
);
create table candidate(
    n integer primary key, account integer, adopted integer default 0, fate integer default 0, remarks text
);
create table free(n integer primary key, external_id text, user_name text, email text, remarks text);
"""

PRAGMAS = """
pragma page_size = 8192; pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;
pragma cache_size = -4000; pragma temp_store = file;
"""

KEYS = "select source_id, iif(kind = 0 and remarks = '', payload, null) from desired where n > ? order by n"
COUNTS = "select origin, sum(kind = 0 and remarks = ''), sum(kind < 2) from desired where n > ? group by origin"
INSERT_PEOPLE = {
    PLAIN: "insert into desired(source_id, origin, active, user_name, email, payload, person, digest) "
    "values(?,?,?,?,?,?,?,?)",
    WHOLE: "insert into desired values(null,?,?,?,?,?,?,?,?,?,?,?,?)",
}
INSERT_ACCOUNTS = {
    PLAIN_ACCOUNT: "insert into existing(account_id, external_id, atlassian_id, user_name, email, payload) "
    "values(?,?,?,?,?,?)",
    WHOLE_ACCOUNT: "insert into existing values(null,?,?,?,?,?,?,?,?,?)",
}


class Fate(IntEnum):
    """What correlation says about a candidate."""

    OPEN = 0
    REFUSED = 1
    LOST = 2


class Stage:
    """The staging area of one directory.

    Args:
        folder: Where its file lies, until the preview is over.
        shared: Several connections feed the directory, so that people may have one id.
    """

    def __init__(self, folder: Path, name: str, number: int, projection: Projection, *, shared: bool) -> None:
        self.name = name
        self.path = folder / f"stage-{number}.db"
        self.projection = projection
        self.origins = Origins()
        self.rows = RowMaker(projection, self.origins)
        self.database = sqlite3.connect(
            self.path.absolute(), isolation_level=None, cached_statements=200, uri=True
        )  # so that what was kept can be attached without being written
        self.database.executescript(PRAGMAS + SCHEMA)
        self.database.execute("begin")
        self.accounts = 0
        self.active = 0
        self.plain: Counter[int] = Counter()
        """People by origin of whom there is nothing to say but how they differ from their account."""
        self.remarkable: Counter[int] = Counter()
        """The others, but for those out of scope."""
        self.people_marks, self.account_marks = Marks(), Marks()
        self.id_marks = Marks() if shared else None
        """Of the accounts' externalIds."""

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

    def add_people(self, rows: Sequence[Row]) -> None:
        """Stage rows of people, in the order in which they were read."""
        for length, some in groupby(rows, len):
            alike = list(some)
            self.database.executemany(INSERT_PEOPLE[length], alike)
            others = [] if length == PLAIN else [row for row in alike if row[KIND] or row[REMARKS]]
            self.plain.update([row[ORIGIN] for row in alike])
            self.plain.subtract([row[ORIGIN] for row in others])
            self.remarkable.update([row[ORIGIN] for row in others if row[KIND] != Kind.OUT])
            if others:
                keys = [(row[SOURCE_ID], None if row[KIND] or row[REMARKS] else row[PAYLOAD]) for row in alike]
            else:
                keys = [(row[SOURCE_ID], row[PAYLOAD]) for row in alike]
            self.people_marks.add(keys)

    def note_people(self, after: int) -> None:
        """Take note of people who were put into `desired` otherwise, in rows `after` which nobody had been."""
        self.people_marks.add(self.execute(KEYS, (after,)))
        for origin, plain, present in self.execute(COUNTS, (after,)):
            self.plain[origin] += plain
            self.remarkable[origin] += present - plain

    def add_accounts(self, accounts: Sequence[Account]) -> None:
        """Stage accounts of the directory."""
        rows = self.rows.accounts(accounts)
        self.accounts += len(rows)
        self.active += sum([account.values[-1] == "true" for account in accounts])
        self.account_marks.add([(row[EXTERNAL_ID] or None, row[ACCOUNT_PAYLOAD]) for row in rows])
        if self.id_marks is not None:
            self.id_marks.add([row[EXTERNAL_ID] or None for row in rows])
        for length, alike in groupby(rows, len):
            self.database.executemany(INSERT_ACCOUNTS[length], alike)

    def forget(self, connection: str) -> None:
        """Let the people of a connection, whose read failed, count as present and nothing more."""
        numbers = [number for number, pair in enumerate(self.origins.pairs) if pair[0] == connection]
        for number in numbers:
            self.execute("update desired set kind = ?, remarks = ? where origin = ?", (Kind.OUT, NOTHING, number))
            self.remarkable[number] += self.plain.pop(number, 0)
