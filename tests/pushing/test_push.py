"""A push applies what was previewed, and nothing else."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from nameplate.directory import DirectoryClient, open_directory
from nameplate.errors import DirectoryRefused, PlanError, UsageError
from nameplate.model import account_from_scim
from nameplate.planning import open_plan
from nameplate.pushing import Halt, PushOptions, push
from nameplate.pushing.locking import locked
from support.other_server import served_other
from support.planning_parts import StandInMapper, no_plugins, person
from support.pushing import attempts_of, changes_of, configured, outcomes_of, push_plan, save_plan
from support.sandbox import contents, make_sandbox, scim_user, served_sandbox


def held(sandbox):
    """What a sandbox holds: user name → account."""
    return {resource["userName"]: account_from_scim(resource) for resource in contents(sandbox)}


def known(number, **attributes):
    """A SCIM user whose source is the person `number`."""
    address = f"{number}@acme.example"
    base = {"id": f"id-{number}", "externalId": str(number), "displayName": f"Person {number}"}
    return scim_user(address, **base | attributes)


@pytest.fixture
def sandbox(tmp_path):
    """Someone to update, to deactivate, to reactivate, and to leave alone."""
    users = [
        known("up", displayName="Old Name", title="Boss", phoneNumbers=[{"type": "mobile", "value": "1"}]),
        known("off"),
        known("on", active=False),
        known("same"),
    ]
    return make_sandbox(tmp_path / "sandbox.db", users)


PEOPLE = [
    person("up", department="R&D", job_title=""),
    person("off", active=False),
    person("on"),
    person("same"),
    person("new"),
]


@pytest.fixture
def config(sandbox):
    """Its configuration."""
    return configured(sandbox)


@pytest.fixture
def plan(tmp_path, config):
    """The plan for PEOPLE."""
    return save_plan(tmp_path / "plan.db", PEOPLE, config)


def test_every_action_is_applied_and_the_next_preview_is_empty(tmp_path, sandbox, config, plan):
    """Create, update, deactivate, reactivate; no one else is touched."""
    before = held(sandbox)
    result = push_plan(plan, config)
    assert (result.applied, result.skipped, result.failed, result.pending) == (4, 0, 0, 0)
    assert result.fine
    after = held(sandbox)
    assert after["same@acme.example"] == before["same@acme.example"]
    assert after["up@acme.example"].values[5] == "Person up"
    assert after["up@acme.example"].enterprise_department == "R&D"
    assert after["up@acme.example"].values[7] == ""
    assert after["off@acme.example"].active is False
    assert after["on@acme.example"].active is True
    assert after["new@acme.example"].external_id == "new"
    again = save_plan(tmp_path / "again.db", PEOPLE, config)
    assert changes_of(again) == []


def test_each_change_costs_one_request_and_its_share_of_the_staleness_read(sandbox, config, plan):
    """Four changes, four accounts: one page is cheaper than four reads."""
    result = push_plan(plan, config)
    assert result.requests == 4, "a sandbox in the same process is listed without a request"
    with served_sandbox(sandbox) as directory:
        assert asyncio.run(listed_requests(directory)) == 1


async def listed_requests(directory):
    """Requests of one listing."""
    async with open_directory("main", directory) as client:
        assert [page async for page in client.pages()]
        return client.requests_sent


def test_the_journal_says_what_was_sent_and_answered(config, plan):
    """One attempt a change, with times, status and the new account's id."""
    push_plan(plan, config)
    attempts = attempts_of(plan)
    assert len(attempts) == 4
    assert all(attempt.sent_at <= attempt.answered_at and attempt.outcome == "applied" for attempt in attempts)
    assert sorted(attempt.status for attempt in attempts) == [200, 200, 200, 201]
    assert all(attempt.account_id for attempt in attempts)
    with closing(open_plan(plan)) as opened:
        (pushed,) = opened.pushes()
    assert pushed.ended_at >= pushed.started_at
    assert pushed.host
    assert pushed.selection == ""


def test_a_plan_that_was_applied_is_refused(config, plan):
    """And so is the part of it that was."""
    push_plan(plan, config, users=("up",))
    with pytest.raises(PlanError, match="What was chosen of this plan was applied already"):
        push_plan(plan, config, users=("up",))
    push_plan(plan, config)
    with pytest.raises(PlanError, match="This plan was applied already"):
        push_plan(plan, config)


def test_a_plan_without_changes_sends_no_write(tmp_path, config, monkeypatch):
    """It has nothing to push, and that is fine."""
    empty = save_plan(tmp_path / "empty.db", [person("same")], config)

    def refuse(*arguments, **named):
        raise AssertionError("a request was sent")

    monkeypatch.setattr(DirectoryClient, "patch", refuse)
    monkeypatch.setattr(DirectoryClient, "create", refuse)
    result = push_plan(empty, config)
    assert result.fine
    assert result.requests == 0


