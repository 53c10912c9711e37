"""One person's whole way."""

import json
from pathlib import Path

import pytest

from nameplate.checking.explain.running import Question, explain
from nameplate.checking.explain.structured import as_object
from nameplate.checking.explain.trace import State, Verdict
from nameplate.config import load_config
from support.sandbox import make_sandbox, scim_user

CONFIG = """\
organization: {verified_domains: [acme.example], sso_name_claims: removed}
mappings: .
exceptions: people.csv
regions:
  - {name: rooms, when: {employee_type: [Room]}, exclude: true}
  - {name: japan, when: {country: [JP], expression: "user.title != 'Boss'"}, mapping: japan.j2, locale: ja-JP}
  - {name: rest, when: {country: ["?*"]}, mapping: base.j2}
directories:
  main: {sandbox: practice.db}
connections:
  staff:
    connector: okta
    directory: main
    snapshot: staff.jsonl
    snapshot_complete: true
    fields: {custom.romaji: profile.romaji}
guards: {creations: {count: 1, floor: 0}}
"""
BASE = """\
{% extends "nameplate/default.j2" %}
{% block public_name %}{{ keep() }}{% endblock %}
{% block department %}{{ user.department }}{% endblock %}
{% block timezone %}{{ user.raw.profile.zone }}{% endblock %}
"""
JAPAN = """\
{% extends "base.j2" %}
{% block person %}{{ user.family_name }}  {{ user.given_name }} ({{ user.custom.romaji }}){% endblock %}
{% block job_title %}{{ user.title | required("HR") }}{% endblock %}
"""


def okta(number, **profile):
    given = {"login": f"p{number}@acme.example", "email": f"p{number}@acme.example", **profile}
    return {"id": f"00u{number}", "status": "ACTIVE", "profile": given}


PEOPLE = [
    okta(1, firstName="太郎", lastName="山田", countryCode="JP", romaji="Yamada Taro", zone="Asia/Tokio"),
    okta(2, firstName="Ann", lastName="Smith", countryCode="US", department=""),
    okta(3, userType="Room"),
    okta(4, firstName="No", lastName="Country"),
    {"id": "00u5", "status": "WHAT", "profile": {"login": "p5@acme.example"}},
]


@pytest.fixture
def folder(tmp_path):
    files = {
        "nameplate.yaml": CONFIG,
        "base.j2": BASE,
        "japan.j2": JAPAN,
        "staff.jsonl": "".join(json.dumps(record) + "\n" for record in PEOPLE),
        "people.csv": "email,attribute,value,reason,until\np2@acme.example,display_name,Annie,Asked for it,\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def ask(folder, plugins):
    def asked(address, **more):
        config = load_config(folder / "nameplate.yaml", plugins.connectors)
        return explain(config, plugins, Question(address, **more))

    return asked


def attribute(trace, name):
    (found,) = [one for one in trace.attributes if one.name == name]
    return found


def test_each_region_has_its_clauses_with_their_verdicts(ask):
    """Up to the one that takes the person."""
    (trace,) = ask("P1@Acme.example").people
    assert [(one.name, one.verdict) for one in trace.regions] == [
        ("rooms", Verdict.FAILS),
        ("japan", Verdict.HOLDS),
        ("rest", Verdict.UNASKED),
    ]
    assert [(one.key, one.value, one.verdict) for one in trace.regions[1].clauses] == [
        ("country", "JP", Verdict.HOLDS),
        ("expression", "True", Verdict.HOLDS),
    ]


def test_each_attribute_has_rule_chain_reads_and_both_values(ask):
    """What the rule gave, and what normalization made of it."""
    (trace,) = ask("p1@acme.example").people
    name = attribute(trace, "display_name")
    assert name.given == "山田  太郎 (Yamada Taro)"
    assert name.value == "山田 太郎 (Yamada Taro)"
    assert name.helpers == (("person", ("japan.j2:2", "nameplate/default.j2:9")),)
    assert ("custom.romaji", "Yamada Taro") in name.reads
    zone = attribute(trace, "timezone")
    assert zone.chain == ("base.j2:4", "nameplate/default.j2:24")
    assert zone.reads == (("raw.profile.zone", "Asia/Tokio"),)


@pytest.mark.parametrize(
    ("address", "name", "state"),
    [
        ("p1@acme.example", "display_name", State.SENT),
        ("p1@acme.example", "public_name", State.KEPT),
        ("p1@acme.example", "department", State.CLEARED),
        ("p1@acme.example", "timezone", State.REFUSED),
        ("p1@acme.example", "job_title", State.FAILED),
        ("p1@acme.example", "given_name", State.UNMANAGED),
        ("p1@acme.example", "active", State.SENT),
        ("p2@acme.example", "display_name", State.CHOSEN),
    ],
)
def test_what_becomes_of_an_attribute(ask, address, name, state):
    """Each of the ways that a value can go."""
    assert attribute(ask(address).people[0], name).state is state


def test_a_chosen_name_shows_its_reason_and_what_the_rule_gave(ask):
    """With the row's address."""
    name = attribute(ask("p2@acme.example").people[0], "display_name")
    assert (name.value, name.given, name.rule) == ("Annie", "Ann Smith", "people.csv:2")
    assert "Asked for it" in name.reason


def test_the_action_comes_with_the_guards_that_count_it(ask):
    """With the numbers of the whole plan, not of this person alone."""
    plan = ask("p2@acme.example").people[0].plan
    assert plan.action == "create"
    (guard,) = plan.guards
    assert (guard.guard, guard.actual, guard.holds) == ("creations", 2, False)


@pytest.mark.parametrize(
    ("address", "region", "blocked", "action"),
    [
        ("p3@acme.example", "rooms", False, "out of scope"),
        ("p4@acme.example", "", True, "blocked"),
        ("00u5", "", True, "blocked"),
    ],
)
def test_people_who_have_no_payload(ask, address, region, blocked, action):
    """Out of scope, in no region, or with a record that can't be read."""
    (trace,) = ask(address).people
    assert (trace.region, trace.blocked, trace.plan.action) == (region, blocked, action)
    assert not trace.attributes


def test_what_the_directory_holds_is_shown(ask, folder):
    """Against what is to be there."""
    make_sandbox(folder / "practice.db", [scim_user("p2@acme.example", externalId="00u2", displayName="A. Smith")])
    trace = ask("p2@acme.example").people[0]
    assert trace.plan.action == "update"
    assert attribute(trace, "display_name").held == "A. Smith"


def test_who_is_as_they_should_be_is_shown_with_the_account(ask, folder):
    """An unchanged person has no row in a plan."""
    (folder / "base.j2").write_text(
        "{% block user_name %}{{ user.email }}{% endblock %}{% block email %}{{ user.email }}{% endblock %}", "utf-8"
    )
    (folder / "japan.j2").write_text('{% extends "base.j2" %}', "utf-8")
    make_sandbox(folder / "practice.db", [scim_user("p1@acme.example", externalId="00u1", displayName="Taro")])
    trace = ask("p1@acme.example").people[0]
    assert (trace.plan.action, trace.plan.change) == ("unchanged", None)
    assert attribute(trace, "display_name").held == "Taro"


def test_an_address_that_only_atlassian_knows(ask, folder):
    """The mapped one, or the one that the account still has."""
    (folder / "base.j2").write_text(
        BASE + '{% block email %}{{ user.email.replace("@", ".new@") }}{% endblock %}', "utf-8"
    )
    assert ask("P2.new@acme.example").people[0].source_id == "00u2"
    make_sandbox(folder / "practice.db", [scim_user("old@acme.example", externalId="00u2")])
    explained = ask("old@acme.example")
    assert (explained.asked, explained.people[0].source_id) == ("old@acme.example", "00u2")


def test_another_mapping_is_tried_on_that_person_alone(ask, tmp_path):
    """Nothing is written, and the others are mapped as before."""
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "new.j2").write_text(
        '{% extends "base.j2" %}{% block person %}{{ user.raw.profile.romaji }}{% endblock %}', "utf-8"
    )
    explained = ask("p1@acme.example", mapping=other / "new.j2")
    (trace,) = explained.people
    assert trace.mapping == "new.j2"
    assert attribute(trace, "display_name").value == "Yamada Taro"
    after = {row.path: row.after for row in trace.plan.change.attributes}
    assert after["displayName"] == "Yamada Taro"
    assert not list(tmp_path.glob("*.plan"))


