"""A preview with the cache equals one without, whatever was edited in between."""

import asyncio
import json
import shutil
import sqlite3
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.config import load_config
from nameplate.directory.sandbox import load_sandbox
from nameplate.mapping import Mapper
from nameplate.planning import PreviewOptions, preview
from nameplate.planning import cache as cache_module
from nameplate.planning import fingerprints as fingerprints_module
from nameplate.plugins import load_plugins
from support.planning_parts import NOW

PLUGINS = load_plugins()
CONFIGURATION = """
organization: {verified_domains: [acme.example]}
mappings: ./mappings
regions:
  - {name: visitors, when: {employee_type: [Room]}, exclude: true}
  - {name: japan, when: {country: [JP]}, mapping: japan.j2}
  - {name: us, when: {country: [US]}, mapping: us.j2}
directories:
  main: {sandbox: ./directory.db}
connections:
  okta: {connector: okta, directory: main, snapshot: ./okta.jsonl, snapshot_complete: true}
  more: {connector: okta, directory: main, snapshot: ./more.jsonl, snapshot_complete: true}
"""
BASE = """
{% block user_name %}{{ user.user_name | lower }}{% endblock %}
{% block email %}{{ user.email }}{% endblock %}
{% block job_title %}{{ user.title }}{% endblock %}
{% block display_name %}{{ user.given_name }} {{ user.family_name }}{% endblock %}
"""
JAPAN = """{% extends "base.j2" %}{% from "parts.j2" import dear %}
{% block display_name %}{{ user.family_name }} {{ user.given_name }}{{ dear() }}{% endblock %}
"""


def record(number, **profile):
    """An Okta user; every sixth is somewhere that no region matches, or a room."""
    country = ("JP", "US", "JP", "US", "DE", "JP")[number % 6]
    return {
        "id": f"u{number}",
        "status": "DEPROVISIONED" if number % 7 == 3 else "ACTIVE",
        "profile": {
            "login": f"P{number}@acme.example",
            "email": f"p{number}@acme.example" if number % 5 else "",
            "firstName": "Taro",
            "lastName": f"Yamada {number}",
            "title": "Boss",
            "countryCode": country,
            "userType": "Room" if number % 6 == 5 else "employee",
        }
        | profile,
    }


