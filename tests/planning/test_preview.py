import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nameplate.errors import DirectoryUnavailable, PlanError, SignInRefused
from nameplate.findings import finding
from nameplate.model import Action
from nameplate.planning import PreviewOptions, preview
from nameplate.plugins import hookimpl
from support.planning_parts import (
    NOW,
    Listed,
    Read,
    StandInMapper,
    StandInParts,
    account,
    codes,
    configuration,
    make_plan,
    no_plugins,
    person,
    rows,
)


def test_every_action_is_found():
    """Create, update, deactivate, reactivate, unchanged and blocked."""
    plan = make_plan(
        [
            person("new"),
            person("changed", display_name="山田 太郎"),
            person("gone", active=False),
            person("back"),
            person("same"),
            person("broken", blocked=True),
        ],
        [
            account("a1", "changed"),
            account("a2", "gone"),
            account("a3", "back", active=False),
            account("a4", "same"),
            account("a5", "broken"),
            account("a6", "stranger"),
        ],
    )
    expected = dict.fromkeys(["create", "update", "deactivate", "reactivate", "blocked"], 1) | {"unchanged": 2}
    assert plan.summary == expected
    assert rows(plan.of("changed")) == {"displayName": ("Person changed", "山田 太郎")}


def test_what_is_not_managed_kept_or_empty_already_is_not_touched():
    """None is not sent, and clearing what is empty is no change."""
    plan = make_plan(
        [person("1", display_name=None, job_title="", department=None)],
        [account("a1", "1", public_name="P", department="X")],
    )
    assert plan.changes == []


def test_an_empty_value_clears():
    """A rule that renders empty clears the attribute."""
    plan = make_plan([person("1", job_title="")], [account("a1", "1", job_title="Boss")])
    assert rows(plan.of("1")) == {"title": ("Boss", "")}


@pytest.mark.parametrize("held", ["One@Acme.Example", "one@acme.example"])
def test_an_address_that_differs_in_case_only_is_no_change(held):
    """Atlassian may hold addresses in lower case."""
    assert make_plan([person("1", "ONE@acme.example")], [account("a1", "1", held)]).changes == []


def test_rows_name_the_rule_or_the_chosen_name():
    """Every value has an address; a chosen name has its own."""
    plan = make_plan(
        [person("1", display_name="New", job_title="Boss", chosen=[("display_name", "people.csv:3")])],
        [account("a1", "1")],
    )
    assert [(row.path, row.rule) for row in plan.of("1").attributes] == [
        ("displayName", "people.csv:3"),
        ("title", "everyone.j2:7"),
    ]


def test_findings_of_unchanged_people_are_listed():
    """An unchanged person is listed only where there is something to say."""
    remark = finding("NP306", "country?")
    plan = make_plan([person("1", findings=(remark,)), person("2")], [account("a1", "1"), account("a2", "2")])
    assert [(change.source_id, change.action, change.findings) for change in plan.changes] == [
        ("1", Action.UNCHANGED, (remark,))
    ]
    assert plan.summary["unchanged"] == 2


def test_a_change_says_what_the_account_was():
    """A push compares externalId, user name, address and state before it writes."""
    plan = make_plan([person("1", display_name="New")], [account("a1", "1", "U", email="e@acme.example", active=False)])
    before = plan.of("1").before
    assert (before.external_id, before.user_name, before.email, before.active) == ("1", "U", "e@acme.example", False)


def test_a_connection_that_fails_is_said_and_the_others_go_on():
    """Its people's accounts count as present, nobody of it changes, and the plan has a failed read."""
    config = configuration(
        {"main": {"unmatched": "deactivate"}}, {"okta": {"directory": "main"}, "entra": {"directory": "main"}}
    )
    failed = Read([person(str(n), display_name="New") for n in range(10)], error=SignInRefused("401", remedy="Renew."))
    plan = make_plan(
        {"okta": [person("x", display_name="New")], "entra": failed},
        [account("ax", "x"), *(account(f"a{n}", str(n)) for n in range(20))],
        config=config,
    )
    assert [change.source_id for change in plan.changes] == ["x"]
    assert plan.codes()[0] == "NP309"
    assert "401" in plan.findings[0].message
    assert plan.findings[0].remedy == "Renew."
    assert plan.failed_reads
    assert {row.connection: (row.complete, row.error) for row in plan.sources} == {
        "okta": (True, ""),
        "entra": (False, "401"),
    }


