"""Watches a preview's people and accounts go by, and keeps those who answer to one address."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from difflib import SequenceMatcher
from heapq import nlargest
from typing import cast

from nameplate.errors import ConfigurationError, DirectoryError
from nameplate.model import Account, BadRecord, SourceUser
from nameplate.planning.parts import Listing, Parts, Source, Status
from nameplate.reading import Batch, Known
from nameplate.reading import Source as ReadingSource

Person = SourceUser | BadRecord

NEAR = 5
LIKENESS = 0.72


class Watch:
    """Whom to look out for, and what was seen.

    Args:
        asked: An address, a user name or an id, in any case.
    """

    def __init__(self, asked: str) -> None:
        self.asked = asked.strip().casefold()
        self.people: list[tuple[str, Person]] = []
        """Connection and person."""
        self.accounts: dict[str, list[Account]] = {}
        """Directory → accounts that answer to one of `names`."""
        self.sources: dict[tuple[str, str], Mapping[str, str]] = {}
        """Connection and id → field → the other connection that the person's value of it is from."""
        self.statuses: dict[str, Status] = {}
        self._names = {self.asked}
        self._near: dict[str, float] = {}

    def see(self, connection: str, person: Person) -> bool:
        """A person goes by; whether it is one whom the watch is for."""
        own = [name.casefold() for name in (person.email, person.user_name, person.id) if name]
        if self.asked in own:
            self.people.append((connection, person))
            self._names.update(own)
            return True
        if not self.people:
            self._compare(person)
        return False

    def see_account(self, directory: str, account: Account) -> None:
        """An account goes by."""
        names = (account.user_name, account.email, account.external_id, account.id)
        if any(name and name.casefold() in self._names for name in names):
            self.accounts.setdefault(directory, []).append(account)

    def knows(self, person: Person, connection: str) -> bool:
        """Whether this is somebody whom the watch is for."""
        own = (person.email, person.user_name, person.id)
        return bool(connection) and any(name and name.casefold() == self.asked for name in own)

    @property
    def near(self) -> tuple[str, ...]:
        """Who has nearly such an address or name, the nearest first."""
        best = nlargest(NEAR, self._near.items(), key=lambda item: item[1])
        return tuple(label for label, _ in best)

    def _compare(self, person: Person) -> None:
        address = person.email or person.user_name
        folded, asked = address.casefold(), self.asked
        local, wanted = folded.partition("@")[0], asked.partition("@")[0]
        if not local or abs(len(local) - len(wanted)) > max(4, len(wanted) // 2):
            return
        names = person.person.casefold()
        parts = [part for part in wanted.replace("_", ".").replace("-", ".").split(".") if len(part) > 2]  # noqa: PLR2004
        likeness = 1.0 if local == wanted or (parts and all(part in names for part in parts)) else 0.0
        if not likeness and (local[:1] == wanted[:1] or local[-1:] == wanted[-1:]):
            matcher = SequenceMatcher(None, local, wanted)
            likeness = matcher.ratio() if matcher.real_quick_ratio() > LIKENESS else 0.0
        if likeness > LIKENESS:
            self._near[f"{person.person} <{address}>"] = likeness
            if len(self._near) > 10 * NEAR:
                self._near = dict(nlargest(NEAR, self._near.items(), key=lambda item: item[1]))


class WatchedSource:
    """A source whose people are seen."""

    def __init__(self, source: Source, connection: str, watch: Watch) -> None:
        self._source = source
        self._connection = connection
        self._watch = watch

    @property
    def status(self) -> Status:
        """How the read goes."""
        return self._source.status

    async def batches(self, known: Known | None = None) -> AsyncIterator[Batch]:
        """The batches."""
        async for batch in self._source.batches(known):
            for person in batch.people:
                if isinstance(person, SourceUser | BadRecord) and self._watch.see(self._connection, person):
                    self._note_sources(person)
            yield batch

    def _note_sources(self, person: Person) -> None:
        """Note what the person has from other connections."""
        if isinstance(self._source, ReadingSource) and isinstance(person, SourceUser):
            self._watch.sources[self._connection, person.id] = self._source.sources(person)


class WatchedListing:
    """A directory whose accounts are seen."""

    def __init__(self, listing: Listing, directory: str, watch: Watch) -> None:
        self._listing = listing
        self._directory = directory
        self._watch = watch

    @property
    def address(self) -> str:
        """Where the directory is."""
        return self._listing.address

    async def pages(self) -> AsyncIterator[list[Account]]:
        """The pages."""
        async for page in self._listing.pages():
            for account in page:
                self._watch.see_account(self._directory, account)
            yield page


class WatchedParts:
    """The parts of a preview, watched.

    A directory that can't be opened, say for want of its key, is one that can't be listed: the person's way up to it
    is known all the same.
    """

    def __init__(self, parts: Parts, watch: Watch) -> None:
        self._parts = parts
        self._watch = watch

    def source(self, connection: str) -> Source:
        """The people of a connection."""
        source = self._parts.source(connection)
        self._watch.statuses[connection] = source.status
        return cast("Source", WatchedSource(source, connection, self._watch))

    def directory(self, name: str) -> AbstractAsyncContextManager[Listing]:
        """The directory of that name."""
        return self._directory(name)

    @asynccontextmanager
    async def _directory(self, name: str) -> AsyncIterator[Listing]:
        try:
            async with self._parts.directory(name) as listing:
                yield WatchedListing(listing, name, self._watch)
        except ConfigurationError as error:
            raise DirectoryError(error.message, remedy=error.remedy) from error
