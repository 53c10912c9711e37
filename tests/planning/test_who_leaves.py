"""semantics: who leaves."""

import pytest

from nameplate.errors import UnexpectedAnswer
from nameplate.findings import finding
from nameplate.model import Action, BadRecord, Needs
from support.planning_parts import Read, StandInMapper, account, codes, configuration, make_plan, person, rows

DEACTIVATE = configuration({"main": {"unmatched": "deactivate"}})
TWO = configuration(
    {"main": {"unmatched": "deactivate"}}, {"okta": {"directory": "main"}, "entra": {"directory": "main"}}
)


def test_an_inactive_person_is_deactivated_and_nothing_else():
    """The PATCH has `active: false` alone, whatever else differs."""
    plan = make_plan([person("1", "new", active=False, display_name="Other")], [account("a1", "1", "old")])
    assert rows(plan.of("1")) == {"active": ("true", "false")}


@pytest.mark.parametrize("broken", [{"region": ""}, {"email": None, "display_name": None}])
def test_an_inactive_person_leaves_even_if_mapping_failed(broken):
    """No region, or a rule that fails: nobody keeps access because a mapping broke."""
    trouble = finding("NP308", "no region")
    gone = person("1", "gone@acme.example", active=False, blocked=True, findings=(trouble,), **broken)
    plan = make_plan([gone], [account("a1", "1", "x")])
    assert plan.of("1").action is Action.DEACTIVATE
    assert codes(plan.of("1")) == ["NP308"]


def test_a_broken_record_of_an_inactive_person_leaves_by_its_own_address():
    """Without a readable id and mapped values, the source's address finds the account."""
    bad = BadRecord("", (finding("NP304", "bad"),), "", "Gone@acme.example", "Gone", active=False)
    plan = make_plan([bad], [account("a1", "", "gone@acme.example")])
    assert plan.account("a1").action is Action.DEACTIVATE
    assert rows(plan.account("a1")) == {"active": ("true", "false")}


def test_an_inactive_person_does_not_take_another_sources_account_down():
    """An address that now belongs to another source's account is not deactivated."""
    plan = make_plan([person("1", "a", active=False)], [account("a1", "other", "a")])
    assert codes(plan.account("a1")) == ["NP503"]
    assert plan.summary["deactivate"] == 0


@pytest.mark.parametrize("blocked", [False, True])
def test_an_inactive_person_without_an_active_account_is_unchanged(blocked):
    """Without an account, or with an inactive one, there is nothing to do, blocked or not."""
    plan = make_plan(
        [person("1", active=False, blocked=blocked), person("2", active=False, blocked=blocked, display_name="Other")],
        [account("a2", "2", active=False)],
    )
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"unchanged": 2}


def test_active_that_is_not_managed_stays():
    """A record that lacks the state neither deactivates nor reactivates, and other attributes go on."""
    plan = make_plan(
        [person("1", active=None), person("2", active=None, display_name="New")],
        [account("a1", "1", active=True), account("a2", "2", active=False)],
    )
    assert plan.summary["unchanged"] == 1
    assert rows(plan.of("2")) == {"displayName": ("Person 2", "New")}


def test_somebody_who_is_back_is_reactivated_with_what_differs():
    """A reactivation includes the other differences."""
    plan = make_plan([person("1", display_name="New")], [account("a1", "1", active=False)])
    assert plan.of("1").action is Action.REACTIVATE
    assert rows(plan.of("1")) == {"displayName": ("Person 1", "New"), "active": ("false", "true")}


def test_unmatched_accounts_are_reported_by_default():
    """They are listed with a note, belong to no connection, and stay."""
    plan = make_plan([person("1")], [account("a1", "1"), account("a2", "x")])
    change = plan.account("a2")
    assert (change.action, change.connection, change.region, change.source_id) == (Action.UNCHANGED, "", "", "")
    assert codes(change) == ["NP510"]
    assert "NP511" not in plan.codes()


def test_unmatched_accounts_are_deactivated_where_the_directory_says_so():
    """Every connection was read completely, with somebody in each."""
    plan = make_plan([person("1")], [account("a1", "1"), account("a2", "x")], config=DEACTIVATE)
    assert rows(plan.account("a2")) == {"active": ("true", "false")}
    assert plan.account("a2").action is Action.DEACTIVATE


def test_an_inactive_unmatched_account_is_only_counted():
    """It has left already."""
    plan = make_plan([person("1")], [account("a1", "1"), account("a2", "x", active=False)], config=DEACTIVATE)
    assert plan.changes == []
    assert plan.summary["unchanged"] == 2


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (Read([person("2")], complete=False, incomplete="it has no closing line"), "no closing line"),
        (Read([]), "nobody"),
        (Read([person("2")], unreadable_ids=1), "without a readable id"),
        (Read([person("2")], error=UnexpectedAnswer("HTTP 503")), "could not be read"),
    ],
)
def test_one_connection_in_doubt_forbids_it_in_the_whole_directory(read, reason):
    """A read that is incomplete, empty, failed or has a record without an id: nobody is unmatched for good."""
    plan = make_plan({"okta": [person("1")], "entra": read}, [account("a1", "1"), account("a2", "x")], config=TWO)
    assert plan.summary["deactivate"] == 0
    remark = next(found for found in plan.findings if found.code == "NP511")
    assert reason in remark.message
    assert "entra" in remark.message


