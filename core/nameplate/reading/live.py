"""Reads a connection's people, or its raw records, from the identity provider itself."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from typing import Any

from nameplate.errors import RecordError, UnexpectedAnswer, UnknownGroup
from nameplate.plugins import AnyConnector, Page, Query, Record, Scope
from nameplate.plugins.fields import read_field
from nameplate.reading.closing import is_glob
from nameplate.reading.guarded import Guarded
from nameplate.reading.paging import Retrying, located, turn_pages
from nameplate.reading.records import Person, Place, RecordReader
from nameplate.reading.selection import Selection
from nameplate.reading.status import ReadStatus


class LiveReader:
    """One live read.

    Args:
        connector: The connector.
        settings: Its settings.
        selection: What is read.
        scope: Who is read.
        status: Kept up to date.
        retrying: Told of every wait.
    """

    def __init__(
        self,
        connector: AnyConnector,
        settings: Any,
        selection: Selection,
        scope: Scope,
        status: ReadStatus,
        retrying: Retrying,
    ) -> None:
        self.connector = connector
        self.settings = settings
        self.selection = selection
        self.scope = scope
        self.status = status
        self.retrying = retrying

    def open(self) -> Guarded:
        """The connector, to be entered."""
        return Guarded(self.connector(self.settings), self.status.distribution)

    async def people(self) -> AsyncGenerator[list[Person], None]:
        """The people, a page at a time.

        Raises:
            ReadError: The identity provider could not be read to its end.
        """
        async with self.open() as opened:
            groups = await self.memberships(opened, self.selection.needs.groups)
            reader = RecordReader(self.connector, self.selection, groups, self.status)
            async with aclosing(self.pages(opened)) as pages:
                async for page in pages:
                    people = self.people_of(page, reader)
                    self.status.people += len(people)
                    if people:
                        yield people
        self.status.complete = True

    def people_of(self, page: Page, reader: RecordReader) -> list[Person]:
        """The people of a page."""
        number = self.status.pages

        def place(record: int) -> Place:
            return Place(words=f"{self.status.connection}, page {number}, record {record}")

        people = (reader.read(record, index, place) for index, record in enumerate(page.records, 1))
        return [person for person in people if person is not None]

    async def pages(self, opened: Guarded) -> AsyncGenerator[Page, None]:
        """The raw pages of everyone in scope.

        Raises:
            ReadError: A page can't be had.
        """
        async with aclosing(self.turn(opened, Query(self.selection.select, self.scope))) as pages:
            async for page in pages:
                self.status.pages += 1
                yield page

    async def memberships(self, opened: Guarded, groups: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Group → ids of its members, one group after the other.

        Raises:
            ReadError: A group is unknown or a glob, or its members can't be read to the end.
        """
        if globs := sorted(group for group in groups if is_glob(group) and group not in self.scope.groups):
            raise UnknownGroup(
                f"Conditions mention the group {', '.join(map(repr, globs))}; an identity provider is asked for the "
                "members of a group by its name or id, not by a glob.",
                remedy="Name each group in full: `group: [Staff Tokyo, Staff Osaka]`.",
            )
        return {group: await self.members(opened, group) for group in sorted(groups)}

    async def members(self, opened: Guarded, group: str) -> frozenset[str]:
        """The ids of a group's members."""
        ids: set[str] = set()
        query = Query(frozenset(self.connector.fields["id"].paths), self.scope, group)
        async with aclosing(self.turn(opened, query)) as pages:
            async for page in pages:
                ids.update(self.identify(record, group) for record in page.records)
        return frozenset(ids)

    def turn(self, opened: Guarded, query: Query) -> AsyncGenerator[Page, None]:
        """The pages of a query, with errors that name the group."""
        where = f"members of the group {query.group!r}" if query.group else ""
        return turn_pages(opened, query, attempts=self.settings.attempts, retrying=self.retrying, where=where)

    def identify(self, record: Record, group: str) -> str:
        """The id of a member.

        Raises:
            UnexpectedAnswer: It has none.
        """
        try:
            identity: str = read_field("id", self.connector.fields["id"], record)
        except RecordError:
            identity = ""
        if not identity:
            raise located(
                UnexpectedAnswer("a member came without an id.", remedy="Report it to the connector's makers."),
                f"members of the group {group!r}",
            )
        return identity
