"""Reading people off lines gives what reading whole records gives, whatever the file holds."""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.config import load_config
from nameplate.errors import ReadError
from nameplate.mapping import compile_mappings
from nameplate.plugins import load_plugins
from nameplate.plugins.lines import Undecoded
from nameplate.reading import snapshot_file
from nameplate.reading.snapshots import SnapshotReader
from nameplate.reading.source import open_source

PLUGINS = load_plugins()
CONFIGURATION = """
mappings: ./mappings
regions: [{name: everyone, mapping: base.j2}]
directories: {main: {sandbox: ./directory.db}}
connections:
  okta: {connector: okta, directory: main, snapshot: ./okta.jsonl, snapshot_complete: true}
  graph: {connector: azure_ad, directory: main, snapshot: ./graph.jsonl, snapshot_complete: true}
"""
RULES = "".join(
    f"{{% block {block} %}}{{{{ user.{field} }}}}{{% endblock %}}"
    for block, field in [
        ("user_name", "user_name"), ("email", "email"), ("display_name", "display_name"),
        ("given_name", "given_name"), ("job_title", "title"), ("department", "department"),
    ]
)  # fmt: skip
VALUES = st.sampled_from(["x", "", " ", "山田", None, 5, True, [], {}, "y" * 300])
OKTA = st.fixed_dictionaries(
    {"id": st.sampled_from(["u1", "u2", "u3", "", " ", 5, None])},
    optional={
        "status": st.sampled_from(["ACTIVE", "DEPROVISIONED", "?", None]),
        "profile": VALUES
        | st.fixed_dictionaries(
            {"login": st.just("p@acme.example") | VALUES},
            optional={"email": VALUES, "firstName": VALUES, "title": VALUES, "countryCode": VALUES, "unread": VALUES},
        ),
    },
)
GRAPH = st.fixed_dictionaries(
    {"id": st.sampled_from(["u1", "u2", "u3"]), "userPrincipalName": st.just("p@acme.example") | VALUES},
    optional={"mail": VALUES, "givenName": VALUES, "jobTitle": VALUES, "accountEnabled": st.booleans() | VALUES}
    | dict.fromkeys(["unread", "department", "displayName"], VALUES),
)
ODD = st.sampled_from(
    ["", "null", "5", "[]", '{"value": [{"id": "u7", "userPrincipalName": "v"}]}', '{"id": "u8", "profile": {',
     '{"id": "u9", "profile": {"login": "\\ud800"}}',
     '{"id": "u9", "status": "ACTIVE", "profile": {"login": "p"}, "unread": "\udcff"}',
     '{"id": "u9", "userPrincipalName": "p", "unread": "\udcff"}', '{"id": "u6", "primaryEmail": "another\'s"}',
     '{"error": {"code": "x"}}', '{"id": "u1", "userPrincipalName": "p", "unread": NaN}']
)  # fmt: skip


def read(folder, connection):
    """The people and the status, or what the error says."""
    config = load_config(folder / "nameplate.yaml", PLUGINS.settings_models)
    needs = compile_mappings(config, PLUGINS).needs[connection]
    source = open_source(config, PLUGINS, connection, needs)
    reader = SnapshotReader(
        folder / f"{connection}.jsonl",
        source.reads,
        source.selection,
        config.connections[connection].scope,
        source.status,
        declared_complete=True,
        others=source.others,
    )
    people = []
    try:
        for batch in reader.batches():
            people += batch.people
    except ReadError as error:
        return people, str(error)
    return people, asdict(source.status) | {"pages": 0}


@pytest.fixture(scope="module")
def organization():
    """A folder with the configuration."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mappings").mkdir()
        (folder / "mappings" / "base.j2").write_text(RULES, encoding="utf-8")
        (folder / "nameplate.yaml").write_text(CONFIGURATION, encoding="utf-8")
        yield folder


@pytest.mark.parametrize(("connection", "records"), [("okta", OKTA), ("graph", GRAPH)])
def test_both_lanes_agree(organization, connection, records):
    """The same people, the same findings, the same status, the same error."""

    @given(st.lists(records.map(lambda one: json.dumps(one, ensure_ascii=False)) | records.map(json.dumps) | ODD))
    @settings(max_examples=150, deadline=None)
    def agree(lines):
        text = "\n".join(lines).encode("utf-8", "surrogateescape")
        (organization / f"{connection}.jsonl").write_bytes(text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(snapshot_file, "BLOCK", 200)
            fast = read(organization, connection)
            patch.setattr(SnapshotReader, "line_reader", lambda self: None)
            assert fast == read(organization, connection)

    agree()


def test_records_are_decoded_no_further_than_needed(organization, monkeypatch):
    """Once it is clear whose records they are, people are read off their lines."""
    monkeypatch.setattr(snapshot_file, "BLOCK", 200)
    lines = [
        json.dumps({"id": f"u{n}", "status": "ACTIVE", "profile": {"login": f"p{n}", "more": n}}) for n in range(20)
    ]
    (organization / "okta.jsonl").write_text("\n".join(lines), encoding="utf-8")
    people, _ = read(organization, "okta")
    assert [person.id for person in people] == [f"u{n}" for n in range(20)]
    assert [type(person.raw) for person in people].count(Undecoded) > 10
    assert [person.raw["profile"]["more"] for person in people] == list(range(20))


def test_a_rule_that_reads_raw_gets_whole_records(organization, monkeypatch):
    """They are decoded at once then."""
    monkeypatch.setattr(snapshot_file, "BLOCK", 200)
    rules = RULES.replace("user.title", "user.raw.profile.more")
    (organization / "mappings" / "base.j2").write_text(rules, encoding="utf-8")
    lines = [
        json.dumps({"id": f"u{n}", "status": "ACTIVE", "profile": {"login": f"p{n}", "more": n}}) for n in range(20)
    ]
    (organization / "okta.jsonl").write_text("\n".join(lines), encoding="utf-8")
    people, _ = read(organization, "okta")
    assert {type(person.raw) for person in people} == {dict}
