"""Whose payload two sides treat differently."""

import asyncio
import io
import json
import subprocess

import pytest

from nameplate.checking.diff.comparing import differing
from nameplate.checking.diff.sides import open_side
from nameplate.checking.diff.writing import write_csv, write_json, write_markdown
from nameplate.errors import ConfigurationError, UsageError
from nameplate.model import Quiet

CONFIG = """\
mappings: mappings
exceptions: people.csv
regions:
  - {name: rooms, when: {employee_type: [Room]}, exclude: true}
  - {name: japan, when: {country: [JP]}, mapping: japan.j2}
  - {name: rest, mapping: base.j2}
directories:
  main: {sandbox: practice.db}
connections:
  staff: {connector: okta, directory: main, snapshot: staff.jsonl}
"""
BASE = '{% extends "nameplate/default.j2" %}\n{% block phone %}{{ user.phone }}{% endblock %}\n'
JAPAN = '{% extends "base.j2" %}\n{% block person %}{{ user.family_name }} {{ user.given_name }}{% endblock %}\n'


def okta(number, **profile):
    given = {"login": f"p{number}@acme.example", "email": f"p{number}@acme.example", **profile}
    return {"id": f"00u{number}", "status": "ACTIVE", "profile": given}


PEOPLE = [
    okta(1, firstName="Taro", lastName="Yamada", countryCode="JP"),
    okta(2, firstName="Ann", lastName="Smith", countryCode="US", primaryPhone="1"),
    okta(3, userType="Room", firstName="Room", lastName="3"),
]


@pytest.fixture
def folder(tmp_path):
    """A git repository with a configuration in a folder of it; the people are in no commit."""
    home = tmp_path / "repo/identity"
    (home / "mappings").mkdir(parents=True)
    for name, text in {
        "nameplate.yaml": CONFIG,
        "mappings/base.j2": BASE,
        "mappings/japan.j2": JAPAN,
        "people.csv": "email,attribute,value,reason,until\n",
    }.items():
        (home / name).write_text(text, "utf-8")
    commit(home)
    (home / "staff.jsonl").write_text("".join(json.dumps(record) + "\n" for record in PEOPLE), "utf-8")
    return home


def commit(folder):
    identity = ("-c", "user.name=Test", "-c", "user.email=test@acme.example")
    for words in (("init", "-q"), ("add", "."), (*identity, "commit", "-q", "-m", "A step")):
        subprocess.run(["git", "-C", folder, *words], check=True)


@pytest.fixture
def diff(folder, plugins):
    """The people who differ between two sides; the new one is the working tree unless said otherwise."""

    def compared(old="HEAD", new=None):
        async def everyone(before, after):
            return [one async for one in differing(before, after, plugins, Quiet())]

        config = folder / "nameplate.yaml"
        with open_side(old, config, plugins) as before, open_side(new or str(config), config, plugins) as after:
            return asyncio.run(everyone(before, after))

    return compared


def cells(one):
    return [(cell.path, cell.before, cell.after) for cell in one.cells]


def test_nobody_differs_where_nothing_changed(diff):
    """A revision against the working tree."""
    assert diff() == []


def test_only_those_who_differ_are_shown_and_only_what_differs(diff, folder):
    """With both rules."""
    (folder / "mappings/japan.j2").write_text(JAPAN.replace("}} {{", "}}・{{"), "utf-8")
    (one,) = diff()
    assert (one.source_id, one.region) == ("00u1", "japan")
    assert cells(one) == [
        ("displayName", "Yamada Taro", "Yamada・Taro"),
        ("nickName", "Yamada Taro", "Yamada・Taro"),
    ]
    assert one.cells[0].new_rule == "japan.j2:2"


@pytest.mark.usefixtures("no_system_folder")
def test_people_and_revisions_lie_beside_the_configuration_and_nothing_stays(diff, folder):
    """Also where the sides read people differently, so that one side's wait on disk."""
    text = CONFIG.replace("snapshot: staff.jsonl", "snapshot: staff.jsonl, fields: {phone: profile.login}")
    (folder / "nameplate.yaml").write_text(text, "utf-8")
    before = {path for path in folder.rglob("*") if ".git" not in path.parts}
    assert diff()
    assert {path for path in folder.rglob("*") if ".git" not in path.parts} == before


def test_a_value_that_is_managed_no_longer_is_left_alone(diff, folder):
    """Which is not the same as cleared."""
    (folder / "mappings/base.j2").write_text('{% extends "nameplate/default.j2" %}', "utf-8")
    assert [cells(one) for one in diff()] == [[("phoneNumbers", "", None)], [("phoneNumbers", "1", None)]]


def test_a_region_that_changes_without_the_payload_is_nothing(diff, folder):
    """Reviewers of a mapping want to see people, not words."""
    (folder / "nameplate.yaml").write_text(CONFIG.replace("name: rest", "name: others"), "utf-8")
    assert diff() == []


def test_scope_and_blocking_differ_too(diff, folder):
    """Who comes in, and who is blocked."""
    (folder / "nameplate.yaml").write_text(CONFIG.replace("Room]}, exclude: true", "Room]}, mapping: base.j2"), "utf-8")
    (folder / "mappings/japan.j2").write_text(JAPAN + "{% block email %}{{ user.phone }}{% endblock %}", "utf-8")
    taro, room = diff()
    assert ("blocked", "false", "true") in cells(taro)
    assert "NP401" in [found.code for found in taro.findings]
    assert cells(room)[0] == ("in scope", "false", "true")


