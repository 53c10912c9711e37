"""semantics: guards."""

import pytest

from nameplate.config.models import Guards
from nameplate.model import Action, AttributeChange, Change
from nameplate.planning import Population, judge_guards
from nameplate.planning.guards import allowance
from nameplate.plugins import Guard, Limit
from support.planning_parts import Listed, account, codes, configuration, make_plan, no_plugins, person, rows


def changes(action, count, *attributes, connection="okta", directory="main"):
    """So many changes of one kind."""
    return [
        Change(
            n,
            directory,
            connection,
            "r",
            f"s{n}",
            f"a{n}",
            "u",
            "p",
            action,
            tuple(AttributeChange(*one) for one in attributes),
        )
        for n in range(count)
    ]


def verdicts(made, *, active=1000, people=1000, guards=None, plugin_guards=()):
    """Guard → verdict, for one directory and one connection."""
    population = Population({"main": active}, {"main": people}, {("main", "okta"): people})
    return {one.guard: one for one in judge_guards(made, guards or Guards(), population, plugin_guards)}


@pytest.mark.parametrize(
    ("limit", "out_of", "expected"),
    [
        (Limit(2, 200, 10), 1000, 20),
        (Limit(2, 200, 10), 100_000, 200),
        (Limit(2, 200, 10), 100, 9),
        (Limit(2, None, 0), 149, 2),
        (Limit(None, 5, 0), 1, 5),
        (Limit(None, 0, 0), 100, 0),
        (Limit(10, None, 0), 70, 7),
        (Limit(None, None, 3), 100, None),
    ],
)
def test_count_and_percent_combine_and_the_floor_lets_pass(limit, out_of, expected):
    """The smaller of count and percent bites, and always fewer than the floor pass."""
    assert allowance(limit, out_of) == expected