class Organization:
    """A folder with a configuration, two snapshots, mappings and a sandbox."""

    def __init__(self, folder):
        self.folder = folder
        self.records = {"okta": [record(n) for n in range(12)], "more": [record(n) for n in range(20, 24)]}
        self.mappings = {
            "base.j2": BASE,
            "japan.j2": JAPAN,
            "us.j2": '{% extends "base.j2" %}',
            "parts.j2": "{% macro dear() %}さん{% endmacro %}",
        }
        self.configuration = CONFIGURATION
        accounts = [
            {"id": f"a{n}", "externalId": f"u{n}", "userName": f"p{n}@acme.example", "displayName": f"Taro Yamada {n}",
             "emails": [{"value": f"p{n}@acme.example", "primary": True}], "active": True}
            for n in (*range(9), 20, 21, 99)
        ]  # fmt: skip
        load_sandbox(folder / "directory.db", accounts)
        self.write()

    def write(self):
        """Everything onto the disk."""
        (self.folder / "mappings").mkdir(exist_ok=True)
        for name, text in self.mappings.items():
            (self.folder / "mappings" / name).write_text(text, encoding="utf-8")
        for name, records in self.records.items():
            lines = "".join(json.dumps(one) + "\n" for one in records)
            (self.folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        (self.folder / "nameplate.yaml").write_text(self.configuration, encoding="utf-8")

    def preview(self, *, cache=True):
        """What the plan decided."""
        config = load_config(self.folder / "nameplate.yaml", PLUGINS.settings_models)
        options = PreviewOptions(now=NOW, cache=cache)
        with asyncio.run(preview(config, PLUGINS, out=self.folder / "plan.db", options=options)) as plan:
            return [
                list(plan.changes()),
                plan.summary_rows(),
                list(plan.findings()),
                plan.guards(),
                plan.sources(),
                plan.directories(),
            ]

    def kept(self):
        """The files of the cache."""
        return sorted((self.folder / ".nameplate").glob("*.rows"))


@pytest.fixture
def organization(tmp_path):
    """One on the disk."""
    return Organization(tmp_path)


@pytest.fixture
def mapped(monkeypatch):
    """The ids of everybody who is mapped, as it happens."""
    met = []
    original = Mapper.map

    def watching(self, person, connection):
        met.append(person.id)
        return original(self, person, connection)

    monkeypatch.setattr(Mapper, "map", watching)
    return met


def test_a_second_preview_with_nothing_changed_maps_nobody(organization, mapped):
    """The rows stay, and the plan is the same."""
    first = organization.preview()
    assert mapped
    mapped.clear()
    assert organization.preview() == first
    assert mapped == []
    assert first == organization.preview(cache=False)


def test_only_people_of_a_changed_mapping_are_mapped_again(organization, mapped):
    """And those of whom there was something to say."""
    organization.preview()
    mapped.clear()
    organization.mappings["us.j2"] = '{% extends "base.j2" %}{% block job_title %}Chief{% endblock %}'
    organization.write()
    plan = organization.preview()
    plain_japanese = {"u2", "u6", "u8"}
    assert {"u1", "u7", "u21"} <= set(mapped)
    assert plain_japanese.isdisjoint(mapped)
    assert plan == organization.preview(cache=False)


def test_a_macro_that_a_mapping_imports_is_a_change_of_it(organization, mapped):
    """What a mapping reaches counts, not only its own file."""
    organization.preview()
    mapped.clear()
    organization.mappings["parts.j2"] = "{% macro dear() %}様{% endmacro %}"
    organization.write()
    plan = organization.preview()
    assert {"u2", "u6", "u8"} <= set(mapped)
    assert {"u1", "u7"}.isdisjoint(mapped)
    assert plan == organization.preview(cache=False)


EDITS = st.sampled_from(
    ["title", "move", "remove", "add", "swap", "country", "us.j2", "parts.j2", "base.j2", "stop", "sso", "exceptions",
     "regions", "managed", "corrupt", "delete", "nothing"]
)  # fmt: skip


def edit(organization, what):  # noqa: C901, PLR0912 -- a table of edits
    """One edit of the organization."""
    okta = organization.records["okta"]
    match what:
        case "title":
            okta[0] = record(0, title="Other")
        case "move":
            okta[2] = record(2, login="moved@acme.example")
        case "remove":
            okta[:] = okta[:-1] or okta
        case "add":
            okta.insert(3, record(40 + len(okta)))
        case "swap":
            okta[0], okta[-1] = okta[-1], okta[0]
        case "country":
            okta[1] = record(1, countryCode="JP")
        case "us.j2" | "base.j2" if "public_name" not in organization.mappings[what]:
            organization.mappings[what] += "{% block public_name %}Boss{% endblock %}"
        case "parts.j2":
            organization.mappings[what] = "{% macro dear() %}様{% endmacro %}"
        case "stop":
            organization.mappings["us.j2"] = (
                '{% extends "base.j2" %}{% block job_title %}'
                "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}{% endblock %}"
            )
        case "sso":
            organization.configuration = CONFIGURATION.replace(
                "[acme.example]", "[acme.example], sso_name_claims: removed"
            )
        case "exceptions":
            organization.configuration = CONFIGURATION + "exceptions: ./people.csv\n"
            (organization.folder / "people.csv").write_text(
                "email,attribute,value,reason,until\n"
                "p2@acme.example,display_name,Chosen,asked,\np6@acme.example,public_name,T,asked,\n"
                "nobody@acme.example,display_name,X,asked,\n",
                encoding="utf-8",
            )
        case "regions":
            organization.configuration = CONFIGURATION.replace("[JP]", "[DE]")
        case "managed":
            organization.mappings["japan.j2"] = JAPAN.replace(
                "{% block", "{% block location %}Tokyo{% endblock %}{% block", 1
            )
        case "corrupt":
            for file in organization.kept():
                file.write_bytes(b"SQLite format 3\0 or not")
        case "delete":
            shutil.rmtree(organization.folder / ".nameplate", ignore_errors=True)
    organization.write()


@given(st.lists(EDITS, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_with_the_cache_is_as_without_for_any_edit(edits):
    """Records, mappings, macros, the configuration, chosen names, rules over budget, damaged files."""
    with TemporaryDirectory() as folder:
        organization = Organization(Path(folder))
        organization.preview()
        for what in edits:
            edit(organization, what)
            assert organization.preview() == organization.preview(cache=False)


def test_the_cache_is_never_trusted_across_versions(organization, mapped, monkeypatch):
    """Another version of nameplate, or of the rows' format, starts anew."""
    organization.preview()
    everybody = sorted(mapped)
    mapped.clear()
    monkeypatch.setattr(fingerprints_module, "FORMAT", fingerprints_module.FORMAT + 1)
    organization.preview()
    assert sorted(mapped) == everybody


def test_the_cache_is_not_trusted_across_edits_of_the_installed_code(organization, mapped, monkeypatch):
    """An editable installation, or a plugin's, changes without another version."""
    organization.preview()
    everybody = sorted(mapped)
    mapped.clear()
    before = fingerprints_module.installed_files(PLUGINS)
    monkeypatch.setattr(cache_module, "installed_files", lambda plugins: before[::-1])
    organization.preview()
    assert sorted(mapped) == everybody


def test_the_cache_is_for_its_owner_alone_and_not_for_version_control(organization):
    """It holds names and addresses."""
    organization.preview()
    assert stat.S_IMODE((organization.folder / ".nameplate").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in organization.kept()} == {0o600}
    assert len(organization.kept()) == 2
    assert (organization.folder / ".nameplate" / ".gitignore").read_text() == "*\n"


def test_a_read_that_fails_keeps_nothing(organization):
    """What was read of a snapshot that is cut off is not used again."""
    (organization.folder / "okta.jsonl").write_text('{"id": "u1", "profile": {', encoding="utf-8")
    organization.preview()
    assert [file.name[:4] for file in organization.kept()] == ["more"]


def test_a_folder_that_can_t_be_written_does_no_harm(organization):
    """The preview goes on without keeping anything."""
    (organization.folder / ".nameplate").write_text("in the way")
    assert organization.preview() == organization.preview(cache=False)


@pytest.mark.parametrize("damage", ["cut", "zeroed", "row deleted", "seal gone"])
def test_a_damaged_cache_makes_nobody_unmatched(organization, damage):
    """Rows that are not to the byte as they were written are not used: everybody is read again."""
    plan = organization.preview()
    for rows in organization.kept():
        content = rows.read_bytes()
        if damage == "cut":
            rows.write_bytes(content[:-100])
        elif damage == "zeroed":
            rows.write_bytes(content[:-4096] + bytes(4096))
        elif damage == "row deleted":
            database = sqlite3.connect(rows, isolation_level=None)
            database.execute("delete from kept where n = 1")
            database.close()
        else:
            rows.with_suffix(".sha256").unlink()
    assert organization.preview() == plan
