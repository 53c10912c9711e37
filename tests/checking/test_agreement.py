"""map, preview, test and explain give the same payload for the same person."""

import asyncio
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nameplate.checking.examples.model import Example, ExamplesFile
from nameplate.checking.examples.people import Trial
from nameplate.checking.explain.building import person_trace
from nameplate.checking.explain.running import Question, explain
from nameplate.cli import run
from nameplate.config import Config, load_config
from nameplate.mapping import compile_mappings
from nameplate.model import Action, SourceUser, scim_user
from nameplate.model.atlassian_user import CORE_USER, place
from nameplate.planning import PreviewOptions, preview
from nameplate.plugins import Plugins, load_plugins
from nameplate.reading import open_source

ACME = Path(__file__).parents[2] / "examples/acme/nameplate.yaml"
Key = tuple[str, str]


@contextmanager
def standard_output() -> Iterator[io.BytesIO]:
    """What is printed, as bytes."""
    content, before = io.BytesIO(), sys.stdout
    sys.stdout = io.TextIOWrapper(content, encoding="utf-8", write_through=True)
    try:
        yield content
    finally:
        sys.stdout = before


def by_map(config: Path) -> dict[Key, dict[str, Any]]:
    """(connection, source id) → the line of `nameplate map`."""
    with standard_output() as printed:
        assert run(("map", "-c", str(config))) == 0
        rows = [json.loads(line) for line in printed.getvalue().splitlines()]
    return {(row["connection"], row["source_id"]): row for row in rows}


def by_preview(config: Config, plugins: Plugins) -> dict[Key, tuple[Action, dict[str, Any]]]:
    """(connection, source id) → action, and the SCIM user that the plan's rows make, against an empty directory."""
    with tempfile.TemporaryDirectory() as name:
        options = PreviewOptions(sandbox=Path(name) / "empty.db")
        with asyncio.run(preview(config, plugins, out=Path(name) / "plan.db", options=options)) as plan:
            return {(one.connection, one.source_id): (one.action, payload_of(one)) for one in plan.changes()}


def payload_of(change: Any) -> dict[str, Any]:
    """The SCIM user that a creation's rows make."""
    user: dict[str, Any] = {"schemas": [CORE_USER]}
    for row in change.attributes:
        place(user, row.path, row.after)
    return user


async def people_of(config: Config, plugins: Plugins, needs: Any) -> dict[Key, Any]:
    """(connection, source id) → the person as they are read."""
    found = {}
    for name in config.connections:
        async for page in open_source(config, plugins, name, needs[name]).pages():
            found |= {(name, person.id): person for person in page}
    return found


def by_test(config: Config, plugins: Plugins, people: dict[Key, Any]) -> dict[Key, Any]:
    """(connection, source id) → what an example with the person's own record gives."""
    trial = Trial(plugins, config)
    found = {}
    for (connection, source_id), person in people.items():
        if isinstance(person, SourceUser):
            example = Example("x", 0, 1, record=person.raw, connection=connection, groups=person.groups)
            tried = trial.run(ExamplesFile(ACME, "", (example,)), example)
            found[connection, source_id] = tried.mapped
    return found


def assert_agreement(path: Path, plugins: Plugins) -> int:
    """All four agree on everybody; how many people there are."""
    config = load_config(path, plugins.connectors)
    mapper = compile_mappings(config, plugins)
    people = asyncio.run(people_of(config, plugins, mapper.needs))
    mapped, planned, tested = by_map(path), by_preview(config, plugins), by_test(config, plugins, people)
    for key, person in people.items():
        connection = key[0]
        places = config.directories[config.connections[connection].directory].attributes_in
        trace = person_trace(config, mapper, connection, person, "")
        assert trace.excluded == (key not in mapped)
        if trace.excluded:
            continue
        row = mapped[key]
        assert (trace.region or None, trace.blocked) == (row["region"], row.get("blocked", False))
        assert [found.code for found in trace.findings] == [found["code"] for found in row["findings"]]
        values = tuple(one.value for one in trace.attributes)
        assert not values or scim_user(key[1], values, places) == row["payload"]
        if key in tested:
            assert scim_user(key[1], tested[key].values, places) == row["payload"]
            assert (tested[key].region or None, tested[key].blocked) == (row["region"], row.get("blocked", False))
        if key in planned:
            action, payload = planned[key]
            assert action is not Action.CREATE or payload == {**row["payload"], "schemas": payload["schemas"]}
            assert not (row.get("blocked") and action is Action.CREATE)
    return len(people)


@pytest.fixture(scope="module")
def loaded() -> Plugins:
    return load_plugins()


def test_they_agree_on_everybody_of_acme(loaded):
    """Every person of every identity provider of the example."""
    assert assert_agreement(ACME, loaded) > 80


def test_the_whole_explanation_agrees_as_well(loaded):
    """For some of them, with the plan behind it."""
    config = load_config(ACME, loaded.connectors)
    mapped = by_map(ACME)
    for key in list(mapped)[::17]:
        (trace,) = explain(config, loaded, Question(key[1], connections=(key[0],))).people
        values = tuple(one.value for one in trace.attributes)
        assert not values or scim_user(key[1], values) == mapped[key]["payload"]


CONFIG = """\
mappings: {mappings}
regions:
  - {{name: rooms, when: {{employee_type: [room*]}}, exclude: true}}
  - {{name: japan, when: {{country: [JP]}}, mapping: japan.j2, locale: ja-JP}}
  - {{name: long, when: {{expression: "user.given_name | length > 5"}}, mapping: germany.j2}}
  - {{name: some, when: {{country: ["?*"]}}, mapping: brazil.j2}}
directories:
  main: {{sandbox: practice.db, attributes_in: enterprise}}
connections:
  staff: {{connector: okta, directory: main, snapshot: staff.jsonl, snapshot_complete: true,
           fields: {{custom.latin_name: profile.latin}}}}
"""
TEXT = st.one_of(
    st.sampled_from(["", "山田", "太郎", "Éva", "room 7", " a  b ", "O'Neil", "x" * 101, "İbrahim", "김"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)
PROFILE = st.fixed_dictionaries(
    {"login": st.sampled_from(["a@acme.example", "b@acme.example", "c", ""])},
    optional={
        "email": st.sampled_from(["a@acme.example", "B@ACME.example", "no address", ""]),
        "countryCode": st.sampled_from(["JP", "DE", "AT", "Brazil", "Nowhere", ""]),
        **dict.fromkeys(
            ["firstName", "lastName", "nickName", "title", "department", "honorificPrefix", "timezone", "userType",
             "latin"],
            TEXT,
        ),
    },
)  # fmt: skip
RECORDS = st.lists(st.tuples(st.sampled_from(["ACTIVE", "DEPROVISIONED", "WHAT"]), PROFILE), min_size=1, max_size=12)


@given(RECORDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_they_agree_on_generated_people(loaded, records):
    """Whatever is in their records."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "nameplate.yaml"
        path.write_text(CONFIG.format(mappings=ACME.parent / "mappings"), "utf-8")
        lines = [
            json.dumps({"id": f"00u{number}", "status": status, "profile": profile}) + "\n"
            for number, (status, profile) in enumerate(records)
        ]
        (folder / "staff.jsonl").write_text("".join(lines), "utf-8")
        assert assert_agreement(path, loaded) == len(records)