@pytest.mark.parametrize(
    ("guard", "action", "attributes", "percent", "count", "floor"),
    [
        ("deactivations", Action.DEACTIVATE, [("active", "true", "false")], 2, 200, 10),
        ("display_names", Action.UPDATE, [("displayName", "a", "b")], 5, 500, 50),
        ("display_names", Action.UPDATE, [("nickName", "a", "b")], 5, 500, 50),
        ("emails", Action.UPDATE, [("emails", "a", "b")], 2, 100, 10),
        ("emails", Action.REACTIVATE, [("userName", "a", "b")], 2, 100, 10),
        ("creations", Action.CREATE, [("userName", "", "b"), ("displayName", "", "x")], 20, 2000, 100),
        ("reactivations", Action.REACTIVATE, [("active", "false", "true")], 5, 200, 10),
        ("clears", Action.UPDATE, [("title", "a", "")], 5, 500, 50),
    ],
)
def test_each_guard_has_its_default(guard, action, attributes, percent, count, floor):
    """What each guard counts, and the default up to which it holds."""
    for active, allowed in ((10_000_000, count), (5 * floor, max(floor - 1, percent * floor // 20))):
        for actual, holds in ((allowed, True), (allowed + 1, False)):
            if actual > 3000:
                continue
            verdict = verdicts(changes(action, actual, *attributes), active=active)[guard]
            assert (verdict.actual, verdict.holds) == (actual, holds)
    assert (verdict.percent, verdict.people, verdict.floor) == (percent, count, floor)


def test_deactivations_are_guarded_by_connection_too():
    """Twenty percent of a connection's people."""
    population = Population({"main": 100_000}, {"main": 100}, {("main", "okta"): 100, ("main", "entra"): 50})
    made = changes(Action.DEACTIVATE, 21, connection="okta") + changes(Action.DEACTIVATE, 10, connection="entra")
    found = {
        one.connection: (one.actual, one.allowed, one.holds)
        for one in judge_guards(made, Guards(), population)
        if one.guard == "deactivations_per_connection"
    }
    assert found == {"okta": (21, 20, False), "entra": (10, 10, True)}


def test_guards_count_changes_of_accounts_that_are_there():
    """A creation renames nobody and clears nothing."""
    made = changes(Action.CREATE, 60, ("displayName", "", "x"), ("emails", "", "x"))
    found = verdicts(made)
    assert found["display_names"].actual == found["emails"].actual == found["clears"].actual == 0


def test_blocked_and_unchanged_people_are_not_counted():
    """Only what would be done is judged."""
    made = [*changes(Action.BLOCKED, 50, ("emails", "a", "b")), *changes(Action.UNCHANGED, 50)]
    assert all(one.actual == 0 for one in verdicts(made).values())


def test_of_no_active_accounts_percent_is_of_the_plans_people():
    """The first push into an empty directory is judged on its people."""
    verdict = verdicts(changes(Action.CREATE, 200), active=0, people=1000)["creations"]
    assert (verdict.out_of, verdict.allowed, verdict.holds) == (1000, 200, True)


def test_a_limit_in_words_has_the_numbers():
    """People see what the limit is made of."""
    assert verdicts([])["deactivations"].limit == "20 (2% of 1,000, at most 200, from 10 on)"


def test_each_directory_is_judged_on_its_own():
    """Many changes in one directory don't refuse those of another."""
    population = Population({"main": 1000, "other": 1000}, {}, {})
    made = changes(Action.DEACTIVATE, 21, directory="main") + changes(Action.DEACTIVATE, 20, directory="other")
    found = {
        one.directory: one.holds for one in judge_guards(made, Guards(), population) if one.guard == "deactivations"
    }
    assert found == {"main": False, "other": True}


def test_plugins_add_guards():
    """A plugin's guard counts what it likes, and switches none of the others off."""
    mine = Guard("vips", lambda change: change.source_id == "s3", Limit(count=0))
    found = verdicts(changes(Action.UPDATE, 5), plugin_guards=[("acme", mine)])
    assert (found["vips"].actual, found["vips"].holds, found["vips"].plugin) == (1, False, "acme")
    assert "deactivations" in found


def test_a_plugins_guard_that_raises_refuses():
    """An exception is a guard that does not hold, and a finding that names the plugin."""

    def broken(_change):
        raise ValueError("oh")

    plugins = no_plugins([("acme", Guard("mine", broken, Limit(count=10)))])
    plan = make_plan([person("1", display_name="New")], [account("a1", "1")], plugins=plugins)
    assert [(one.plugin, one.holds) for one in plan.guards if one.guard == "mine"] == [("acme", False)]
    assert [(found.code, found.plugin) for found in plan.findings] == [("NP901", "acme")]


def test_a_guard_that_does_not_hold_is_a_finding_with_the_ways_out():
    """The numbers, and how to go on; the preview is made all the same."""
    people = [person(str(n), active=False) for n in range(30)]
    plan = make_plan(people, [account(f"a{n}", str(n)) for n in range(30)])
    remark = next(found for found in plan.findings if found.code == "NP512")
    assert "30 would be done" in remark.message
    assert "--override deactivations" in remark.remedy
    assert plan.summary["deactivate"] == 30


def test_guards_are_judged_on_whom_the_call_chose():
    """A plan that holds a part of the changes is judged on that part."""
    people = [person(str(n), active=False, region="a" if n < 5 else "b") for n in range(30)]
    plan = make_plan(people, [account(f"a{n}", str(n)) for n in range(30)], regions=("a",))
    assert all(one.holds for one in plan.guards)


PROTECTED = configuration(protected=["Root@acme.example", "*-admin@acme.example"])


@pytest.mark.parametrize(
    ("mapped", "held"),
    [
        (person("1", active=False, source_email="ROOT@acme.example"), account("a1", "1")),
        (person("1", "x-ADMIN@acme.example", display_name="New"), account("a1", "1", "x-admin@acme.example")),
        (person("1", "harmless"), account("a1", "1", "y-admin@acme.example")),
        (person("1", email="root@acme.example"), account("a1", "1")),
        (person("1", "root@acme.example", display_name="New"), account("a1", "1", "root@acme.example", active=False)),
    ],
)
def test_protected_people_are_not_deactivated_readdressed_or_renamed(mapped, held):
    """Globs match source, mapped and current addresses, in any case; the offending change is blocked."""
    plan = make_plan([mapped], [held], config=PROTECTED)
    assert plan.changes[0].action is Action.BLOCKED
    assert codes(plan.changes[0]) == ["NP508"]


def test_protected_people_may_have_harmless_changes():
    """Another title, a creation, a reactivation."""
    plan = make_plan(
        [
            person("1", "root@acme.example", job_title="Boss"),
            person("2", "a-admin@acme.example"),
            person("3", "b-admin@acme.example"),
        ],
        [
            account("a1", "1", "root@acme.example"),
            account("a3", "3", "b-admin@acme.example", active=False),
        ],
        config=PROTECTED,
    )
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"update": 1, "create": 1, "reactivate": 1}
    assert rows(plan.of("1")) == {"title": ("", "Boss")}


def test_a_protected_account_that_matches_nobody_stays():
    """`unmatched: deactivate` does not reach it."""
    config = configuration({"main": {"unmatched": "deactivate"}}, protected=["root@*"])
    plan = make_plan([person("1")], [account("a1", "1"), account("a2", "", "root@acme.example")], config=config)
    assert codes(plan.account("a2")) == ["NP510", "NP508"]
    assert plan.account("a2").action is Action.BLOCKED


def test_a_directory_that_is_empty_has_verdicts_too():
    """Every guard says something about every directory that was listed."""
    plan = make_plan([person("1")], Listed([]))
    assert {one.guard for one in plan.guards} == {
        "deactivations",
        "deactivations_per_connection",
        "display_names",
        "emails",
        "creations",
        "reactivations",
        "clears",
    }