def test_a_chosen_name_differs(diff, folder):
    """The exceptions file belongs to the revision."""
    (folder / "people.csv").write_text(
        "email,attribute,value,reason,until\np2@acme.example,display_name,Annie,x,\n", "utf-8"
    )
    (one,) = diff()
    assert cells(one) == [("displayName", "Ann Smith", "Annie")]
    assert one.cells[0].new_rule == "people.csv:2"


def test_sides_that_read_differently_are_joined_by_id(diff, folder):
    """Another field table, so that people have to be read twice."""
    text = CONFIG.replace("snapshot: staff.jsonl", "snapshot: staff.jsonl, fields: {phone: profile.login}")
    (folder / "nameplate.yaml").write_text(text, "utf-8")
    assert [cells(one) for one in diff()] == [
        [("phoneNumbers", "", "p1@acme.example")],
        [("phoneNumbers", "1", "p2@acme.example")],
    ]


def test_people_whom_one_side_alone_has(diff, folder):
    """Another snapshot; both directions."""
    (folder / "other.jsonl").write_text(json.dumps(PEOPLE[0]) + "\n" + json.dumps(okta(9)) + "\n", "utf-8")
    (folder / "nameplate.yaml").write_text(CONFIG.replace("staff.jsonl", "other.jsonl"), "utf-8")
    found = {one.source_id: one for one in diff()}
    assert set(found) == {"00u2", "00u9"}
    assert cells(found["00u9"])[0] == ("in scope", "false", "true")
    assert cells(found["00u2"])[0] == ("in scope", "true", "false")
    assert (found["00u9"].old_region, found["00u9"].new_region) == ("", "rest")


def test_a_connection_that_feeds_another_directory(diff, folder):
    """Everybody's payload goes elsewhere."""
    text = CONFIG.replace("main: {sandbox: practice.db}", "other: {sandbox: other.db}").replace(
        "directory: main", "directory: other"
    )
    (folder / "nameplate.yaml").write_text(text, "utf-8")
    assert [cells(one) for one in diff()] == [[("directory", "main", "other")]] * 2


def test_two_files_and_two_revisions(diff, folder):
    """Whatever names a side."""
    (folder / "new.yaml").write_text(CONFIG.replace("[JP]", "[US]"), "utf-8")
    (one,) = diff(str(folder / "nameplate.yaml"), str(folder / "new.yaml"))
    assert ("displayName", "Ann Smith", "Smith Ann") in cells(one)
    (folder / "mappings/japan.j2").write_text(JAPAN.replace("}} {{", "}}, {{"), "utf-8")
    commit(folder)
    assert [one.source_id for one in diff("HEAD~1", "HEAD")] == ["00u1"]
    assert diff("HEAD") == []


@pytest.mark.parametrize("label", ["no-such-revision", "--output=x", "HEAD~99"])
def test_what_is_neither_file_nor_revision_is_wrong_usage(diff, label):
    """Nothing of it reaches git as an option."""
    with pytest.raises(UsageError, match="neither a file nor a revision"):
        diff(label)


def test_a_revision_that_cannot_be_compiled_says_which_side_it_is(diff, folder):
    """With the place in that revision."""
    (folder / "mappings/base.j2").write_text(BASE.replace("user.phone", "user.fone"), "utf-8")
    commit(folder)
    (folder / "mappings/base.j2").write_text(BASE, "utf-8")
    with pytest.raises(ConfigurationError, match="HEAD can't be used") as refused:
        diff()
    assert refused.value.findings[0].code == "NP202"


def test_outside_a_repository_only_files_can_be_compared(tmp_path, plugins):
    """And the message says so."""
    config = tmp_path / "nameplate.yaml"
    config.write_text(CONFIG, "utf-8")
    with pytest.raises(UsageError, match="no git repository"), open_side("HEAD", config, plugins):
        pass


def test_formats(diff, folder):
    """JSON, CSV and Markdown say the same, and escape what is theirs."""
    (folder / "mappings/base.j2").write_text(
        BASE.replace("{{ user.phone }}", "=1|{{ user.phone }}\n*").replace("phone", "job_title", 1), "utf-8"
    )
    found = diff()
    out = io.StringIO()
    assert write_json(iter(found), out, "a", "b") == 2
    shown = json.loads(out.getvalue())
    assert (shown["old"], shown["differing"]) == ("a", 2)
    assert shown["people"][0]["attributes"]["phoneNumbers"]["after"] is None
    out = io.StringIO()
    write_csv(iter(found), out, "a", "b")
    assert "'=1|" in out.getvalue()
    out = io.StringIO()
    write_markdown(iter(found), out, "main", "b_c")
    assert "=1\\| \\*" in out.getvalue()
    assert "than by main" in out.getvalue()
    assert out.getvalue().endswith("The payload of 2 people differs.\n")


def test_nobody_is_said_in_every_format():
    """An empty diff is still a whole document."""
    out = io.StringIO()
    assert write_json(iter([]), out, "a", "b") == 0
    assert json.loads(out.getvalue())["people"] == []
    out = io.StringIO()
    write_markdown(iter([]), out, "a", "b")
    assert "Nobody" in out.getvalue()
