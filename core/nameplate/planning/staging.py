"""Desired and existing people of one directory, on disk, so that memory doesn't grow with them.

Rows go in unsorted and without an index; what has to be in order is sorted by SQLite in its own temporary files.
Where a person or account lacks something, "" stands for it rather than null, and numbers for true and false: sqlite3
takes texts and numbers as they are, and asks for an adapter of everything else, which doubles the price of a row.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from nameplate.findings import Finding
from nameplate.model import Account, address_key
from nameplate.model.attributes import DISPLAY_NAME
from nameplate.planning.marks import Key, Marks
from nameplate.planning.parts import Mapped
from nameplate.planning.projection import Projection

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


def address_keys(user_name: str | None, email: str | None) -> tuple[str | None, str | None]:
    """Both as they are compared, None where there is none; mostly they are one address, folded once."""
    key = address_key(user_name) if user_name else None
    return key, key if email == user_name else address_key(email) if email else None


Row = tuple[Any, ...]
"""A row of `desired` or `existing` without its number: the first columns, or all; the others are as they mostly are."""
PLAIN, WHOLE = 8, 12
"""Columns of somebody of whom there is nothing more to say, and of everybody else."""
KEYS = "select source_id, iif(kind = 0 and remarks = '', payload, null) from desired where n > ? order by n"
COUNTS = "select origin, sum(kind = 0 and remarks = ''), sum(kind < 2) from desired where n > ? group by origin"
SOURCE_ID, ORIGIN, PAYLOAD, KIND, REMARKS, UNDONE = 0, 1, 5, 8, 10, 11
"""Places in a row of `desired`."""
PLAIN_ACCOUNT = 6
INSERT_PEOPLE = {
    PLAIN: "insert into desired(source_id, origin, active, user_name, email, payload, person, digest) "
    "values(?,?,?,?,?,?,?,?)",
    WHOLE: "insert into desired values(null,?,?,?,?,?,?,?,?,?,?,?,?)",
}
INSERT_ACCOUNTS = {
    PLAIN_ACCOUNT: "insert into existing(account_id, external_id, atlassian_id, user_name, email, payload) "
    "values(?,?,?,?,?,?)",
    9: "insert into existing values(null,?,?,?,?,?,?,?,?,?)",
}


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


_encode = msgspec.json.Encoder().encode
decode_remarks = msgspec.json.Decoder(Remarks).decode
decode_findings = msgspec.json.Decoder(tuple[Finding, ...]).decode

ACTIVITY = {"true": 1, "false": 0, None: None}


def encode_remarks(remarks: Remarks) -> str:
    """Remarks as text, never ""."""
    return _encode(remarks).decode()


def encode_findings(findings: tuple[Finding, ...]) -> str:
    """Findings as text; "" where there are none."""
    return _encode(findings).decode() if findings else ""


NOTHING = encode_remarks(Remarks())
"""The remarks of somebody who has none, and is looked at none the less."""


def own_addresses(mapped: Mapped, user_name: str | None, email: str | None) -> str:
    """The source's own user name and e-mail, case-folded, where they are others than the mapped ones; else ""."""
    known = {"", (user_name or "").casefold(), (email or "").casefold()}
    own = (mapped.user_name.casefold(), mapped.email.casefold())
    return "" if known.issuperset(own) else "\n".join(own)


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
        digests: Iterable[str],
        undone: Iterable[bool],
        watched: Callable[[str, tuple[str, ...]], bool] | None = None,
    ) -> list[Row]:
        """Mapped people of a connection as rows.

        Args:
            connection: The connection's name.
            people: The people.
            digests: Of their records, "" where there is none.
            undone: Whether sign-in will undo their display names.
            watched: Says whom to look at even where nothing changes.
        """
        numbers: dict[str, int] = {}
        project = self.projection.desired
        rows: list[Row] = []
        for mapped, digest, undo in zip(people, digests, undone, strict=True):
            region = mapped.region
            origin = numbers.get(region)
            if origin is None:
                origin = numbers[region] = self.origins.number(connection, region)
            if watched is not None or mapped.findings or mapped.blocked or mapped.excluded or mapped.chosen:
                rows.append(self.remarkable_row(mapped, origin, digest, watched, undone=undo))
                continue
            values = mapped.values
            user_name, email = values[0], values[1]
            key, email_key = address_keys(user_name, email)
            more = ""
            if user_name != mapped.user_name or email != mapped.email:
                more = own_addresses(mapped, user_name, email)
            row = (
                mapped.source_id,
                origin,
                ACTIVITY[values[-1]],
                key,
                email_key,
                project(values),
                mapped.person,
                digest,
            )
            rows.append((*row, 0, more, "", int(undo)) if more or undo else row)
        return rows

    def remarkable_row(
        self,
        mapped: Mapped,
        origin: int,
        digest: str,
        watched: Callable[[str, tuple[str, ...]], bool] | None,
        *,
        undone: bool,
    ) -> Row:
        """The row of somebody who is blocked or out of scope, who has findings or chosen names, or is watched.

        Where a rule failed, the source's own addresses and state stand in for what it would have given.
        """
        kind = Kind.OUT if mapped.excluded else Kind.BLOCKED if mapped.blocked else Kind.READY
        user_name, email, *_, active = mapped.values
        if kind is not Kind.READY:
            user_name, email = user_name or mapped.user_name, email or mapped.email
            active = None if mapped.active is None else "true" if mapped.active else "false"
        remarks = Remarks(mapped.findings, mapped.chosen)
        addresses = tuple(
            address.casefold() for address in (user_name, email, mapped.user_name, mapped.email) if address
        )
        listed = kind is not Kind.READY or mapped.findings or mapped.chosen
        return (
            mapped.source_id,
            origin,
            ACTIVITY[active],
            *address_keys(user_name, email),
            self.projection.desired(mapped.values),
            mapped.person,
            digest,
            int(kind),
            own_addresses(mapped, user_name, email),
            encode_remarks(remarks) if listed or (watched and watched(mapped.source_id, addresses)) else "",
            int(undone),
        )

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

    def add_accounts(self, accounts: Iterable[Account]) -> None:
        """Stage accounts of the directory."""
        project, projected = self.projection.existing, DISPLAY_NAME in self.projection.indexes
        rows: list[Row] = []
        keys: list[Key] = []
        for account in accounts:
            values = account.values
            self.active += values[-1] == "true"
            payload, twins, whole = project(account)
            keys.append((account.external_id or None, payload))
            row = (
                account.id,
                account.external_id,
                account.atlassian_account_id,
                *address_keys(values[0], values[1]),
                payload,
            )
            display_name = "" if projected else values[DISPLAY_NAME] or ""
            rows.append((*row, twins, display_name, whole) if twins or display_name or whole else row)
        self.accounts += len(rows)
        self.account_marks.add(keys)
        for length, alike in groupby(rows, len):
            self.database.executemany(INSERT_ACCOUNTS[length], alike)

    def forget(self, connection: str) -> None:
        """Let the people of a connection, whose read failed, count as present and nothing more."""
        numbers = [number for number, pair in enumerate(self.origins.pairs) if pair[0] == connection]
        for number in numbers:
            self.execute("update desired set kind = ?, remarks = ? where origin = ?", (Kind.OUT, NOTHING, number))
            self.remarkable[number] += self.plain.pop(number, 0)
