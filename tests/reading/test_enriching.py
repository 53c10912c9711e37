"""A person whom two connections describe: the fields of one fill what the other has nothing for."""

import asyncio
import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from nameplate.checking.explain.running import Question, explain
from nameplate.checking.explain.structured import as_object
from nameplate.checking.explain.trace import Explained
from nameplate.cli.explained import draw_person
from nameplate.config import load_config
from nameplate.config.models import Config, Connection, Directory, Enrichment
from nameplate.errors import ConfigurationError, ReadError
from nameplate.model import Needs, SourceUser
from nameplate.planning import PreviewOptions, preview
from nameplate.plugins import Plugins, load_plugins
from nameplate.reading import Person, Source, open_source
from nameplate_csv import CsvSettings

HR = "id,mail,shoe size,phonetic family name,phonetic given name,department,Badge\n"
TARO = "h1,TARO@acme.example,27,ヤマダ,タロウ,HR says sales,Taro Y.\n"
EMMA = "h2,emma@acme.example,24,,,Design,\n"
JOIN = {"connection": "hr", "key": "email", "fields": ("phonetic_family_name", "phonetic_given_name", "department")}
WANTED = Needs(frozenset({"phonetic_family_name", "phonetic_given_name", "department", "custom.badge"}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two people of Entra ID, one with a department."""
    people = [
        {"id": "e1", "userPrincipalName": "taro", "mail": "taro@acme.example", "surname": "山田", "department": "営業"},
        {"id": "e2", "userPrincipalName": "emma", "mail": "emma@acme.example", "surname": "Nagy"},
    ]
    end = {"@nameplate": {"complete": True, "people": 2}}
    (tmp_path / "entra.jsonl").write_text("\n".join(map(json.dumps, [*people, end])) + "\n", "utf-8")
    return tmp_path


def config(folder: Path, hr: str, *joins: Mapping[str, Any], **more: Connection) -> Config:
    """Entra ID enriched from an HR file."""
    (folder / "hr.csv").write_text(hr, "utf-8")
    entra = Connection(
        connector="azure_ad",
        directory="main",
        snapshot=folder / "entra.jsonl",
        enrich_from=tuple(Enrichment.model_validate(one) for one in joins or (JOIN,)),
    )
    hr_file = CsvSettings(file=folder / "hr.csv")
    hr_connection = Connection(
        connector="csv", directory="main", settings=hr_file, fields={"custom.badge": "row.Badge"}
    )
    return Config(
        directories={"main": Directory(sandbox=folder / "main.db")},
        connections={"entra": entra, "hr": hr_connection, **more},
    )


def read(configured: Config, needs: Needs = WANTED) -> tuple[Source, dict[str, SourceUser]]:
    """The source, and its people by id."""

    async def work() -> tuple[Source, list[Person]]:
        source = open_source(configured, load_plugins(), "entra", needs)
        return source, [person async for page in source.pages() for person in page]

    source, people = asyncio.run(work())
    return source, {person.id: person for person in people if isinstance(person, SourceUser)}


def test_what_is_empty_is_filled(folder: Path):
    """Fields that the connection has nothing for come from the other; its own stay; keys compare in any case."""
    _, people = read(config(folder, HR + TARO + EMMA))
    assert (people["e1"].phonetic_family_name, people["e1"].phonetic_given_name) == ("ヤマダ", "タロウ")
    assert people["e1"].department == "営業"
    assert people["e2"].department == "Design"
    assert people["e2"].phonetic_family_name == ""


def test_each_field_says_where_it_is_from(folder: Path):
    """`sources` names the connection of each field that was taken, and of no other."""
    source, people = read(config(folder, HR + TARO + EMMA))
    assert source.sources(people["e1"]) == {"phonetic_family_name": "hr", "phonetic_given_name": "hr"}
    assert source.sources(people["e2"]) == {"department": "hr"}


def test_a_custom_field_is_taken(folder: Path):
    """`custom.NAME` of the other connection becomes `custom.NAME` here."""
    _, people = read(config(folder, HR + TARO, {**JOIN, "fields": ("custom.badge",)}))
    assert people["e1"].custom == {"badge": "Taro Y."}


def test_only_what_rules_read_is_taken(folder: Path):
    """A field that no rule reads is not carried along."""
    _, people = read(config(folder, HR + TARO), Needs(frozenset({"phonetic_family_name"})))
    assert people["e1"].phonetic_family_name == "ヤマダ"
    assert people["e1"].phonetic_given_name == ""


def test_several_who_fit(folder: Path):
    """Where two of the other connection have the key, nothing is taken, and the person carries a finding."""
    _, people = read(config(folder, HR + TARO + TARO.replace("h1", "h3") + EMMA))
    assert people["e1"].phonetic_family_name == ""
    (found,) = people["e1"].findings
    assert found.code == "NP313"
    assert "Several people of hr have the email 'taro@acme.example'" in found.message
    assert people["e2"].department == "Design"


def test_the_first_that_has_a_field_gives_it(folder: Path):
    """Of several connections to enrich from, the earlier wins."""
    (folder / "more.csv").write_text("id,mail,department\nm1,emma@acme.example,Other\nm2,taro@acme.example,Other\n")
    more = Connection(connector="csv", directory="main", settings=CsvSettings(file=folder / "more.csv"))
    other = {"connection": "more", "key": "email", "fields": ("department",)}
    source, people = read(config(folder, HR + EMMA, JOIN, other, more=more))
    assert people["e2"].department == "Design"
    assert source.sources(people["e2"]) == {"department": "hr"}


@pytest.mark.parametrize(("hr", "words"), [(HR, "nobody was read"), ("id,mail,city\nh1,x", "last row")])
def test_a_connection_that_can_not_be_read_ends_the_read(folder: Path, hr: str, words: str):
    """Without the other connection nobody is read: people without their phonetic names would be renamed."""
    with pytest.raises(ReadError, match=words) as refused:
        read(config(folder, hr))
    assert "hr" in refused.value.message


def test_records_that_can_not_be_read_are_told(folder: Path):
    """A broken record of the other connection is a remark on the read."""
    source, people = read(config(folder, HR + EMMA + TARO.replace("\n", ",one cell too many\n")))
    assert [one.code for one in source.status.findings] == ["NP313"]
    assert people["e1"].phonetic_family_name == ""
    assert source.status.complete


def test_circles_are_refused(folder: Path):
    """Connections that enrich each other are a mistake of the configuration."""
    configured = config(folder, HR)
    hr = configured.connections["hr"].model_copy(
        update={"enrich_from": (Enrichment(connection="entra", key="email", fields=("title",)),)}
    )
    circle = configured.model_copy(update={"connections": {**configured.connections, "hr": hr}})
    with pytest.raises(ConfigurationError, match="entra from hr from entra"):
        read(circle)


@pytest.mark.parametrize("name", ["active", "id"])
def test_what_is_nobody_elses_to_say(folder: Path, name: str):
    """Who a person is, and whether they are active, is never taken from another connection."""
    with pytest.raises(ConfigurationError, match=f"{name} can't be taken"):
        read(config(folder, HR, {**JOIN, "fields": (name,)}))


def test_whoever_enriches_feeds_nobody(folder: Path):
    """A connection that others enrich from has no people of its own."""
    configured = config(folder, HR)
    assert list(configured.feeding) == ["entra"]
    assert configured.enriching == {"hr"}


@pytest.fixture
def whole(folder: Path) -> tuple[Config, Plugins]:
    """A configuration's file with both connections, loaded."""
    (folder / "hr.csv").write_text(HR + TARO + EMMA, "utf-8")
    (folder / "kana.j2").write_text(
        "{% block user_name %}{{ user.email }}{% endblock %}{% block email %}{{ user.email }}{% endblock %}"
        "{% block display_name %}{{ user.phonetic_family_name or user.family_name }}{% endblock %}"
    )
    (folder / "nameplate.yaml").write_text(
        """
mappings: .
organization: {verified_domains: [acme.example]}
regions: [{name: all, mapping: kana.j2}]
directories: {main: {sandbox: main.db}}
connections:
  entra:
    connector: azure_ad
    directory: main
    snapshot: entra.jsonl
    enrich_from:
      - {connection: hr, key: email, fields: [phonetic_family_name]}
  hr: {connector: csv, directory: main, settings: {file: hr.csv}}
"""
    )
    plugins = load_plugins()
    return load_config(folder / "nameplate.yaml", plugins.connectors), plugins


def test_a_preview_has_each_person_once(folder: Path, whole: tuple[Config, Plugins]):
    """From the configuration's file to the plan: Entra's two people, HR's names, and nobody of HR's own."""
    configured, plugins = whole
    with asyncio.run(preview(configured, plugins, out=folder / "plan.db", options=PreviewOptions())) as plan:
        rows = [row for change in plan.changes() for row in change.attributes if row.path == "displayName"]
        assert {row.after for row in rows} == {"ヤマダ", "Nagy"}
        assert plan.summary()["create"] == 2
        assert [source.connection for source in plan.sources()] == ["entra"]


def test_another_file_of_hr_is_noticed(folder: Path, whole: tuple[Config, Plugins]):
    """What is kept of an unchanged snapshot is not used while HR's file may have changed."""
    configured, plugins = whole
    for kana in ("ヤマダ", "サンダ"):
        (folder / "hr.csv").write_text(HR + TARO.replace("ヤマダ", kana) + EMMA, "utf-8")
        with asyncio.run(preview(configured, plugins, out=folder / "plan.db", options=PreviewOptions())) as plan:
            (row,) = [
                one for change in plan.changes(users=["e1"]) for one in change.attributes if one.path == "displayName"
            ]
        assert row.after == kana


def test_explain_says_where_each_field_is_from(whole: tuple[Config, Plugins]):
    """The trace of a person names the other connection beside what was taken from it."""
    (person,) = explain(*whole, Question("taro@acme.example")).people
    assert person.sources == {"phonetic_family_name": "hr"}
    assert as_object(Explained("taro", (person,), ()))["people"][0]["sources"] == {"phonetic_family_name": "hr"}
    console = Console(record=True, width=120, file=StringIO())
    draw_person(person, console)
    assert "ヤマダ  (from hr)" in console.export_text()
