"""The directory's present state: by listing it, or one account at a time, whichever costs fewer requests."""

import math
import sqlite3
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from typing import Protocol

import msgspec

from nameplate.directory import DirectoryClient, account_in
from nameplate.model import Account

PAGE = 100


class Present(Protocol):
    """Gives accounts as they are."""

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, or None."""
        ...

    async def of_person(self, external_id: str) -> list[Account]:
        """The accounts with this externalId."""
        ...


@asynccontextmanager
async def present_state(client: DirectoryClient, *, accounts: int, changes: int) -> AsyncIterator[Present]:
    """The present state for so many changes in a directory of so many accounts.

    Raises:
        DirectoryError: The directory can't be listed completely.
    """
    if changes <= math.ceil(accounts / PAGE):
        yield SingleReads(client)
        return
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        listed = Listed(database)
        async with aclosing(client.pages()) as pages:
            async for page in pages:
                listed.add(page)
        listed.index()
        yield listed


class SingleReads:
    """One request for each account."""

    def __init__(self, client: DirectoryClient) -> None:
        self._client = client

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, or None."""
        resource = await self._client.get(account_id)
        return None if resource is None else account_in(resource)

    async def of_person(self, external_id: str) -> list[Account]:
        """The accounts with this externalId."""
        return [account_in(found) for found in await self._client.find("externalId", external_id)]


class Listed:
    """Everybody, in a temporary database that spills to disk, so that memory stays flat."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Account).decode
        database.execute("PRAGMA journal_mode = off")
        database.execute("CREATE TABLE present (id TEXT, external_id TEXT, account BLOB)")

    def add(self, page: list[Account]) -> None:
        """Take in one page."""
        rows = [(account.id, account.external_id, self._encode(account)) for account in page]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO present VALUES (?, ?, ?)", rows)
        self._database.execute("COMMIT")

    def index(self) -> None:
        """Make it quick to ask."""
        self._database.execute("CREATE INDEX present_id ON present (id)")
        self._database.execute("CREATE INDEX present_external_id ON present (external_id)")

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, or None."""
        return next(iter(self._find("id", account_id)), None)

    async def of_person(self, external_id: str) -> list[Account]:
        """The accounts with this externalId."""
        return self._find("external_id", external_id)

    def _find(self, column: str, value: str) -> list[Account]:
        found = self._database.execute(f"SELECT account FROM present WHERE {column} = ? ORDER BY rowid", (value,))  # noqa: S608 -- one of two columns
        return [self._decode(blob) for (blob,) in found]
