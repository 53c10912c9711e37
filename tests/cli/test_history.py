"""`nameplate history` lists plan files, and removes old ones."""

import json
import sqlite3
from contextlib import closing

import pytest

from support.planning_files import META, change, plan_file
from support.small_company import employee, small_company


@pytest.fixture
def folder(nameplate, tmp_path):
    """A plan that was pushed, an old one that wasn't, and other files."""
    config = small_company(tmp_path, [employee(1), employee(2)])
    plans = tmp_path / "plans"
    plans.mkdir()
    path = str(plans / "new.db")
    assert nameplate("preview", "-c", str(config), "--out", path).code == 0
    assert nameplate("push", path, "-c", str(config)).code == 0
    plan_file(plans / "old.db", [change(1)])
    (plans / "notes.txt").write_text("no plan")
    with closing(sqlite3.connect(plans / "other.db")) as other:
        other.execute("CREATE TABLE t (x)")
    return plans


def test_it_lists_what_was_planned_and_what_became_of_it(nameplate, folder):
    """The newest first; other files are passed over."""
    ended = nameplate("history", str(folder), "--format", "json")
    new, old = [json.loads(line) for line in ended.out.splitlines()]
    assert new["file"].endswith("new.db")
    assert new["summary"]["create"] == 2
    assert new["outcomes"] == {"applied": 2}
    assert len(new["pushes"]) == 1
    assert (old["plan"], old["outcomes"], old["pushes"]) == (META.id, {}, [])
    table = nameplate("history", str(folder)).out
    assert "2 create" in table
    assert "2 applied" in table


def test_a_name_stands_on_one_line(nameplate, folder, monkeypatch):
    """So that it can be copied, however narrow the terminal is."""
    monkeypatch.setenv("COLUMNS", "80")
    name = "plan-20261124T163755Z.db"
    (folder / "new.db").rename(folder / name)
    assert name in nameplate("history", str(folder)).out


def test_a_folder_without_plans(nameplate, tmp_path):
    """Rather than a table of nothing."""
    ended = nameplate("history", str(tmp_path))
    assert (ended.code, ended.out) == (0, "")
    assert "There are no plan files in" in ended.err


def test_old_plans_are_removed_but_not_the_last_that_a_person_pushed(nameplate, folder):
    """`run` compares with it."""
    ended = nameplate("history", str(folder), "--prune", "0")
    assert "old.db" in ended.err
    assert {path.name for path in folder.iterdir()} == {"new.db", "new.db.lock", "notes.txt", "other.db"}


def test_a_folder_that_is_not_there_is_an_error(nameplate, tmp_path):
    """With what to do."""
    ended = nameplate("history", str(tmp_path / "none"))
    assert ended.code == 1
    assert "There is no folder" in ended.err
