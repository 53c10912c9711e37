"""`nameplate run` pushes unattended only what a person would not have to look at."""

import json

import pytest

from nameplate.planning import open_plan
from nameplate.pushing import UNATTENDED
from support.sandbox import contents
from support.small_company import account, employee, small_company


@pytest.fixture
def company(tmp_path):
    """One employee without an account."""
    return small_company(tmp_path, [employee(1)])


@pytest.fixture
def run(nameplate):
    """Runs it: the exit code and the JSON line."""

    def run(config):
        ended = nameplate("run", "-c", str(config))
        return ended.code, json.loads(ended.out.splitlines()[-1]) if ended.out else ended.err

    return run


def approve(nameplate, config):
    """A person previews and pushes."""
    plans = config.with_name("plans")
    plans.mkdir(exist_ok=True)
    path = str(plans / "mine.db")
    assert nameplate("preview", "-c", str(config), "--out", path).code == 0
    assert nameplate("push", path, "-c", str(config)).code == 0


def test_nothing_is_pushed_before_a_person_pushed_once(company, run):
    """Exit 4, and the plan is kept for them."""
    code, line = run(company)
    assert (code, line["result"], line["exit_code"]) == (4, "stopped", 4)
    assert "No plan" in line["reason"]
    assert line["summary"]["create"] == 1
    with open_plan(company.parent / line["plan"]) as plan:
        assert plan.pushes() == ()
    assert contents(company.with_name("practice.db")) == []


def test_with_the_same_configuration_it_goes_on_by_itself(nameplate, company, run):
    """New people, the same rules."""
    approve(nameplate, company)
    small_company(company.parent, [employee(1), employee(2)], contents(company.with_name("practice.db")))
    code, line = run(company)
    assert (code, line["result"], line["push"]["applied"]) == (0, "pushed", 1)
    with open_plan(company.parent / line["plan"]) as plan:
        assert [push.person for push in plan.pushes()] == [UNATTENDED]
    assert len(contents(company.with_name("practice.db"))) == 2


def test_when_nothing_would_change_no_plan_is_kept(nameplate, company, run):
    """Exit 0."""
    approve(nameplate, company)
    code, line = run(company)
    assert (code, line["result"], line["plan"]) == (0, "nothing", None)
    assert {path.name for path in company.with_name("plans").iterdir()} == {"mine.db", "mine.db.lock"}


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("nameplate.yaml", "name: rest", "name: others", "configuration"),
        ("all.j2", "{{ user.title }}", "{{ user.title or 'Staff' }}", "mappings"),
    ],
)
def test_another_configuration_or_mapping_waits_for_a_person(nameplate, company, run, file, old, new, reason):
    """Exit 4, with which of the two it is; pushed by a person, it goes on."""
    approve(nameplate, company)
    small_company(company.parent, [employee(1), employee(2)], contents(company.with_name("practice.db")))
    changed = company.with_name(file)
    changed.write_text(changed.read_text("utf-8").replace(old, new), "utf-8")
    code, line = run(company)
    assert (code, line["result"]) == (4, "stopped")
    assert reason in line["reason"]
    assert len(contents(company.with_name("practice.db"))) == 1
    assert nameplate("push", line["plan"], "-c", str(company)).code == 0
    assert run(company)[0] == 0


def test_a_guard_that_does_not_hold_waits_for_a_person(nameplate, tmp_path, run):
    """Exit 4; naming the guard."""
    people = [employee(1), employee(2)]
    company = small_company(tmp_path, people[:1], creations="percent: 100, count: 1, floor: 0")
    approve(nameplate, company)
    more = [*people, employee(3), employee(4)]
    small_company(tmp_path, more, contents(tmp_path / "practice.db"), creations="percent: 100, count: 1, floor: 0")
    code, line = run(company)
    assert code == 4
    assert "creations" in line["reason"]


def test_a_read_that_failed_is_exit_1(nameplate, company, run):
    """Nothing is pushed, whatever else could be."""
    approve(nameplate, company)
    company.with_name("people.jsonl").write_text('{"id": "00u1", "profile": {', "utf-8")
    code, line = run(company)
    assert (code, line["result"]) == (1, "failed")
    assert "could be read" in line["reason"]


def test_somebody_who_failed_is_exit_1(nameplate, company, run):
    """The line counts them."""
    approve(nameplate, company)
    taken = account(9, emails=[{"value": "p2@acme.example", "type": "work", "primary": True}], externalId="")
    accounts = [*contents(company.with_name("practice.db")), taken]
    small_company(company.parent, [employee(1), employee(2)], accounts)
    code, line = run(company)
    assert line["summary"]["blocked"] + line["summary"]["create"] + line["summary"]["update"] == 1
    assert code in {0, 1}


def test_a_pilot_is_no_approval(nameplate, company, run):
    """A part of a plan that a person pushed approves that part only."""
    plans = company.with_name("plans")
    plans.mkdir()
    path = str(plans / "mine.db")
    nameplate("preview", "-c", str(company), "--out", path)
    assert nameplate("push", path, "-c", str(company), "--limit", "1").code == 0
    small_company(company.parent, [employee(1), employee(2)], contents(company.with_name("practice.db")))
    assert run(company)[0] == 4
