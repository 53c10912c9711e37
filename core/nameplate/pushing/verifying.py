"""Read everyone back, and say where the directory holds something else than was sent."""

import asyncio
from collections.abc import Iterator

from nameplate.config.models import Directory
from nameplate.model import Account, Action, Change
from nameplate.pushing.applying import Halt
from nameplate.pushing.journal import Journal
from nameplate.pushing.present import Present
from nameplate.pushing.requests import source_of
from nameplate.pushing.staleness import Moved, differences


async def verify(
    changes: Iterator[Change], directory: Directory, present: Present, journal: Journal, halt: Halt
) -> int:
    """Compare every applied change with its account now; how many attributes differ.

    First and last name are left out where the display name was sent too and overwrites them.
    """
    found = 0

    async def worker() -> None:
        nonlocal found
        for change in changes:
            if halt.now:
                return
            moved = differing(change, await _account(change, present), directory)
            if moved:
                await journal.verified(change.id, moved)
                found += len(moved)

    async with asyncio.TaskGroup() as group:
        for _ in range(directory.requests.concurrency):
            group.create_task(worker())
    return found


async def _account(change: Change, present: Present) -> Account | None:
    if change.action is not Action.CREATE:
        return await present.account(change.account_id)
    found = await present.of_person(source_of(change))
    return found[0] if found else None


def differing(change: Change, account: Account | None, directory: Directory) -> tuple[Moved, ...]:
    """The attributes of a change that its account doesn't hold."""
    if account is None:
        return (Moved("id", change.account_id or change.user_name, ""),)
    rows = change.attributes
    if change.action is Action.DEACTIVATE:
        rows = tuple(row for row in rows if row.path == "active")
    return differences(rows, account, names_follow=directory.names != "independent")
