import asyncio
import sqlite3

import pytest

from nameplate.errors import PlanError
from nameplate.model import WRITES, Action
from nameplate.planning import PreviewOptions, preview
from support.planning_apply import apply_plan
from support.planning_parts import (
    NOW,
    Listed,
    Read,
    StandInMapper,
    StandInParts,
    account,
    codes,
    configuration,
    no_plugins,
    person,
    rows,
)


@pytest.fixture
def world(tmp_path):
    """A directory that can be previewed, pushed and undone."""
    return World(tmp_path)


class World:
    def __init__(self, folder):
        self.folder = folder
        self.accounts = []
        self.config = configuration()

    def preview(self, people, name, **options):
        """The plan's file."""
        parts = StandInParts({"okta": Read(people)}, {"main": Listed(self.accounts)})
        chosen = PreviewOptions(now=NOW, mapper=StandInMapper(), **options)
        made = asyncio.run(preview(self.config, no_plugins(), out=self.folder / name, options=chosen, parts=parts))
        with made as plan:
            return self.folder / name, list(plan.changes()), plan.meta

    def push(self, path, changes, **outcomes):
        """Apply a plan and journal it; an outcome by source id replaces `applied`."""
        database = sqlite3.connect(path)
        database.execute("insert into push(id, started_at) values(1, '2026')")
        for change in changes:
            if change.action in WRITES:
                outcome = outcomes.get(change.source_id, "applied")
                made = f"new-{change.id}" if change.action is Action.CREATE else None
                database.execute(
                    "insert into attempt values(null, 1, ?, 't', 't', 200, ?, null, ?)", (change.id, made, outcome)
                )
        database.commit()
        database.close()
        self.accounts = apply_plan(changes, self.accounts)

    def undo(self, people, path):
        """The changes of the undo plan."""
        return self.preview(people, "undo.db", undo=path)[1:]


def test_undoing_restores_what_the_push_wrote(world):
    """Values, externalIds and cleared attributes come back; a chain of addresses is undone in its own order."""
    world.accounts = [
        account("a1", "1", display_name="Old", department="IT", job_title="Boss"),
        account("a2", "", "adopted", display_name="Person 2"),
        account("a3", "3", "b"),
        account("a4", "4", "c"),
    ]
    before = world.accounts
    people = [
        person("1", display_name="New", department="", job_title="Chief"),
        person("2", "adopted"),
        person("3", "c"),
        person("4", "d"),
    ]
    path, changes, meta = world.preview(people, "plan.db")
    world.push(path, changes)
    undo, about = world.undo(people, path)
    assert about.undoes == meta.id
    assert {change.action for change in undo} == {Action.UPDATE}
    world.accounts = sorted(apply_plan(undo, world.accounts), key=lambda one: one.id)
    assert world.accounts == before


def test_what_has_moved_since_is_left_alone(world):
    """Only values that are still as the push wrote them are restored; the others are named."""
    world.accounts = [account("a1", "1", display_name="Old", job_title="Boss")]
    path, changes, _ = world.preview([person("1", display_name="New", job_title="Chief")], "plan.db")
    world.push(path, changes)
    world.accounts = [account("a1", "1", display_name="Newer", job_title="Chief")]
    undo, _ = world.undo([], path)
    assert rows(undo[0]) == {"title": ("Chief", "Boss")}
    assert codes(undo[0]) == ["NP519"]
    assert "displayName" in undo[0].findings[0].message


@pytest.mark.parametrize(("active", "action"), [(True, Action.REACTIVATE), (False, Action.UNCHANGED)])
def test_only_people_who_are_active_now_are_reactivated(world, active, action):
    """Undoing a deactivation does not let back in whoever has really left."""
    world.accounts = [account("a1", "1")]
    path, changes, _ = world.preview([person("1", active=False)], "plan.db")
    world.push(path, changes)
    undo, _ = world.undo([person("1", active=active)], path)
    assert undo[0].action is action
    assert rows(undo[0]) == ({"active": ("false", "true")} if active else {})


def test_an_undone_creation_is_a_deactivation(world):
    """The account stays, inactive, and the guards count it."""
    path, changes, _ = world.preview([person("1")], "plan.db")
    world.push(path, changes)
    undo, _ = world.undo([person("1")], path)
    assert undo[0].action is Action.DEACTIVATE
    assert undo[0].account_id == "new-1"
    assert rows(undo[0]) == {"active": ("true", "false")}


@pytest.mark.parametrize("outcome", ["failed", "skipped", "already", ""])
def test_what_the_push_did_not_write_is_not_undone(world, outcome):
    """Failed, skipped and needless changes left nothing behind."""
    world.accounts = [account("a1", "1", display_name="Old")]
    path, changes, _ = world.preview([person("1", display_name="New")], "plan.db")
    world.push(path, changes, **{"1": outcome})
    assert world.undo([person("1")], path)[0] == []


def test_a_write_whose_answer_was_lost_is_undone(world):
    """A resumed push finds the account as planned; it was this plan that wrote it."""
    world.accounts = [account("a1", "1", display_name="Old")]
    path, changes, _ = world.preview([person("1", display_name="New")], "plan.db")
    database = sqlite3.connect(path)
    database.execute("insert into attempt values(null, 1, 1, 't', null, null, null, null, null)")
    database.commit()
    database.close()
    world.push(path, changes, **{"1": "already"})
    assert rows(world.undo([person("1")], path)[0][0]) == {"displayName": ("New", "Old")}


def test_protection_holds_for_an_undo(world):
    """A protected person is not renamed back either."""
    world.accounts = [account("a1", "1", display_name="Old")]
    path, changes, _ = world.preview([person("1", display_name="New")], "plan.db")
    world.push(path, changes)
    world.config = configuration(protected=["1@acme.example"])
    undo, _ = world.undo([person("1")], path)
    assert undo[0].action is Action.BLOCKED


def test_a_plan_that_was_not_pushed_or_pushed_elsewhere_is_refused(world):
    """There is nothing to undo, or not here."""
    path, changes, _ = world.preview([person("1")], "plan.db")
    with pytest.raises(PlanError, match="never pushed"):
        world.undo([], path)
    world.push(path, changes)
    world.config = configuration({"main": {"base_url": "https://other.example"}})
    with pytest.raises(PlanError, match="pushed to main"):
        world.undo([], path)
