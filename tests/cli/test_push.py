"""`nameplate push` applies a saved plan, and says what became of it."""

import json
import signal
import subprocess
import sys
import time

import pytest

from nameplate.planning import open_plan
from support.sandbox import contents, served_sandbox
from support.small_company import account, employee, over_http, small_company

NAMEPLATE = [sys.executable, "-c", "from nameplate.cli import main; main()"]
PEOPLE = [
    employee(1, title="Boss", countryCode="JP"),
    employee(2),
    employee(3, status="SUSPENDED"),
    employee(4, countryCode="JP"),
]
ACCOUNTS = [account(1), account(2), account(3)]


@pytest.fixture
def company(tmp_path):
    """Two to change, one to create, one as they should be."""
    return small_company(tmp_path, PEOPLE, ACCOUNTS)


@pytest.fixture
def plan(nameplate, company):
    """Its plan."""
    path = company.with_name("plan.db")
    assert nameplate("preview", "-c", str(company), "--out", str(path)).code == 0
    return path


def test_a_push_reports_what_became_of_each_person(nameplate, company, plan):
    """In the format asked for; 0 if everybody is as planned."""
    ended = nameplate("push", str(plan), "-c", str(company), "--verify", "--format", "json")
    assert ended.code == 0, ended.err
    rows = json.loads(ended.out)["changes"]
    assert {row["user_name"]: row["action"] for row in rows} == {
        "p1@acme.example": "update",
        "p3@acme.example": "deactivate",
        "p4@acme.example": "create",
    }
    assert "3 applied" in ended.err
    names = {
        user["userName"]: (user["displayName"], user["active"]) for user in contents(company.with_name("practice.db"))
    }
    assert names["p1@acme.example"] == ("Family1 Given1", True)
    assert names["p3@acme.example"] == ("Given3 Family3", False)
    assert names["p4@acme.example"] == ("Family4 Given4", True)
    again = nameplate("push", str(plan), "-c", str(company))
    assert again.code == 1
    assert "was applied already" in again.err
    assert nameplate("preview", "-c", str(company), "--exit-code").code == 0


def test_a_pilot_leaves_the_rest_pending(nameplate, company, plan):
    """And says how to go on."""
    ended = nameplate("push", str(plan), "-c", str(company), "--region", "japan", "--action", "update", "--limit", "1")
    assert ended.code == 0
    assert "1 applied" in ended.err
    assert f"2 of the plan are pending: nameplate -c {company} push {plan}" in ended.err


def test_a_choice_of_nobody_is_named(nameplate, company, plan):
    """A mistyped address is seen in the message."""
    ended = nameplate("push", str(plan), "-c", str(company), "--user", "nobody@acme.example", "--limit", "1")
    assert ended.code == 2
    assert "--user nobody@acme.example chooses nobody whom this plan would change" in ended.err


def test_someone_skipped_or_failed_is_exit_1(nameplate, company, plan):
    """Whoever moved is in the report."""
    small_company(company.parent, PEOPLE, [account(1, displayName="Moved"), *ACCOUNTS[1:]])
    ended = nameplate("push", str(plan), "-c", str(company), "--format", "json")
    assert ended.code == 1
    assert "1 skipped" in ended.err
    assert "It changed since the preview (displayName: expected" in ended.out


def test_a_guard_refuses_until_it_is_overridden_with_a_reason(nameplate, company, plan):
    """The stricter of the plan's and the present configuration's; the override is recorded."""
    config = small_company(company.parent, PEOPLE, ACCOUNTS, creations="count: 0, floor: 0")
    refused = nameplate("push", str(plan), "-c", str(config))
    assert refused.code == 1
    assert "creations in main: 1 with this push" in refused.err
    assert "--override creations --reason TEXT" in refused.err
    assert len(contents(company.with_name("practice.db"))) == 3
    assert nameplate("push", str(plan), "-c", str(config), "--override", "creations").code == 2
    assert nameplate("push", str(plan), "-c", str(config), "--override", "creations", "--reason", " ").code == 2
    ended = nameplate("push", str(plan), "-c", str(config), "--override", "creations", "--reason", "new office")
    assert ended.code == 0
    with open_plan(plan) as opened:
        (override,) = opened.overrides()
    assert (override.guard, override.reason) == ("creations", "new office")
    assert override.at


def test_an_undo_restores_what_was_pushed(nameplate, company, plan):
    """Names come back, who was created is off, and who is suspended at the source stays off."""
    assert nameplate("push", str(plan), "-c", str(company)).code == 0
    undo = str(company.with_name("undo.db"))
    assert nameplate("preview", "-c", str(company), "--undo", str(plan), "--out", undo).code == 0
    ended = nameplate("push", undo, "-c", str(company), "--verify")
    assert ended.code == 0, ended.err
    users = {user["userName"]: user for user in contents(company.with_name("practice.db"))}
    assert users["p1@acme.example"]["displayName"] == "Given1 Family1"
    assert "title" not in users["p1@acme.example"]
    assert [user["active"] for user in users.values()] == [True, True, False, False]


@pytest.mark.parametrize("words", [("--region", "mars"), ("--limit", "0"), ("--action", "delete")])
def test_wrong_words_are_exit_2(nameplate, company, plan, words):
    """Nothing is pushed."""
    assert nameplate("push", str(plan), "-c", str(company), *words).code == 2
    assert len(contents(company.with_name("practice.db"))) == 3


def test_an_interrupt_finishes_what_is_under_way(tmp_path, nameplate):
    """Exit 130, nothing half done, and the same command goes on."""
    people = [employee(n) for n in range(60)]
    with served_sandbox(tmp_path / "practice.db") as directory:
        config = small_company(tmp_path, people, directory=over_http(directory, "per_second: 20, concurrency: 2"))
        plan = str(tmp_path / "plan.db")
        assert nameplate("preview", "-c", str(config), "--out", plan).code == 0
        words = [*NAMEPLATE, "push", plan, "-c", str(config), "--format", "json"]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while not contents(tmp_path / "practice.db") and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "Finishing what is under way" in err
        with open_plan(tmp_path / "plan.db") as opened:
            outcomes = [attempt.outcome for attempt in opened.attempts()]
        assert set(outcomes) == {"applied"}
        assert len(outcomes) == len(contents(tmp_path / "practice.db")) < 60
        assert nameplate("push", plan, "-c", str(config)).code == 0
        assert len(contents(tmp_path / "practice.db")) == 60
