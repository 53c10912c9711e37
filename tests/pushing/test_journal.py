"""The journal is on disk before anything is sent, and readers are never shut out."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from nameplate.errors import PlanError
from nameplate.planning import Outcome, open_plan
from nameplate.pushing import PushOptions
from nameplate.pushing.journal import Journal
from nameplate.pushing.locking import locked
from nameplate.pushing.pending import progressed
from nameplate.pushing.staleness import Moved
from support.planning_files import change, plan_file


@pytest.fixture
def plan(tmp_path):
    """A plan of three changes."""
    return plan_file(tmp_path / "plan.db", [change(n) for n in (1, 2, 3)])


def read(plan):
    """Attempts, as a reader sees them now."""
    with open_plan(plan) as opened:
        return [(attempt.change_id, attempt.outcome, attempt.status) for attempt in opened.attempts()]


def test_each_step_is_there_for_a_reader_as_soon_as_it_is_told(plan):
    """Before it is sent, and when it is answered; the digest holds all the while."""

    async def run():
        async with Journal(plan, PushOptions()) as journal:
            attempt = await journal.sent(1)
            assert read(plan) == [(1, "", 0)]
            assert progressed(plan).sent == {1}
            await journal.answered(attempt, Outcome.APPLIED, status=200, account_id="a1")
            assert read(plan) == [(1, "applied", 200)]
            await journal.settled(2, Outcome.SKIPPED, error="moved", moved=[Moved("title", "a", "b")])
            assert progressed(plan).done == {1}
            assert progressed(plan).sent == set()

    asyncio.run(run())
    with open_plan(plan) as opened:
        (difference,) = opened.differences()
        assert opened.pushes()[0].ended_at
    assert (difference.path, difference.expected, difference.found) == ("title", "a", "b")


def test_many_at_once_are_all_written(plan):
    """In groups."""

    async def run():
        async with Journal(plan, PushOptions()) as journal:
            attempts = await asyncio.gather(*(journal.sent(n) for n in range(100)))
            assert sorted(attempts) == list(range(1, 101))
            await asyncio.gather(*(journal.answered(n, Outcome.APPLIED) for n in attempts))

    asyncio.run(run())
    assert len(read(plan)) == 100


def test_a_long_reader_does_not_hold_a_push_up(plan):
    """Reads are short, whoever pages through the changes."""

    async def run():
        with open_plan(plan) as reader:
            changes = reader.changes()
            next(changes)
            async with Journal(plan, PushOptions()) as journal:
                await asyncio.wait_for(journal.sent(1), 5)
            assert [one.id for one in changes] == [2, 3]

    asyncio.run(run())


def test_a_file_that_cant_be_written_any_more_stops_the_push(plan, monkeypatch):
    """The error says that nothing more is sent, and how to go on."""

    async def run():
        async with Journal(plan, PushOptions()) as journal:
            with closing(sqlite3.connect(plan)) as database:
                database.execute("DROP TABLE attempt")
            with pytest.raises(PlanError, match="Nothing more is sent"):
                await journal.sent(1)

    asyncio.run(run())


def test_a_lock_ends_with_its_holder(plan):
    """It excludes others while it is held, and nobody after."""
    with locked(plan), pytest.raises(PlanError, match="another process"), locked(plan):
        pass
    with locked(plan):
        assert plan.with_name("plan.db.lock").exists()
