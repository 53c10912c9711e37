"""A snapshot that was taken reads as the live read did."""

import asyncio
import gzip
import json
from datetime import UTC, datetime

import pytest
import zstandard

from nameplate.errors import NameplateError, UnexpectedAnswer
from nameplate.model import BadRecord, Needs
from nameplate.plugins import Page
from nameplate.reading import save_snapshot
from support.fake_idp import fake, pages, person, read, source_of

PEOPLE = [
    person(0),
    person(1, mail=5),
    person(2, country="Atlantis"),
    "x",
    person(4, id=None),
    person(5, badge={"n": "7"}),
]
GROUPS = {"A": ["id-0", "id-5"], "B": ["id-5"]}
NEEDS = Needs(fields=frozenset({"title", "country"}), raw=frozenset({"badge.n"}), groups=frozenset({"A"}))


def save(path, records=PEOPLE, needs=NEEDS, **more):
    """Take a snapshot of the fake."""
    source = source_of(fake(pages(records, groups=GROUPS)), needs=needs, **more)
    return asyncio.run(save_snapshot(source, path, now=datetime(2026, 11, 1, tzinfo=UTC)))


def essence(people):
    """All of a person but where findings stand."""
    return [
        (one.id, one.user_name, one.email, one.name, one.active, [found.code for found in one.findings])
        if isinstance(one, BadRecord)
        else (
            *(getattr(one, name) for name in one.__struct_fields__ if name != "findings"),
            [found.code for found in one.findings],
        )
        for one in people
    ]


@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz", "p.jsonl.zst"])
def test_it_reads_as_the_live_read_did(tmp_path, name):
    """People, blocked ones, groups and raw records; and it is complete."""
    live = source_of(fake(pages(PEOPLE, groups=GROUPS)), needs=NEEDS)
    save(tmp_path / name)
    saved = source_of(fake(), needs=NEEDS, snapshot=tmp_path / name)
    assert essence(read(saved)) == essence(read(live))
    assert saved.status.complete
    assert saved.status.unselected == frozenset()
    assert (saved.status.people, saved.status.unreadable_ids) == (live.status.people, live.status.unreadable_ids)


def test_the_closing_line_says_what_was_saved(tmp_path):
    """People, paths, and the members of the groups that the configuration mentions, its scope included."""
    saved = save(tmp_path / "p.jsonl", scope={"groups": ["B"]})
    assert (saved.people, saved.groups) == (6, ("A", "B"))
    *records, closing = map(json.loads, (tmp_path / "p.jsonl").read_text().splitlines())
    assert records == PEOPLE
    about = closing["@nameplate"]
    assert (about["complete"], about["people"], about["groups"]) == (True, 6, GROUPS)
    assert {"id", "title", "country", "badge.n"} <= set(about["fields"])
    assert about["time"] == "2026-11-01T00:00:00+00:00"


def test_only_whole_records_hold_everything(tmp_path):
    """A connector that doesn't say that its records come whole may have saved no more than what was selected."""
    for attributes, everything in (({"selects": False}, False), ({"selects": False, "whole": True}, True)):
        source = source_of(fake(pages(PEOPLE), **attributes), needs=Needs(frozenset({"title"})))
        asyncio.run(save_snapshot(source, tmp_path / "p.jsonl"))
        fields = json.loads((tmp_path / "p.jsonl").read_text().splitlines()[-1])["@nameplate"]["fields"]
        assert ("*" in fields) is everything
        assert everything or {"id", "title"} <= set(fields)


def test_compressed_files_are_what_their_names_say(tmp_path):
    """Any tool opens them."""
    for name in ("p.jsonl", "p.jsonl.gz", "p.jsonl.zst"):
        save(tmp_path / name)
    plain = (tmp_path / "p.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "p.jsonl.gz").read_bytes()) == plain
    with zstandard.open(tmp_path / "p.jsonl.zst", "rb") as file:
        assert file.read() == plain


def test_only_the_owner_may_read_it(tmp_path):
    """It is full of people."""
    save(tmp_path / "p.jsonl")
    assert (tmp_path / "p.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("answer", [UnexpectedAnswer("HTML"), KeyError("x")])
def test_a_read_that_fails_leaves_what_was_there(tmp_path, answer):
    """No half a snapshot, and no temporary file."""
    path = tmp_path / "p.jsonl"
    path.write_text("earlier")
    source = source_of(fake(lambda query, cursor: answer if cursor else Page(PEOPLE[:2], "2")))
    with pytest.raises(NameplateError, match="here \\(fake\\): page 2"):
        asyncio.run(save_snapshot(source, path))
    assert [file.name for file in tmp_path.iterdir()] == ["p.jsonl"]
    assert path.read_text() == "earlier"


def test_nobody_is_not_saved(tmp_path):
    """An empty snapshot would say that everyone left."""
    with pytest.raises(UnexpectedAnswer, match="nobody was read"):
        save(tmp_path / "p.jsonl", records=[])
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    """Before anybody is read."""
    with pytest.raises(NameplateError, match="can't be written: No such file"):
        save(tmp_path / "none" / "p.jsonl")


def test_a_connection_with_a_snapshot_is_taken_live(tmp_path):
    """The file in its configuration is what is replaced."""
    path = tmp_path / "p.jsonl"
    connector = fake(pages(PEOPLE, groups=GROUPS))
    source = source_of(connector, needs=NEEDS, snapshot=path, settings=connector.settings_model())
    assert asyncio.run(save_snapshot(source, path)).people == 6
    assert len(read(source_of(connector, needs=NEEDS, snapshot=path))) == 6


def test_half_a_character_is_kept_as_it_came(tmp_path):
    """One blocked person, when it is read."""
    save(tmp_path / "p.jsonl", records=[person(0), person(1, title="\ud83d")])
    good, bad = read(source_of(fake(), needs=NEEDS, snapshot=tmp_path / "p.jsonl"))
    assert (good.id, bad.id, [found.code for found in bad.findings]) == ("id-0", "id-1", ["NP304"])