@pytest.mark.parametrize(
    ("options", "pushed"),
    [
        ({"users": ("UP@acme.example",)}, {"Person up"}),
        ({"users": ("new",)}, {"Person new"}),
        ({"actions": ("deactivate", "create")}, {"Person off", "Person new"}),
        ({"connections": ("okta",), "actions": ("update",)}, {"Person up"}),
        ({"regions": ("everyone",)}, {"Person up", "Person off", "Person on", "Person new"}),
    ],
)
def test_a_pilot_pushes_those_chosen_and_the_rest_stays(config, plan, options, pushed):
    """By address, id, action, connection, region; a later push does the rest."""
    result = push_plan(plan, config, **options)
    assert set(outcomes_of(plan)) == pushed
    assert result.pending == 4 - len(pushed)
    if result.pending:
        assert push_plan(plan, config).applied == 4 - len(pushed)


def test_a_limit_takes_the_first_in_the_plans_order(config, plan):
    """And then the next ones."""
    order = [change.person for change in changes_of(plan)]
    push_plan(plan, config, limit=1)
    assert list(outcomes_of(plan)) == order[:1]
    result = push_plan(plan, config, limit=2)
    assert list(outcomes_of(plan)) == order[:3]
    assert result.pending == 1


@pytest.mark.parametrize(
    "options", [{"regions": ("mars",)}, {"connections": ("entra",)}, {"overrides": (("no", "x"),)}]
)
def test_names_that_the_plan_hasnt_are_wrong_usage(config, plan, options):
    """Nobody would be pushed; the message lists those there are."""
    with pytest.raises(UsageError) as caught:
        push_plan(plan, config, **options)
    assert "It has:" in caught.value.remedy


def test_an_expired_plan_is_refused(config, plan):
    """Whatever is in it."""
    with pytest.raises(PlanError, match="expired"):
        push_plan(plan, config, now=datetime.now(UTC) + timedelta(hours=25))


def test_an_edited_plan_is_refused(config, plan):
    """A value put in after the review."""
    with closing(sqlite3.connect(plan)) as database, database:
        database.execute("UPDATE attribute SET after = 'Mallory' WHERE path = 'displayName'")
    with pytest.raises(PlanError, match="edited"):
        push_plan(plan, config)


def test_something_else_is_not_a_plan(tmp_path, config):
    """Neither a text nor nothing."""
    other = tmp_path / "other.txt"
    other.write_text("x" * 5000)
    for path in (other, tmp_path / "none.db"):
        with pytest.raises(PlanError):
            push_plan(path, config)


def test_a_plan_for_another_address_is_refused(tmp_path, plan):
    """The directory of the plan and that of the configuration are not the same."""
    with pytest.raises(PlanError, match=r"made for main at sandbox:.*the configuration has it at sandbox:"):
        push_plan(plan, configured(tmp_path / "elsewhere.db"))


def test_two_pushes_of_one_file_at_once_are_one_too_many(config, plan):
    """The second is refused."""
    with locked(plan), pytest.raises(PlanError, match="is being pushed by another process"):
        push_plan(plan, config)
    assert push_plan(plan, config).fine


def test_whoever_moved_is_skipped_and_the_report_names_the_attribute(sandbox, config, plan):
    """What was expected, what is there; the others are pushed."""

    async def meddle():
        async with open_directory("main", config.directories["main"]) as client:
            await client.patch("id-up", [{"op": "replace", "path": "displayName", "value": "Somebody Else"}])
            await client.patch("id-off", [{"op": "replace", "path": "externalId", "value": "taken-over"}])

    asyncio.run(meddle())
    result = push_plan(plan, config)
    assert (result.applied, result.skipped) == (2, 2)
    assert not result.fine
    with closing(open_plan(plan)) as opened:
        found = {(one.path, one.expected, one.found, one.found_by) for one in opened.differences()}
    assert found == {
        ("displayName", "Old Name", "Somebody Else", "staleness"),
        ("externalId", "off", "taken-over", "staleness"),
    }
    skipped = [attempt for attempt in attempts_of(plan) if attempt.outcome == "skipped"]
    assert all(attempt.sent_at == "" and "It changed since the preview" in attempt.error for attempt in skipped)
    assert held(sandbox)["up@acme.example"].values[5] == "Somebody Else"
    assert held(sandbox)["off@acme.example"].active is True


def test_an_account_that_is_gone_is_skipped(tmp_path, sandbox, config, plan):
    """Nothing is created in its place."""
    rest = [user for user in contents(sandbox) if user["id"] != "id-up"]
    make_sandbox(sandbox, rest)
    result = push_plan(plan, config)
    assert (result.applied, result.skipped) == (3, 1)
    assert outcomes_of(plan)["Person up"] == "skipped"


