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
from nameplate.reading import snapshot_file
from support.planning_parts import NOW

PLUGINS = load_plugins()
CONFIGURATION = """
organization: {verified_domains: [acme.example]}
mappings: ./mappings
regions:
  - {name: visitors, when: {employee_type: [Room]}, exclude: true}
  - {name: leads, when: {group: Leads}, mapping: us.j2}
  - {name: japan, when: {country: [JP]}, mapping: japan.j2}
  - {name: us, when: {country: [US]}, mapping: us.j2}
directories:
  main: {sandbox: ./directory.db}
connections:
  okta: {connector: okta, directory: main, snapshot: ./okta.jsonl, snapshot_complete: true}
  more: {connector: okta, directory: main, snapshot: ./more.jsonl, snapshot_complete: true}
  graph: {connector: azure_ad, directory: main, snapshot: ./graph.jsonl}
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


def graph_record(number, **more):
    """A user of Graph."""
    address = f"p{number}@acme.example"
    return {
        "id": f"u{number}",
        "userPrincipalName": address,
        "mail": address,
        "givenName": "Mary",
        "surname": f"Smith {number}",
        "country": "US",
        "accountEnabled": True,
    } | more


class Organization:
    """A folder with a configuration, three snapshots, mappings and a sandbox."""

    def __init__(self, folder):
        self.folder = folder
        self.records = {
            "okta": [record(n) for n in range(12)],
            "more": [record(n) for n in range(20, 24)],
            "graph": [graph_record(n, **({"jobTitle": "Boss"} if n == 62 else {})) for n in range(60, 65)],
        }
        self.leads = ["u1", "u21"]
        self.layout = "lines"
        self.mappings = {
            "base.j2": BASE,
            "japan.j2": JAPAN,
            "us.j2": '{% extends "base.j2" %}',
            "parts.j2": "{% macro dear() %}さん{% endmacro %}",
        }
        self.configuration = CONFIGURATION
        accounts = [
            {"id": f"a{n}", "externalId": f"u{n}", "userName": f"p{n}@acme.example", "title": "Boss",
             "displayName": f"Taro Yamada {n}", "emails": [{"value": f"p{n}@acme.example", "primary": True}],
             "active": True}
            for n in (*range(9), 20, 21, *range(60, 65), 99)
        ]  # fmt: skip
        load_sandbox(folder / "directory.db", accounts)
        self.write()

    def write(self):
        """Everything onto the disk."""
        (self.folder / "mappings").mkdir(exist_ok=True)
        for name, text in self.mappings.items():
            (self.folder / "mappings" / name).write_text(text, encoding="utf-8")
        for name, records in self.records.items():
            (self.folder / f"{name}.jsonl").write_bytes(self.laid_out(records))
        (self.folder / "nameplate.yaml").write_text(self.configuration, encoding="utf-8")

    def laid_out(self, records):
        """The records as a file, with its closing line; a record that is text is a line as it stands."""
        closing = {"@nameplate": {"complete": True, "people": len(records), "groups": {"Leads": self.leads}}}
        indent = 1 if self.layout == "pretty" else None
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False, indent=indent) for one in records]
        if self.layout == "list":
            texts = ['{"value": [' + ", ".join(texts) + "]}"]
        return "\n".join([*texts, json.dumps(closing)]).encode("utf-8", "surrogateescape")

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
    original = Mapper.map_all

    def watching(self, people, connection):
        met.extend(person.id for person in people)
        return original(self, people, connection)

    monkeypatch.setattr(Mapper, "map_all", watching)
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


def remarkable(organization):
    """The ids of people of whom there is something to say, or whom no region takes: they are always mapped."""
    people = [one for records in organization.records.values() for one in records]
    return {
        one["id"]
        for one in people
        if "profile" in one
        and (
            not one["profile"]["email"] or one["profile"]["countryCode"] == "DE" or one["profile"]["userType"] == "Room"
        )
    }


@pytest.mark.parametrize("block", [128 * 1024, 700])
def test_only_people_whose_record_changed_are_mapped_again(organization, mapped, monkeypatch, block):
    """Whoever was changed or is new, and nobody for those who left or moved."""
    monkeypatch.setattr(snapshot_file, "BLOCK", block)
    organization.preview()
    always = remarkable(organization)
    okta = organization.records["okta"]
    for edited, people in [
        (lambda: okta.__setitem__(2, record(2, title="Other")), {"u2"}),
        (lambda: okta.insert(4, record(42)), {"u42"}),
        (lambda: okta.pop(6), set()),
        (lambda: okta.append(okta.pop(0)), set()),
        (lambda: organization.records["graph"].__setitem__(4, graph_record(64, mail="m@acme.example")), {"u64"}),
    ]:
        edited()
        organization.write()
        mapped.clear()
        plan = organization.preview()
        assert set(mapped) - always == people
        assert plan == organization.preview(cache=False)


def test_remarks_name_the_line_where_the_record_stands_now(organization, mapped):
    """Whoever has a finding is read again, since their line may be another."""
    okta = organization.records["okta"]
    okta[1] = record(1, countryCode="Atlantis")
    organization.write()
    organization.preview()
    okta.insert(0, record(50))
    organization.write()
    mapped.clear()
    lines = [one.line for change in organization.preview()[0] for one in change.findings if one.code == "NP306"]
    assert lines == [3]
    assert "u1" in mapped


def test_whoever_came_to_a_group_is_mapped_again(organization, mapped):
    """A snapshot says at its end who is in which group, so that the records alone don't tell."""
    organization.preview()
    mapped.clear()
    organization.leads = ["u1", "u2"]
    organization.write()
    plan = organization.preview()
    assert "u2" in mapped
    assert plan == organization.preview(cache=False)


