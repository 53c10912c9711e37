"""What happens in a push, written to the plan file as it happens.

Each request is on disk before it is sent, and its answer as soon as it is there. Whatever waits is committed
together, so that the disk doesn't set the pace; between two commits the file is free for readers.
"""

import asyncio
import getpass
import socket
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nameplate.errors import PlanError
from nameplate.planning import Outcome
from nameplate.pushing.options import PushOptions
from nameplate.pushing.staleness import Moved

Statement = tuple[str, tuple[Any, ...]]

_SENT = "INSERT INTO attempt (id, push_id, change_id, sent_at) VALUES (?, ?, ?, ?)"
_ANSWERED = "UPDATE attempt SET answered_at = ?, status = ?, account_id = ?, error = ?, outcome = ? WHERE id = ?"
_SETTLED = (
    "INSERT INTO attempt (id, push_id, change_id, answered_at, account_id, error, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_DIFFERENCE = "INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?, ?)"


class Journal:
    """The journal of one push; an async context manager, entered once a push may begin.

    Args:
        path: The plan file; its lock is held.
        options: What the push chose and overrode, and who pushes.
    """

    def __init__(self, path: Path, options: PushOptions) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
        # The rollback file is kept between commits, which halves their cost, and removed at the end.
        self._database.execute("PRAGMA journal_mode = PERSIST")
        self._waiting: list[tuple[Sequence[Statement], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._options = options
        self.push_id: int
        self._last_attempt: int
        self.push_id, self._last_attempt = self._database.execute(
            "SELECT (SELECT coalesce(max(id), 0) + 1 FROM push), (SELECT coalesce(max(id), 0) FROM attempt)"
        ).fetchone()

    async def __aenter__(self) -> Self:
        now = moment()
        person = self._options.person or whoever()
        begun = (self.push_id, now, socket.gethostname(), person, self._options.selection)
        await self._commit(
            ("INSERT INTO push (id, started_at, host, person, selection) VALUES (?, ?, ?, ?, ?)", begun),
            *(
                ("INSERT INTO override VALUES (?, ?, ?, ?)", (self.push_id, guard, reason, now))
                for guard, reason in self._options.overrides
            ),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._commit(("UPDATE push SET ended_at = ? WHERE id = ?", (moment(), self.push_id)))
            self._database.execute("PRAGMA journal_mode = DELETE")
        finally:
            self._database.close()

    async def sent(self, change_id: int) -> int:
        """A request is about to be sent; the id of the attempt."""
        self._last_attempt += 1
        attempt = self._last_attempt
        await self._commit((_SENT, (attempt, self.push_id, change_id, moment())))
        return attempt

    async def answered(
        self, attempt: int, outcome: Outcome, *, status: int | None = None, account_id: str = "", error: str = ""
    ) -> None:
        """The request was answered, or given up."""
        values = (moment(), status, account_id or None, error or None, str(outcome), attempt)
        await self._commit((_ANSWERED, values))

    async def settled(
        self,
        change_id: int,
        outcome: Outcome,
        *,
        account_id: str = "",
        error: str = "",
        moved: Iterable[Moved] = (),
    ) -> None:
        """A change was settled without a request; `moved` says where the account was not as expected."""
        self._last_attempt += 1
        row = (self._last_attempt, self.push_id, change_id, moment(), account_id or None, error or None, str(outcome))
        await self._commit((_SETTLED, row), *self._differences(change_id, "staleness", moved))

    async def verified(self, change_id: int, found: Iterable[Moved]) -> None:
        """The account was read back and differs from what was sent."""
        await self._commit(*self._differences(change_id, "verify", found))

    def _differences(self, change_id: int, found_by: str, moved: Iterable[Moved]) -> list[Statement]:
        now = moment()
        return [(_DIFFERENCE, (self.push_id, change_id, found_by, *one, now)) for one in moved]

    async def _commit(self, *statements: Statement) -> None:
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((statements, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        # Shielded: whoever is cancelled while waiting must not take the others' rows with them.
        await asyncio.shield(written)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            statements = [statement for group, _ in batch for statement in group]
            try:
                await asyncio.to_thread(self._execute, statements)
            except sqlite3.Error as error:
                for _, written in batch:
                    written.set_exception(self._unwritable(error))
            else:
                for _, written in batch:
                    written.set_result(None)

    @staticmethod
    def _unwritable(error: sqlite3.Error) -> PlanError:
        return PlanError(
            f"The plan file can't be written any more: {error}. Nothing more is sent.",
            remedy="Make room or fix the permissions, then push the same file again; it goes on where it stopped.",
        )

    def _execute(self, statements: Sequence[Statement]) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            for sql, values in statements:
                self._database.execute(sql, values)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


def moment() -> str:
    """Now, as plans hold it, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whoever() -> str:
    """The user of this process, or "" where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