def test_what_is_as_planned_already_counts_as_applied_and_sends_nothing(sandbox, config, plan):
    """Somebody did it by hand."""

    async def by_hand():
        async with open_directory("main", config.directories["main"]) as client:
            await client.patch("id-off", [{"op": "replace", "path": "active", "value": False}])
            await client.create(scim_user("new@acme.example", externalId="new", displayName="Person new"))

    asyncio.run(by_hand())
    result = push_plan(plan, config)
    assert (result.applied, result.already) == (2, 2)
    assert result.fine
    assert outcomes_of(plan)["Person new"] == outcomes_of(plan)["Person off"] == "already"
    assert len(contents(sandbox)) == 5


def test_who_got_an_account_meanwhile_is_skipped(sandbox, config, plan):
    """With the person's externalId, but other values."""

    async def by_hand():
        async with open_directory("main", config.directories["main"]) as client:
            await client.create(scim_user("other@acme.example", externalId="new"))

    asyncio.run(by_hand())
    assert push_plan(plan, config).skipped == 1
    assert len(contents(sandbox)) == 5


def test_a_conflict_fails_one_person_and_says_who_holds_the_address(config, plan):
    """The others are pushed; the next push tries again."""

    async def by_hand(value):
        async with open_directory("main", config.directories["main"]) as client:
            path = "emails[primary eq true].value"
            await client.patch("id-same", [{"op": "replace", "path": path, "value": value}])

    asyncio.run(by_hand("new@acme.example"))
    result = push_plan(plan, config)
    assert (result.applied, result.failed) == (3, 1)
    (failed,) = [attempt for attempt in attempts_of(plan) if attempt.outcome == "failed"]
    assert failed.status == 409
    assert "new@acme.example" in failed.error
    asyncio.run(by_hand("same@acme.example"))
    assert push_plan(plan, config).applied == 1


def test_people_protected_now_are_not_harmed(config, plan):
    """The present configuration's list, in any case; a creation harms nobody."""
    stricter = config.model_copy(update={"protected": ("UP@*", "off@acme.example", "new@*")})
    result = push_plan(plan, stricter)
    assert result.skipped == 2
    assert outcomes_of(plan)["Person up"] == outcomes_of(plan)["Person off"] == "skipped"
    assert all("NP508" in one.error for one in attempts_of(plan) if one.outcome == "skipped")


def test_an_action_that_was_switched_off_since_is_skipped(config, plan):
    """`actions` of the present configuration holds."""
    directory = config.directories["main"].model_copy(update={"actions": ("update", "create", "reactivate")})
    result = push_plan(plan, config.model_copy(update={"directories": {"main": directory}}))
    assert result.skipped == 1
    assert outcomes_of(plan)["Person off"] == "skipped"


def test_addresses_are_released_before_they_are_taken(tmp_path):
    """A takes B's address, B takes C's, C gets a new one; one after the other, however many at once."""
    users = [known(one) for one in "abc"]
    sandbox = make_sandbox(tmp_path / "sandbox.db", users)
    config = configured(sandbox)
    people = [person("a", "b@acme.example"), person("b", "c@acme.example"), person("c", "d@acme.example")]
    plan = save_plan(tmp_path / "plan.db", people, config)
    pilot = push_plan(plan, config, users=("a",))
    assert pilot.skipped == 1
    assert "has to release an address first" in attempts_of(plan)[0].error
    assert push_plan(plan, config).applied == 3
    assert {name: one.external_id for name, one in held(sandbox).items()} == {
        "b@acme.example": "a",
        "c@acme.example": "b",
        "d@acme.example": "c",
    }


def test_if_an_address_is_not_released_the_taker_is_skipped(tmp_path):
    """And nobody is left without an address."""
    sandbox = make_sandbox(tmp_path / "sandbox.db", [known("a"), known("b")])
    config = configured(sandbox)
    plan = save_plan(tmp_path / "plan.db", [person("a", "b@acme.example"), person("b", "c@acme.example")], config)
    result = push_plan(plan, config.model_copy(update={"protected": ("b@acme.example",)}))
    assert (result.applied, result.skipped) == (0, 2)


def test_a_key_that_is_refused_stops_the_push(tmp_path, monkeypatch):
    """Nobody else is tried; the reason is the result's error."""
    sandbox = make_sandbox(tmp_path / "sandbox.db", [known(f"p{n:02}", displayName="Old") for n in range(30)])
    with served_sandbox(sandbox, concurrency=2) as directory:
        config = configured(directory)
        plan = save_plan(tmp_path / "plan.db", [person(f"p{n:02}") for n in range(30)], config)
        monkeypatch.setattr(DirectoryClient, "patch", refused)
        result = push_plan(plan, config)
    assert isinstance(result.error, DirectoryRefused)
    assert result.failed <= 4
    assert result.pending == 30