def test_a_key_that_the_last_record_lost_is_missing_from_all(organization):
    """What an edited record doesn't have any more may have been the only one: nothing is cleared on that ground."""
    organization.preview()
    organization.records["graph"][2] = graph_record(62)
    organization.write()
    plan = organization.preview()
    assert [one.code for one in plan[2] if "jobTitle" in one.message or "title" in one.message] == ["NP307"]
    assert plan == organization.preview(cache=False)


def test_a_mapping_that_reads_another_field_finds_out_whoever_has_a_wrong_value_in_it(organization):
    """Records are read with the needs of all regions, whatever region a person is in."""
    organization.records["okta"][2] = record(2, department=5)
    organization.write()
    organization.preview()
    organization.mappings["us.j2"] = '{% extends "base.j2" %}{% block department %}{{ user.department }}{% endblock %}'
    organization.write()
    plan = organization.preview()
    assert "NP304" in {one.code for change in plan[0] for one in change.findings}
    assert plan == organization.preview(cache=False)


def directory_entry(number, **more):
    """An entry of LDAP, whose id stands elsewhere than at `id`."""
    return {
        "dn": f"uid=p{number},o=acme",
        "objectClass": ["inetOrgPerson"],
        "entryUUID": [f"u{number}"],
        "uid": [f"p{number}@acme.example"],
        "mail": [f"p{number}@acme.example"],
        "givenName": ["Mary"],
        "sn": [f"Smith {number}"],
        "c": ["US"],
    } | more


@pytest.mark.parametrize("edited", ["one left", "another mapping", "the last key"])
def test_records_may_have_their_ids_anywhere(organization, edited):
    """Whose records they are, and which keys they have, is seen of records that are known as well."""
    organization.configuration = CONFIGURATION.replace("connector: azure_ad", "connector: ldap")
    entries = [directory_entry(n, **({"title": ["Boss"]} if n < 64 else {})) for n in range(60, 65)]
    organization.records["graph"] = entries
    organization.write()
    organization.preview()
    match edited:
        case "one left":
            organization.records["graph"] = entries[1:]
        case "another mapping":
            organization.mappings["japan.j2"] += "{# #}"
        case "the last key":
            entries[4] = directory_entry(64, sn=["Other"])
    organization.write()
    plan = organization.preview()
    assert "NP309" not in {one.code for one in plan[2]}
    assert plan == organization.preview(cache=False)


@pytest.mark.parametrize("meanwhile", ["replaced", "deleted"])
def test_what_was_kept_may_go_while_a_preview_runs(organization, monkeypatch, meanwhile):
    """Another preview that keeps rows, or somebody who clears the folder, changes no plan."""
    organization.records["okta"] = organization.records["okta"][:3]
    organization.write()
    organization.preview()
    others = {file.name: file.read_bytes() for file in organization.kept()}
    organization.records["okta"] = [record(n) for n in range(12)]
    organization.write()
    plan = organization.preview()

    def as_it_was(snapshot, about):
        for file in organization.kept():
            if meanwhile == "deleted":
                file.unlink()
            else:
                file.write_bytes(others[file.name])
        return True

    monkeypatch.setattr(cache_module, "is_same_file", as_it_was)
    assert organization.preview() == plan


def test_another_version_of_a_library_starts_anew(organization, mapped, monkeypatch):
    """Some of them make the values."""
    organization.preview()
    everybody = sorted(mapped)
    mapped.clear()
    monkeypatch.setattr(fingerprints_module, "libraries", lambda: ["another Python"])
    organization.preview()
    assert sorted(mapped) == everybody


