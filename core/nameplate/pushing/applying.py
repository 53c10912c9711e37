"""Apply changes to one directory, several at once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nameplate.config.models import Directory
from nameplate.directory import DirectoryClient
from nameplate.errors import DirectoryError, DirectoryUnavailable, NameplateError
from nameplate.model import Action, Change, Progress
from nameplate.planning import Outcome
from nameplate.planning.protection import protection_finding
from nameplate.pushing.journal import Journal
from nameplate.pushing.pending import Progressed
from nameplate.pushing.present import Present
from nameplate.pushing.requests import creation, operations, source_of
from nameplate.pushing.staleness import Assessment, Moved, State, assess, assess_creation

_REFUSING_ALL = frozenset({401, 403})
UNREACHABLE = 5
"""So many changes in a row without any answer end a push."""


@dataclass
class Halt:
    """Says when to take no further change: a person interrupted, or the directory refuses everything."""

    interrupted: asyncio.Event = field(default_factory=asyncio.Event)
    error: NameplateError | None = None
    writing: bool = False
    """Whether requests may be under way, so that stopping has to wait for them."""

    @property
    def now(self) -> bool:
        """Whether to stop; what is under way is finished."""
        return self.interrupted.is_set() or self.error is not None


@dataclass(frozen=True)
class Circumstances:
    """What the directories of one push share.

    `before` says how far earlier pushes came; `protected` gives the first of some addresses that is protected, or "".
    """

    journal: Journal
    before: Progressed
    protected: Callable[[Iterable[str]], str]
    halt: Halt
    progress: Progress


class Applier:
    """Applies the changes of one directory.

    Args:
        client: The directory.
        directory: Its present configuration.
        present: Its present state.
        shared: What all directories of the push share.
    """

    def __init__(self, client: DirectoryClient, directory: Directory, present: Present, shared: Circumstances) -> None:
        self._client = client
        self._directory = directory
        self._present = present
        self._journal = shared.journal
        self._before = shared.before
        self._protected = shared.protected
        self._halt = shared.halt
        self._progress = shared.progress
        self._names_follow = directory.names != "independent"
        self._releases: dict[int, asyncio.Future[bool]] = {}
        self._unanswered = 0
        self.outcomes: Counter[Outcome] = Counter()

    async def all(self, changes: Iterator[Change], *, task: str) -> None:
        """Apply them, in an order in which nobody takes an address before it is released."""

        async def worker() -> None:
            for change in changes:
                release = self._released(change.id)
                outcome = None
                try:
                    outcome = await self.one(change)
                finally:
                    if release is not None:
                        release.set_result(outcome in {Outcome.APPLIED, Outcome.ALREADY})
                if outcome is not None:
                    self.outcomes[outcome] += 1
                    self._progress.advance(task)
                if self._halt.now:
                    return

        async with asyncio.TaskGroup() as group:
            # Twice as many as requests may be under way: while half of them wait for the disk, the others send.
            for _ in range(2 * self._directory.requests.concurrency):
                group.create_task(worker())

    def _released(self, number: int) -> "asyncio.Future[bool] | None":
        if number not in self._before.releasing:
            return None
        return self._releases.setdefault(number, asyncio.get_running_loop().create_future())

    async def one(self, change: Change) -> Outcome | None:
        """Apply one change, if nothing speaks against it; everything is in the journal afterwards.

        None: the push was halted before anything was sent, and the change stays pending.
        """
        try:
            found = await self._refusal(change) or await self._assess(change)
        except DirectoryError as error:
            self._learn(error)
            return await self._settled(change, Outcome.FAILED, error=str(error))
        if self._halt.now:
            return None
        if isinstance(found, str):
            return await self._settled(change, Outcome.SKIPPED, error=found)
        if found.state is State.READY:
            return await self._send(change)
        if found.state is State.MOVED:
            return await self._settled(change, Outcome.SKIPPED, error=sentence(found.moved), moved=found.moved)
        # As planned already: by somebody else, or by a request of an earlier push whose answer never came.
        outcome = Outcome.APPLIED if change.id in self._before.sent else Outcome.ALREADY
        return await self._settled(change, outcome, account_id=found.account_id)

    async def _settled(self, change: Change, outcome: Outcome, **more: Any) -> Outcome:
        await self._journal.settled(change.id, outcome, **{"account_id": change.account_id, **more})
        return outcome

    async def _refusal(self, change: Change) -> str:
        """Why nothing is sent for a change whatever the directory holds, or ""."""
        if not self._directory.may(change.action):
            return f"The directory's `actions` don't include {change.action} any more."
        for needed in change.needs:
            if needed not in self._before.done and not (needed in self._releases and await self._releases[needed]):
                return f"Change {needed} of this plan has to release an address first, and that is not done."
        return self._harm(change, change.addresses)

    def _harm(self, change: Change, addresses: Iterable[str]) -> str:
        """Why a change of a protected person is refused, or ""."""
        found = protection_finding(change.action, change.attributes, addresses, self._protected)
        return f"{found.message} ({found.code}). {found.remedy}" if found else ""

    async def _assess(self, change: Change) -> Assessment | str:
        if change.action is Action.CREATE:
            found = await self._present.of_person(source_of(change))
            sent = change.id in self._before.sent
            return assess_creation(change, found, sent=sent, names_follow=self._names_follow)
        account = await self._present.account(change.account_id)
        current = () if account is None else (account.user_name.casefold(), account.email.casefold())
        return self._harm(change, current) or assess(change, account, names_follow=self._names_follow)

    async def _send(self, change: Change) -> Outcome:
        attempt = await self._journal.sent(change.id)
        try:
            if change.action is Action.CREATE:
                made = await self._client.create(creation(change))
                status, account_id = 201, str(made["id"])
            else:
                resource = await self._client.patch(change.account_id, operations(change))
                status, account_id = 204 if resource is None else 200, change.account_id
        except DirectoryError as error:
            self._learn(error)
            await self._journal.answered(
                attempt, Outcome.FAILED, status=error.status, account_id=change.account_id, error=str(error)
            )
            return Outcome.FAILED
        self._unanswered = 0
        await self._journal.answered(attempt, Outcome.APPLIED, status=status, account_id=account_id)
        return Outcome.APPLIED

    def _learn(self, error: DirectoryError) -> None:
        """Stop where an error means everybody: a key that is not accepted, a directory that is away."""
        self._unanswered = self._unanswered + 1 if isinstance(error, DirectoryUnavailable) else 0
        if error.status in _REFUSING_ALL or self._unanswered >= UNREACHABLE:
            self._halt.error = self._halt.error or error


def sentence(moved: Iterable[Moved]) -> str:
    """What moved, in words."""
    words = "; ".join(f"{path}: expected {expected!r}, found {found!r}" for path, expected, found in moved)
    return f"It changed since the preview ({words}). Preview again."
