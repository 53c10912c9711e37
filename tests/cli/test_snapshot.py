"""`nameplate snapshot` saves people, or copies a directory."""

import json

import pytest

from nameplate import plugins
from nameplate.directory import Sandbox
from support.fake_idp import fake, pages, person, plugins_with

CONFIG = """
mappings: .
regions:
  - {name: staff, when: {group: [Staff]}, mapping: m.j2}
directories:
  main: {sandbox: practice.db}
connections:
  here: {connector: fake, directory: main, settings: {attempts: 1}}
"""
MAPPING = """
{% block user_name %}{{ user.user_name }}{% endblock %}
{% block email %}{{ user.email }}{% endblock %}
{% block job_title %}{{ user.raw.badge.title }}{% endblock %}
"""
PEOPLE = [person(1), person(2), person(3)]


@pytest.fixture
def organization(tmp_path, monkeypatch):
    """A configuration with a made-up connector, and what that was asked."""
    connector = fake(pages(PEOPLE, groups={"Staff": ["id-1", "id-3"]}))
    monkeypatch.setattr(plugins, "load_plugins", lambda: plugins_with(connector))
    (tmp_path / "nameplate.yaml").write_text(CONFIG)
    (tmp_path / "m.j2").write_text(MAPPING.strip())
    monkeypatch.chdir(tmp_path)
    return connector


def test_it_saves_what_the_mappings_read(nameplate, organization, tmp_path):
    """With the members of the groups that regions mention; what it did is said on standard error."""
    ended = nameplate("snapshot", "here", "-o", "people.jsonl")
    assert (ended.code, ended.out) == (0, "")
    assert "Saved 3 people of here, and the members of Staff in people.jsonl." in ended.err
    *records, closing = map(json.loads, (tmp_path / "people.jsonl").read_text().splitlines())
    assert records == PEOPLE
    assert closing["@nameplate"]["groups"] == {"Staff": ["id-1", "id-3"]}
    assert "badge.title" in closing["@nameplate"]["fields"]
    assert "title" not in closing["@nameplate"]["fields"]


def test_it_saves_everything_if_asked(nameplate, organization, tmp_path):
    """So that later mappings can read it too."""
    assert nameplate("snapshot", "here", "-o", "people.jsonl", "--everything").code == 0
    closing = json.loads((tmp_path / "people.jsonl").read_text().splitlines()[-1])
    assert {"*", "title", "country"} <= set(closing["@nameplate"]["fields"])


def test_a_saved_snapshot_gives_the_payloads_of_the_live_read(nameplate, organization, tmp_path):
    """Byte for byte."""
    live = nameplate("map")
    assert nameplate("snapshot", "here", "-o", "people.jsonl.zst").code == 0
    path = tmp_path / "nameplate.yaml"
    path.write_text(CONFIG.replace("settings: {attempts: 1}", "snapshot: people.jsonl.zst"))
    saved = nameplate("map")
    assert (live.code, saved.code) == (0, 0)
    assert saved.out == live.out
    assert len(saved.out.splitlines()) == 3


def test_a_read_that_fails_saves_nothing(nameplate, organization, tmp_path):
    """And says why."""
    organization.answer = staticmethod(lambda query, cursor: ValueError("nonsense"))
    ended = nameplate("snapshot", "here", "-o", "people.jsonl")
    assert ended.code == 1
    assert "here (fake): members of the group 'Staff', page 1: the connector fake failed" in ended.err
    assert not (tmp_path / "people.jsonl").exists()


def test_a_directory_fills_a_sandbox(nameplate, organization, tmp_path):
    """To practise on."""
    with Sandbox(tmp_path / "practice.db"):
        pass
    ended = nameplate("snapshot", "main", "-o", "copy.db")
    assert ended.code == 0, ended.err
    assert "Copied 0 accounts of main into the sandbox copy.db." in ended.err
    assert (tmp_path / "copy.db").exists()


def test_an_unknown_name_is_wrong_usage(nameplate, organization):
    """With those that there are."""
    ended = nameplate("snapshot", "nobody", "-o", "x.jsonl")
    assert ended.code == 2
    assert "There are: here, main." in ended.err