async def refused(self, identifier, operations):
    """Answers as a directory whose key was replaced."""
    raise DirectoryRefused("no", status=401)


def test_an_interrupt_finishes_what_is_under_way_and_stops(tmp_path, monkeypatch):
    """The rest stays pending."""
    sandbox = make_sandbox(tmp_path / "sandbox.db", [known(f"p{n:02}", displayName="Old") for n in range(30)])
    config = configured(sandbox)
    plan = save_plan(tmp_path / "plan.db", [person(f"p{n:02}") for n in range(30)], config)
    halt, patch = Halt(), DirectoryClient.patch

    async def interrupting(self, identifier, operations):
        halt.interrupted.set()
        return await patch(self, identifier, operations)

    monkeypatch.setattr(DirectoryClient, "patch", interrupting)
    result = asyncio.run(push(plan, config, no_plugins(), options=PushOptions(), halt=halt))
    assert result.interrupted
    assert not result.fine
    assert 0 < result.applied <= 16
    assert {attempt.outcome for attempt in attempts_of(plan)} == {"applied"}
    monkeypatch.undo()
    assert push_plan(plan, config).applied == 30 - result.applied


def test_verify_reads_everyone_back(tmp_path, config, plan, monkeypatch):
    """What Atlassian holds otherwise than it was sent is a difference."""
    create = DirectoryClient.create

    async def forgetful(self, user):
        return await create(self, {key: value for key, value in user.items() if key != "displayName"})

    monkeypatch.setattr(DirectoryClient, "create", forgetful)
    result = push_plan(plan, config, verify=True)
    assert result.applied == 4
    assert result.differences == 1
    assert not result.fine
    with closing(open_plan(plan)) as opened:
        (one,) = opened.differences()
    assert (one.found_by, one.path, one.expected, one.found) == ("verify", "displayName", "Person new", "")


def test_names_that_the_display_name_overwrote_are_no_difference(tmp_path):
    """Neither for --verify nor for a resumed push."""
    sandbox = make_sandbox(tmp_path / "sandbox.db", [known("a", displayName="Old")])
    config = configured(sandbox)
    people = [person("a", display_name="山田 太郎", given_name="太郎", family_name="山田"),
              person("b", display_name="山田 花子", given_name="花子", family_name="山田")]  # fmt: skip
    mapper = StandInMapper(frozenset({"user_name", "email", "display_name", "given_name", "family_name", "active"}))
    plan = save_plan(tmp_path / "plan.db", people, config, mapper=mapper)
    assert {row.path for change in changes_of(plan) for row in change.attributes} >= {"name.givenName", "displayName"}
    result = push_plan(plan, config, verify=True)
    assert (result.applied, result.differences) == (2, 0)
    with closing(sqlite3.connect(plan)) as database, database:
        database.execute("UPDATE attempt SET outcome = NULL, answered_at = NULL, status = NULL")
    resumed = push_plan(plan, config)
    assert (resumed.applied, resumed.skipped, resumed.requests) == (2, 0, 0)


def test_the_same_push_works_against_an_independent_server(tmp_path):
    """scim2-server: another prefix, other ids, PATCH answered 204."""
    with served_other() as directory:
        config = configured(directory)
        mapper = StandInMapper(frozenset({"user_name", "email", "display_name", "job_title", "phone", "active"}))
        first = [person(f"p{n}", job_title="Boss", phone="+36 1") for n in range(20)]
        plan = save_plan(tmp_path / "first.db", first, config, mapper=mapper)
        assert push_plan(plan, config, verify=True).applied == 20
        then = [
            *(person(f"p{n}", f"new{n}@acme.example", job_title="", phone="") for n in range(5)),
            *(person(f"p{n}", active=False) for n in range(5, 10)),
            *(person(f"p{n}", job_title="Chief", phone="+36 2", display_name="山田") for n in range(10, 20)),
            person("fresh"),
        ]
        plan = save_plan(tmp_path / "second.db", then, config, mapper=mapper)
        result = push_plan(plan, config, verify=True)
        assert (result.applied, result.differences) == (21, 0)
        assert {attempt.status for attempt in attempts_of(plan)} == {201, 204}
        assert changes_of(save_plan(tmp_path / "third.db", then, config, mapper=mapper)) == []


def test_the_selection_is_recorded_as_it_was_chosen():
    """As JSON, the same for the same choice."""
    one = PushOptions(users=("B@x", "a@x"), limit=3)
    assert json.loads(one.selection) == {"user": ["a@x", "b@x"], "limit": 3}
    assert one.selection == PushOptions(users=("a@X", "b@x"), limit=3).selection
    assert PushOptions().selection == ""
