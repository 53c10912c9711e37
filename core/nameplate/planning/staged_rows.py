"""People and accounts as rows of the staging area: the columns that compare, find and explain them.

Where somebody lacks something, "" stands for it rather than null, and numbers for true and false: sqlite3 takes texts
and numbers as they are, and asks for an adapter of everything else, which doubles the price of a row.
"""

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any

import msgspec

from nameplate.findings import Finding
from nameplate.model import Account, address_key
from nameplate.model.attributes import DISPLAY_NAME
from nameplate.planning.parts import Mapped
from nameplate.planning.projection import Projection

Row = tuple[Any, ...]
"""A row of `desired` or `existing` without its number: the first columns, or all; the others are as they mostly are."""
PLAIN, WHOLE = 8, 12
"""Columns of somebody of whom there is nothing more to say, and of everybody else."""
SOURCE_ID, ORIGIN, PAYLOAD, KIND, REMARKS, UNDONE = 0, 1, 5, 8, 10, 11
"""Places in a row of `desired`."""
PLAIN_ACCOUNT, WHOLE_ACCOUNT = 6, 9
"""Columns of an account, as above."""
EXTERNAL_ID, ACCOUNT_PAYLOAD = 1, 5
"""Places in a row of `existing`."""


class Kind(IntEnum):
    """What a desired row is."""

    READY = 0
    BLOCKED = 1
    """A rule or the record failed; the account counts as present."""
    OUT = 2
    """Out of scope, or of a connection that failed: nothing but "the account is present" follows."""


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


def address_keys(user_name: str | None, email: str | None) -> tuple[str | None, str | None]:
    """Both as they are compared, None where there is none; mostly they are one address, folded once."""
    key = address_key(user_name) if user_name else None
    return key, key if email == user_name else address_key(email) if email else None


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


class RowMaker:
    """Makes the rows of one directory.

    Args:
        projection: Which attributes are compared.
        origins: Where connections and regions get their numbers.
    """

    def __init__(self, projection: Projection, origins: Origins) -> None:
        self._projection = projection
        self._origins = origins
        self._shows_name = DISPLAY_NAME in projection.indexes

    def people(
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
        project = self._projection.desired
        rows: list[Row] = []
        for mapped, digest, undo in zip(people, digests, undone, strict=True):
            region = mapped.region
            origin = numbers.get(region)
            if origin is None:
                origin = numbers[region] = self._origins.number(connection, region)
            if watched is not None or mapped.findings or mapped.blocked or mapped.excluded or mapped.chosen:
                rows.append(self.remarkable(mapped, origin, digest, watched, undone=undo))
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

    def remarkable(
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
            self._projection.desired(mapped.values),
            mapped.person,
            digest,
            int(kind),
            own_addresses(mapped, user_name, email),
            encode_remarks(remarks) if listed or (watched and watched(mapped.source_id, addresses)) else "",
            int(undone),
        )

    def accounts(self, accounts: Iterable[Account]) -> list[Row]:
        """Accounts of the directory as rows."""
        project = self._projection.existing
        rows: list[Row] = []
        for account in accounts:
            values = account.values
            payload, twins, whole = project(account)
            row = (
                account.id,
                account.external_id,
                account.atlassian_account_id,
                *address_keys(values[0], values[1]),
                payload,
            )
            display_name = "" if self._shows_name else values[DISPLAY_NAME] or ""
            rows.append((*row, twins, display_name, whole) if twins or display_name or whole else row)
        return rows
