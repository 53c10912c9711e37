import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nameplate.errors import PlanError
from nameplate.findings import finding
from nameplate.model import Action
from nameplate.planning import GuardVerdict, open_plan, write_plan
from support.planning_files import META, change, plan_file

REMARK = finding("NP507", "acme.example is not verified", attribute="email", file="japan.j2", line=3)


def test_a_plan_comes_back_as_it_was_written(tmp_path):
    """Changes with attributes, findings, needs and identity survive the file unchanged and in order."""
    written = [
        change(1, findings=(REMARK,)),
        change(2, Action.CREATE),
        change(3, Action.DEACTIVATE, connection="", region="", source_id="", needs=(1, 2)),
    ]
    verdict = GuardVerdict("emails", "main", 3, 90, "2 (2% of 90)", False, "", "", 2.0, 100, 10, 2)
    path = plan_file(tmp_path / "plan.db", written, findings=[REMARK], guards=[verdict])
    with open_plan(path) as plan:
        assert list(plan.changes()) == written
        assert list(plan.findings()) == [REMARK]
        assert plan.guards() == (verdict,)
        assert plan.meta == META._replace(digest=plan.meta.digest)
        assert plan.summary() == {
            "create": 1,
            "update": 1,
            "deactivate": 1,
            "reactivate": 0,
            "unchanged": 0,
            "blocked": 0,
        }
        assert plan.change(2) == written[1]
        assert plan.timings[0].per_second == 50
        assert not plan.failed_reads


def test_a_plan_says_when_a_read_failed(tmp_path):
    """An error of a source is a failed read of the plan."""
    with open_plan(plan_file(tmp_path / "plan.db", source_error="HTTP 503")) as plan:
        assert plan.failed_reads


def test_nobody_else_may_read_the_file(tmp_path):
    """A plan file has mode 0600."""
    assert stat.S_IMODE(plan_file(tmp_path / "plan.db").stat().st_mode) == 0o600


def test_any_sqlite_tool_reads_it(tmp_path):
    """The file is plain SQLite with the application id NPLT and version 1, and leaves nothing beside it."""
    path = plan_file(tmp_path / "plan.db", [change(1)])
    database = sqlite3.connect(path)
    assert database.execute("pragma application_id").fetchone() == (0x4E504C54,)
    assert database.execute("pragma user_version").fetchone() == (1,)
    assert database.execute("select after from attribute").fetchone() == ("山田 太郎",)
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["plan.db"]


