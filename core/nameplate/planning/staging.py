"""Desired and existing people of one directory, on disk, so that memory doesn't grow with them.

Rows go in unsorted and without an index; what has to be in order is sorted by SQLite in its own temporary files.
Where a person or account lacks something, "" stands for it rather than null, and numbers for true and false: sqlite3
takes texts and numbers as they are, and asks for an adapter of everything else, which doubles the price of a row.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

import msgspec

from nameplate.findings import Finding
from nameplate.model import Account, address_key
from nameplate.model.attributes import DISPLAY_NAME
from nameplate.planning.parts import Mapped
from nameplate.planning.projection import Projection

SCHEMA = """
create table desired(
    n integer primary key, source_id text, origin integer, kind integer, active integer,
    user_name text, email text, payload text, person text, addresses text, remarks text, digest text, undone integer
);
create table existing(
    n integer primary key, account_id text, external_id text, atlassian_id text,
    user_name text, email text, payload text, twins integer, display_name text, whole blob
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
"""A row of `desired` without its number."""
ORIGIN, UNDONE = 1, 11
"""Where a row has its origin, and whether sign-in will undo the display name."""


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
                rows.append((*self.remarkable_row(mapped, origin, watched), digest, int(undo)))
                continue
            values = mapped.values
            user_name, email = values[0], values[1]
            same = user_name == mapped.user_name and email == mapped.email
            rows.append(
                (
                    mapped.source_id,
                    origin,
                    0,
                    ACTIVITY[values[-1]],
                    *address_keys(user_name, email),
                    project(values),
                    mapped.person,
                    "" if same else own_addresses(mapped, user_name, email),
                    "",
                    digest,
                    int(undo),
                )
            )
        return rows

    def remarkable_row(
        self, mapped: Mapped, origin: int, watched: Callable[[str, tuple[str, ...]], bool] | None
    ) -> Row:
        """The row of somebody who is blocked or out of scope, who has findings or chosen names, or is watched.

        It ends with the remarks.

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
            int(kind),
            ACTIVITY[active],
            *address_keys(user_name, email),
            self.projection.desired(mapped.values),
            mapped.person,
            own_addresses(mapped, user_name, email),
            encode_remarks(remarks) if listed or (watched and watched(mapped.source_id, addresses)) else "",
        )

    def add_people(self, rows: Sequence[Row]) -> None:
        """Stage rows of people, in the order in which they were read."""
        self.people.update([row[1] for row in rows if row[2] != Kind.OUT])
        self.database.executemany("insert into desired values(null,?,?,?,?,?,?,?,?,?,?,?,?)", rows)

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
                    account.atlassian_account_id,
                    *address_keys(values[0], values[1]),
                    payload,
                    twins,
                    "" if projected else values[DISPLAY_NAME] or "",
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