@pytest.mark.usefixtures("no_system_folder")
def test_people_are_staged_beside_the_configuration_and_nothing_stays(ask, folder):
    """The system's folder for temporary files may be memory, and others may look into it."""
    before = set(folder.rglob("*"))
    assert ask("p1@acme.example").people
    assert set(folder.rglob("*")) == before


def test_somebody_who_is_not_there(ask):
    """Where was looked, and who is near."""
    explained = ask("p11@acme.example")
    assert explained.people == ()
    assert [(one.connection, one.people) for one in explained.looked] == [("staff", 5)]
    assert any("p1@acme.example" in label for label in explained.near)


def test_somebody_outside_the_scope_is_said_to_be_there(folder, plugins):
    """In the snapshot, but not read."""
    record = {"id": "1", "primaryEmail": "a@acme.example", "orgUnitPath": "/EMEA", "suspended": False}
    (folder / "staff.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    text = CONFIG.replace("connector: okta", "connector: google\n    scope: {org_units: [/APAC]}")
    (folder / "nameplate.yaml").write_text(text, "utf-8")
    config = load_config(folder / "nameplate.yaml", plugins.connectors)
    explained = explain(config, plugins, Question("a@acme.example"))
    assert (explained.people, explained.out_of_scope) == ((), ("staff",))


def test_a_directory_that_cannot_be_opened_hides_nobody(folder, plugins):
    """Without the key, the way up to the payload is known."""
    (folder / "nameplate.yaml").write_text(
        CONFIG.replace("{sandbox: practice.db}", "{directory_id: x, token: {env: NAMEPLATE_TEST_NOT_SET}}"), "utf-8"
    )
    config = load_config(folder / "nameplate.yaml", plugins.connectors)
    (trace,) = explain(config, plugins, Question("p2@acme.example")).people
    assert trace.plan.action == "unknown"
    assert [found.code for found in trace.plan.remarks] == ["NP513"]


def test_json_has_everything(ask):
    """And is JSON."""
    shown = json.loads(json.dumps(as_object(ask("p1@acme.example"))))
    (person,) = shown["people"]
    assert person["regions"][1]["verdict"] == "holds"
    name = person["attributes"]["displayName"]
    assert (name["state"], name["rule"], name["value"]) == ("sent", "japan.j2:2", "山田 太郎 (Yamada Taro)")
    assert person["plan"]["action"] == "create"
    assert Path(person["read_from"]).name == "staff.jsonl"