def test_a_directory_that_was_not_listed_gets_no_changes():
    """What was listed before it failed is not used; other directories go on."""
    config = configuration({"main": {}, "other": {}}, {"okta": {"directory": "main"}, "entra": {"directory": "other"}})
    plan = make_plan(
        {"okta": [person("1")], "entra": [person("2")]},
        {"main": Listed([account("a1", "1")], error=DirectoryUnavailable("503")), "other": []},
        config=config,
    )
    assert [change.source_id for change in plan.changes] == ["2"]
    assert plan.codes() == ["NP513"]
    assert plan.failed_reads
    assert {row.name: row.complete for row in plan.directories} == {"main": False, "other": True}
    assert {verdict.directory for verdict in plan.guards} == {"other"}


def test_directories_don_t_mix():
    """Each directory is compared with the people of its own connections."""
    config = configuration({"main": {}, "other": {}}, {"okta": {"directory": "main"}, "entra": {"directory": "other"}})
    plan = make_plan(
        {"okta": [person("1", "a")], "entra": [person("2", "b", display_name="New")]},
        {"main": [account("a1", "2", "x")], "other": [account("b1", "2", "b"), account("b2", "1", "y")]},
        config=config,
    )
    assert [(change.id, change.directory, change.source_id, change.action) for change in plan.changes] == [
        (1, "main", "1", Action.CREATE),
        (2, "main", "", Action.UNCHANGED),
        (3, "other", "2", Action.UPDATE),
        (4, "other", "", Action.UNCHANGED),
    ]


def test_plugins_remark_on_the_whole_plan():
    """A findings hook sees every change, and its remarks stand among those of the run."""

    class Remarks:
        @hookimpl
        def nameplate_findings(self, plan):
            """Count the updates."""
            yield finding("NP902", f"{sum(1 for change in plan.changes())} of {plan.summary()['update']}")

    plugins = no_plugins()
    plugins.manager.register(Remarks(), "remarks")
    object.__setattr__(
        plugins, "loaded", (type("Info", (), {"name": "remarks", "distribution": "acme", "version": "1"})(),)
    )
    people = [person(str(n), display_name="New", findings=(finding("NP306", "x"),)) for n in range(3)]
    plan = make_plan(people, [account(f"a{n}", str(n)) for n in range(3)], plugins=plugins)
    assert [(found.message, found.plugin) for found in plan.findings] == [("3 of 3", "acme")]


def test_remarks_of_reads_and_mapping_are_findings_of_the_run():
    """What the reader and the mapper say of the whole run is in the plan."""
    read = Read([person("1")], findings=(finding("NP312", "twice"),))
    plan = make_plan({"okta": read}, [], mapper=StandInMapper(remarks=(finding("NP214", "slow"),)))
    assert plan.codes() == ["NP312", "NP214"]


def test_what_takes_the_time_is_measured():
    """Seconds and people of each stage."""
    plan = make_plan([person(str(n)) for n in range(9)], [account("a1", "1")])
    assert [(timing.stage, timing.people) for timing in plan.timings] == [
        ("reading", 9),
        ("mapping", 9),
        ("listing", 1),
        ("comparing", 1),
        ("writing", 9),
    ]


def test_a_plan_expires_as_configured():
    """`plans: {expire_after: …}` sets how long it may be pushed."""
    with TemporaryDirectory() as folder:
        options = PreviewOptions(now=NOW, mapper=StandInMapper())
        parts = StandInParts({"okta": Read([])}, {"main": Listed([])})
        config = configuration(plans={"expire_after": "90m"})
        out = Path(folder) / "plan.db"
        with asyncio.run(preview(config, no_plugins(), out=out, options=options, parts=parts)) as plan:
            assert plan.meta.created_at == "2026-01-05T09:00:00Z"
            assert not plan.expired(NOW + timedelta(minutes=89))
            assert plan.expired(NOW + timedelta(minutes=90))
        assert [file.name for file in Path(folder).iterdir()] == ["plan.db"]


def test_a_folder_that_is_missing_is_said():
    """Before anybody is read."""
    with pytest.raises(PlanError, match="can't be written"):
        asyncio.run(
            preview(
                configuration(),
                no_plugins(),
                out=Path("/nowhere/plan.db"),
                options=PreviewOptions(mapper=StandInMapper()),
            )
        )


def test_a_protected_finding_does_not_hide_others():
    """Findings of mapping, correlation and the plan stand side by side."""
    config = configuration(protected=["old"])
    remark = finding("NP306", "country?")
    plan = make_plan([person("1", "new", findings=(remark,))], [account("a1", "", "x", email="new")], config=config)
    assert codes(plan.of("1")) == ["NP306", "NP515"]


def test_a_control_character_in_an_account_does_not_confuse_the_comparison():
    """A directory may hold anything; a value with the separator of the fast lane is compared in the slow one."""
    plan = make_plan([person("1", job_title="x")], [account("a1", "1", job_title="x\x1fy", department="z")])
    assert rows(plan.of("1")) == {"title": ("x\x1fy", "x")}