def test_a_preview_that_fails_leaves_no_file(tmp_path):
    """The file appears under its name only when it is whole."""
    with pytest.raises(ZeroDivisionError), write_plan(tmp_path / "plan.db") as plan:
        plan.change(change(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_a_pushed_plan_is_kept_beside_a_new_one(tmp_path):
    """A new plan of the same name does not destroy the record of a push."""
    path = plan_file(tmp_path / "plan.db", [change(1)])
    plan_file(path, [change(2)])
    assert [file.name for file in tmp_path.iterdir()] == ["plan.db"]
    database = sqlite3.connect(path)
    database.execute("insert into push(started_at) values('2026-01-05T10:00:00Z')")
    database.commit()
    database.close()
    plan_file(path, [change(3)])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan-01234567.db", "plan.db"]
    with open_plan(tmp_path / "plan-01234567.db") as plan:
        assert len(plan.pushes()) == 1


@pytest.mark.parametrize(
    "edit",
    [
        "update attribute set after = 'Mallory'",
        "update change set account_id = 'other'",
        "update change set action = 'create'",
        "delete from finding",
        "update guard set holds = 1",
        "update summary set people = 0",
        "update plan set expires_at = '2099-01-01T00:00:00Z'",
        "insert into dependency values(1, 2)",
        "delete from plan",
    ],
)
def test_an_edited_plan_is_refused(tmp_path, edit):
    """Whatever was decided can't be changed afterwards without being found."""
    verdict = GuardVerdict("emails", "main", 3, 90, "2", False)
    path = plan_file(tmp_path / "plan.db", [change(1, findings=(REMARK,))], guards=[verdict])
    database = sqlite3.connect(path)
    database.execute(edit)
    database.commit()
    database.close()
    with pytest.raises(PlanError, match="edited"):
        open_plan(path)


def test_what_a_push_appends_is_no_edit(tmp_path):
    """The journal does not stand under the digest, and is read back."""
    path = plan_file(tmp_path / "plan.db", [change(1)])
    database = sqlite3.connect(path)
    database.execute("insert into push values(1, 't1', null, 'host', 'ann', '{}')")
    database.execute("insert into attempt values(1, 1, 1, 't1', 't2', 503, null, 'busy', 'failed')")
    database.execute("insert into attempt values(2, 1, 1, 't3', 't4', 200, 'a1', null, 'applied')")
    database.execute("insert into override values(1, 'emails', 'a merger', 't1')")
    database.execute("insert into difference values(1, 1, 'verify', 'title', 'x', 'y', 't5')")
    database.commit()
    database.close()
    with open_plan(path) as plan:
        assert plan.pushes()[0].ended_at == ""
        assert [attempt.status for attempt in plan.attempts(1)] == [503, 200]
        assert plan.outcome(1) == "applied"
        assert plan.outcome(2) == ""
        assert plan.overrides()[0].reason == "a merger"
        assert next(plan.differences()).found == "y"


def test_what_is_not_a_plan_is_refused(tmp_path):
    """A missing file, another kind of file, another database and another version are each told apart."""
    with pytest.raises(PlanError, match="no plan file"):
        open_plan(tmp_path / "absent.db")
    (tmp_path / "text").write_text("hello " * 100)
    with pytest.raises(PlanError, match="not a plan file"):
        open_plan(tmp_path / "text")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("create table plan(id)")
    other.close()
    with pytest.raises(PlanError, match="not a plan file"):
        open_plan(tmp_path / "other.db")
    path = plan_file(tmp_path / "plan.db")
    database = sqlite3.connect(path)
    database.execute("pragma user_version = 2")
    database.close()
    with pytest.raises(PlanError, match="version 2"):
        open_plan(path)


def test_a_folder_that_is_missing_is_said(tmp_path):
    """A plan can't be written where no folder is."""
    with pytest.raises(PlanError, match="can't be written"):
        plan_file(tmp_path / "nowhere" / "plan.db")


def test_a_plan_expires(tmp_path):
    """A plan is expired from its expiry on."""
    with open_plan(plan_file(tmp_path / "plan.db")) as plan:
        assert not plan.expired(datetime(2026, 1, 6, 8, 59, tzinfo=UTC))
        assert plan.expired(datetime(2026, 1, 6, 9, 0, tzinfo=UTC))


def test_the_schema_in_the_docs_is_the_schema(tmp_path):
    """docs/plan-file.md names every table and column of the file."""
    text = (Path(__file__).parents[3] / "docs" / "plan-file.md").read_text(encoding="utf-8")
    database = sqlite3.connect(plan_file(tmp_path / "plan.db"))
    for (table,) in database.execute("select name from sqlite_master where type = 'table'"):
        assert f"## {table}\n" in text, table
        section = text.partition(f"## {table}\n")[2].partition("\n## ")[0]
        for column in database.execute(f"pragma table_info({table})"):
            assert f"`{column[1]}`" in section, (table, column[1])
    database.close()


def test_a_plan_that_another_program_has_locked_is_not_called_something_else(tmp_path, monkeypatch):
    """Being locked is said as such."""
    path = plan_file(tmp_path / "plan.db", [change(1)])
    original = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: original(*args, **more, timeout=0))
    other = original(path)
    other.execute("begin exclusive")
    with pytest.raises(PlanError, match="can't be read now"):
        open_plan(path)
    other.close()