def test_a_rule_that_is_stopped_by_an_edited_record_is_stopped_for_those_who_were_kept(organization):
    """Whoever comes after the person who exceeded the budget is mapped without the rule, kept or not."""
    organization.mappings["us.j2"] = (
        '{% extends "base.j2" %}{% block job_title %}'
        "{% for a in user.title %}{% for b in user.title %}{% for c in user.title %}{{ 'x' if c == '~' }}"
        "{% endfor %}{% endfor %}{% endfor %}Chief{% endblock %}"
    )
    organization.write()
    first = organization.preview()
    assert not any(one.code == "NP214" for one in first[2])
    organization.records["okta"][1] = record(1, title="x" * 900)
    organization.write()
    plan = organization.preview()
    assert any(one.code == "NP214" for one in plan[2])
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
    ["us.j2", "parts.j2", "base.j2", "stop", "sso", "exceptions", "regions", "managed", "corrupt", "delete", "nothing",
     "pretty", "list", "lines", "members"]
)  # fmt: skip
RECORD_EDITS = st.sampled_from(
    ["title", "move", "remove", "add", "swap", "country", "repeat", "twin", "id", "no id", "broken", "not UTF-8",
     "null", "key", "reverse", "native", "another's", "warned"]
)  # fmt: skip


def edit_record(organization, what, name, place):  # noqa: C901, PLR0912 -- a table of edits
    """One edit of a record of a snapshot; records that are text are lines as they stand."""
    records = organization.records[name]
    place %= len(records)
    make = graph_record if name == "graph" else record
    match what:
        case "title":
            records[place] = make(place, **{"jobTitle" if name == "graph" else "title": "Other"})
        case "move":
            records[place] = make(place, **{"userPrincipalName" if name == "graph" else "login": "moved@acme.example"})
        case "remove":
            records[:] = [*records[:place], *records[place + 1 :]] or records
        case "add":
            records.insert(place, make(40 + len(records)))
        case "swap":
            records[place], records[-1] = records[-1], records[place]
        case "country":
            records[place] = make(place, **{"country" if name == "graph" else "countryCode": "JP"})
        case "repeat":
            records.append(records[place])
        case "twin":
            records.insert(0, make(place, city="Elsewhere"))
        case "id" | "no id":
            records[place] = make(place) | {"id": 5 if what == "id" else ""}
        case "broken":
            records[place] = json.dumps(make(place)).replace("Taro", "\\ud800")
        case "not UTF-8":
            records[place] = json.dumps(make(place)).replace("Mary", "\udcff").replace("Taro", "\udcff")
        case "null":
            records[place] = None
        case "key":
            records[place] = make(place) | {"jobTitle": "Chief"}
        case "reverse":
            records.reverse()
        case "native":
            records[place] = make(place, **{"surname" if name == "graph" else "lastName": "山田"})
        case "warned":  # a lead, whom a region takes wherever they are; the finding has the line
            records[place] = make(1, **{"country" if name == "graph" else "countryCode": "Atlantis"})
        case "another's":
            records[place] = {"primaryEmail": "x@acme.example", "id": "1", "kind": "admin#directory#user"}


def edit(organization, what):  # noqa: C901 -- a table of edits
    """One edit of the organization."""
    match what:
        case "pretty" | "list" | "lines":
            organization.layout = what
        case "members":
            organization.leads = ["u2", "u21", "u61"]
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


SOMEWHERE = st.tuples(RECORD_EDITS, st.sampled_from(["okta", "more", "graph"]), st.integers(0, 11))


@given(
    st.lists(st.tuples(EDITS) | SOMEWHERE | SOMEWHERE, min_size=1, max_size=4),
    st.sampled_from([300, 3000, 128 * 1024]),
)
@settings(max_examples=60, deadline=None)
def test_with_the_cache_is_as_without_for_any_edit(edits, block):
    """Records, mappings, macros, the configuration, chosen names, rules over budget, damaged files."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_file, "BLOCK", block)
        organization = Organization(Path(folder))
        organization.preview()
        for what, *where in edits:
            if where:
                edit_record(organization, what, *where)
                organization.write()
            else:
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
    assert len(organization.kept()) == 3
    assert (organization.folder / ".nameplate" / ".gitignore").read_text() == "*\n"


def test_a_read_that_fails_keeps_nothing(organization):
    """What was read of a snapshot that is cut off is not used again."""
    (organization.folder / "okta.jsonl").write_text('{"id": "u1", "profile": {', encoding="utf-8")
    organization.preview()
    assert [file.name[:4] for file in organization.kept()] == ["grap", "more"]


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