def test_doubts_about_one_directory_leave_the_others_alone():
    """Completeness is judged by the connections that feed a directory."""
    config = configuration(
        {"main": {"unmatched": "deactivate"}, "other": {"unmatched": "deactivate"}},
        {"okta": {"directory": "main"}, "entra": {"directory": "other"}},
    )
    plan = make_plan(
        {"okta": [person("1")], "entra": Read([person("2")], complete=False)},
        {"main": [account("a1", "1"), account("a2", "x")], "other": [account("b1", "2"), account("b2", "y")]},
        config=config,
    )
    assert plan.account("a2").action is Action.DEACTIVATE
    assert plan.account("b2").action is Action.UNCHANGED


def test_the_accounts_of_blocked_people_count_as_present():
    """By id, by mapped or by the source's own address."""
    people = [
        person("1", blocked=True),
        person("2", "two@acme.example", blocked=True),
        person("3", blocked=True, user_name=None, email=None),
    ]
    accounts = [account("a1", "1", "other"), account("a2", "", "two@acme.example"), account("a3", "", "3@acme.example")]
    plan = make_plan(people, accounts, config=DEACTIVATE)
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"blocked": 3}


def test_excluded_people_are_out_of_scope_and_their_accounts_present():
    """They are neither counted nor changed, and nobody takes their account for abandoned."""
    people = [person("1", excluded=True, active=False), person("2")]
    plan = make_plan(people, [account("a1", "1"), account("a2", "2")], config=DEACTIVATE)
    assert plan.changes == []
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"unchanged": 1}


@pytest.mark.parametrize(
    "choice", [{"connections": ("okta",)}, {"regions": ("everyone",)}, {"users": ("1@acme.example",)}]
)
def test_choosing_whom_to_show_makes_nobody_unmatched(choice):
    """Everybody is read whoever is chosen; accounts of the others are left alone."""
    people = {"okta": [person("1", display_name="New")], "entra": [person("2", region="japan", display_name="New")]}
    plan = make_plan(people, [account("a1", "1"), account("a2", "2"), account("a3", "x")], config=TWO, **choice)
    assert [change.source_id for change in plan.changes] == ["1"]
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"update": 1}


def test_a_chosen_person_who_is_as_they_should_be_is_counted():
    """With --user the summary counts that person alone."""
    plan = make_plan([person("1"), person("2")], [account("a1", "1"), account("a2", "2")], users=("2@ACME.example",))
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"unchanged": 1}


def test_a_chosen_change_that_waits_for_one_that_is_not_chosen_is_blocked():
    """The address would not be free when it is pushed."""
    plan = make_plan(
        [person("A", "b"), person("B", "c", region="japan")],
        [account("a1", "A", "a"), account("a2", "B", "b")],
        regions=("everyone",),
    )
    assert codes(plan.of("A")) == ["NP504"]


def test_a_directory_may_leave_actions_to_another_provisioner():
    """What is switched off is unchanged with a note."""
    config = configuration({"main": {"actions": ["update"], "unmatched": "deactivate"}})
    plan = make_plan(
        [person("new"), person("gone", active=False), person("back"), person("changed", display_name="New")],
        [
            account("a1", "gone"),
            account("a2", "back", active=False),
            account("a3", "changed"),
            account("a4", "stranger"),
        ],
        config=config,
    )
    assert plan.summary == dict.fromkeys(plan.summary, 0) | {"update": 1, "unchanged": 4}
    assert [codes(plan.of(name)) for name in ("new", "gone", "back")] == [["NP517"]] * 3
    assert codes(plan.account("a4")) == ["NP510", "NP517"]


def test_in_several_directories_nobody_is_disabled_who_is_wanted_elsewhere():
    """`active: false` disables the whole account: by account id or address it is wanted active in the other one."""
    config = configuration(
        {"main": {"unmatched": "deactivate"}, "other": {}},
        {"okta": {"directory": "main"}, "entra": {"directory": "other"}},
    )
    plan = make_plan(
        {
            "okta": [
                person("1", "one@acme.example", active=False),
                person("2", active=False),
                person("3", active=False),
            ],
            "entra": [
                person("e1", "ONE@acme.example"),
                person("e2", "renamed"),
                person("e3", "3@acme.example", active=False),
            ],
        },
        {
            "main": [
                account("a1", "1", "one@acme.example"),
                account("a2", "2", atlassian_id="aaid-2"),
                account("a3", "3"),
                account("a4", "", "renamed"),
            ],
            "other": [
                account("b1", "e1", "one@acme.example", display_name="Person e1"),
                account("b2", "e2", "renamed", atlassian_id="aaid-2", display_name="Person e2"),
                account("b3", "e3", "3@acme.example", active=False),
            ],
        },
        config=config,
    )
    assert [codes(plan.of(source_id)) for source_id in ("1", "2", "3")] == [["NP509"], ["NP509"], []]
    assert plan.of("1").action is Action.BLOCKED
    assert plan.of("3").action is Action.DEACTIVATE
    assert codes(plan.account("a4")) == ["NP510", "NP509"]


def test_values_that_a_missing_key_would_clear_are_kept():
    """A key that no record has was probably not selected: nothing is cleared for it, and one warning says so."""
    mapper = StandInMapper(
        reads={"department": Needs(frozenset({"department"})), "job_title": Needs(frozenset({"title"}))}
    )
    read = Read([person(str(n), department="", job_title="") for n in range(3)], unselected=frozenset({"department"}))
    accounts = [account(f"a{n}", str(n), department="IT", job_title="Engineer") for n in range(2)]
    plan = make_plan({"okta": read}, [*accounts, account("a2", "2")], mapper=mapper)
    assert [rows(change) for change in plan.changes] == [{"title": ("Engineer", "")}] * 2
    warnings = [found for found in plan.findings if found.code == "NP307"]
    assert len(warnings) == 1
    assert "`department`" in warnings[0].message
    assert "2 values" in warnings[0].message
