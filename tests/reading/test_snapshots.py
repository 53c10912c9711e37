"""People from a snapshot, and whether it proves that it holds everyone."""

import asyncio
import contextlib
import gzip
import json

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.errors import ReadError, UnexpectedAnswer, UnknownGroup
from nameplate.model import BadRecord, Needs, SourceUser
from nameplate_azure_ad import AzureAD
from nameplate_google import Google
from nameplate_okta import Okta
from support.fake_idp import fake, person, read, source_of

FAKE = fake()
CLOSING = {"complete": True, "people": 3, "time": "2026-11-01T00:00:00+00:00"}


def lines(*records, closing=None):
    """JSON Lines, with a closing line if there is one."""
    ends = [] if closing is None else [{"@nameplate": closing}]
    return "".join(json.dumps(record) + "\n" for record in [*records, *ends])


THREE = [person(1), person(2), person(3)]
WHOLE = lines(*THREE, closing=CLOSING)


@pytest.fixture
def snapshot(tmp_path):
    """Writes a snapshot and gives a source that reads it."""

    def make(content, name="people.jsonl", connector=FAKE, **more):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return source_of(connector, snapshot=path, root=tmp_path, **more)

    return make


def refused(source):
    """The message of the error that ends the read."""
    with pytest.raises(UnexpectedAnswer) as caught:
        read(source)
    assert source.status.error == caught.value.message
    assert not source.status.complete
    return str(caught.value)


def test_a_whole_snapshot_is_complete(snapshot):
    """The closing line proves it."""
    source = snapshot(WHOLE)
    assert [user.id for user in read(source)] == ["id-1", "id-2", "id-3"]
    status = source.status
    assert (status.complete, status.incomplete, status.people, status.read_from) == (True, "", 3, "people.jsonl")
    assert len(status.snapshot_hash) == 64


def test_without_a_closing_line_nothing_is_proved(snapshot):
    """The people are read all the same; the configuration may vouch for the file."""
    source = snapshot(lines(*THREE))
    assert len(read(source)) == 3
    assert not source.status.complete
    assert "no closing line" in source.status.incomplete
    vouched = snapshot(lines(*THREE), snapshot_complete=True)
    read(vouched)
    assert vouched.status.complete


def test_a_closing_line_may_say_that_it_is_not_complete(snapshot):
    """And snapshot_complete does not overrule it."""
    source = snapshot(lines(*THREE, closing=CLOSING | {"complete": False}), snapshot_complete=True)
    read(source)
    assert not source.status.complete


@pytest.mark.parametrize("link", [{"@odata.nextLink": "https://…"}, {"nextPageToken": "P1"}])
def test_a_next_link_left_over_is_incomplete(snapshot, link):
    """Only in the last list response, and whatever the configuration says."""
    source = snapshot(lines({"value": THREE[:2]} | link, {"value": THREE[2:]}), snapshot_complete=True)
    assert len(read(source)) == 3
    assert source.status.complete
    source = snapshot(lines({"value": THREE[:2]}, {"value": THREE[2:]} | link), snapshot_complete=True)
    assert len(read(source)) == 3
    assert not source.status.complete
    assert next(iter(link)) in source.status.incomplete


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "nobody is in it"),
        (" \n\t\n", "nobody is in it"),
        ("[]", "nobody is in it"),
        ('{"value": []}', "nobody is in it"),
        (lines(closing=CLOSING | {"people": 0}), "nobody is in it"),
        ("<!DOCTYPE html><html>", "begins like a web page"),
        ("id;name\n1;Taro\n", "not JSON"),
        ('{"id"'.encode("utf-16"), "not UTF-8"),
        ('{"id"'.encode("utf-16-le"), "not UTF-8"),
        (gzip.compress(WHOLE.encode()), "its name doesn't say so"),
        (lines({"error": {"code": "Unauthorized"}}), "error message, not a person"),
        (lines({"foo": 1}, {"bar": 2}), "none of its 2 records looks like one of fake"),
        (WHOLE + lines(person(4)), "people.jsonl:5: something follows the closing line"),
        (WHOLE + WHOLE, "something follows the closing line"),
        (lines(*THREE[:2], closing=CLOSING), "says 3 people, but 2 are there"),
        (lines(*THREE, closing={"complete": True}), "closing line of the snapshot is damaged"),
        (lines(*THREE) + '{"id": "4", "na', "people.jsonl:4: the JSON that starts here is cut off"),
    ],
)
def test_what_is_no_whole_snapshot_is_an_error(snapshot, content, message):
    """Never "no users"."""
    assert message in refused(snapshot(content))


@pytest.mark.parametrize(
    ("connector", "other", "record"),
    [
        (AzureAD, "okta", {"id": "1", "status": "ACTIVE", "profile": {"login": "x"}}),
        (Okta, "google", {"id": "1", "primaryEmail": "a@b.c", "name": {}}),
        (Google, "azure_ad", {"id": "1", "userPrincipalName": "a@b.c"}),
    ],
)
def test_another_identity_providers_records_are_an_error(snapshot, connector, other, record):
    """Which says whose they look like."""
    assert f"people.jsonl:1: expected a record of {connector.name}, but it looks like {other}" in refused(
        snapshot(lines(record), connector=connector)
    )


@pytest.mark.parametrize(
    ("name", "pack"),
    [("p.jsonl.gz", gzip.compress), ("p.jsonl.zst", zstandard.ZstdCompressor(write_checksum=True).compress)],
)
def test_compressed_snapshots_are_read_by_their_name(snapshot, name, pack):
    """Also in several streams, one after the other, and with a byte order mark."""
    whole = WHOLE.encode()
    assert len(read(snapshot(pack(b"\xef\xbb\xbf" + whole), name))) == 3
    assert len(read(snapshot(pack(whole[:100]) + pack(whole[100:]), name))) == 3
    assert "cut off" in refused(snapshot(pack(whole)[:-1], name))
    changed = bytes(255 - byte for byte in pack(whole)[10:])
    assert "damaged" in refused(snapshot(pack(whole)[:10] + changed, name))


@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_a_cut_snapshot_is_never_complete(tmp_path_factory, data):
    """At whatever byte it is cut; the line end after the closing line is no loss."""
    name, content = data.draw(
        st.sampled_from(
            [
                ("p.jsonl", WHOLE.rstrip().encode()),
                ("p.jsonl.gz", gzip.compress(WHOLE.encode())),
                ("p.jsonl.zst", zstandard.ZstdCompressor(write_checksum=True).compress(WHOLE.encode())),
            ]
        )
    )
    folder = tmp_path_factory.mktemp("cut")
    (folder / name).write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    source = source_of(FAKE, snapshot=folder / name, needs=Needs(fields=frozenset({"title"})))
    with contextlib.suppress(UnexpectedAnswer):
        read(source)
    assert not source.status.complete


def test_a_missing_file_is_an_error(tmp_path):
    """With the file's name."""
    with pytest.raises(ReadError, match=r"here \(fake\): .*none\.jsonl: there is no such file"):
        read(source_of(FAKE, snapshot=tmp_path / "none.jsonl"))


def test_bad_records_are_blocked_people_with_their_lines(snapshot):
    """Wrong types, no id, no object: each one person, and the others are read."""
    source = snapshot(
        lines(person(1), person(2, mail=5), person(3, id=None), "x", person(4, id=7), None, person(5)),
        needs=Needs(fields=frozenset({"title"})),
    )
    good, bad = [], []
    for one in read(source):
        (bad if isinstance(one, BadRecord) else good).append(one)
    assert [user.id for user in good] == ["id-1", "id-5"]
    codes = [(one.id, [(found.code, found.file, found.line) for found in one.findings]) for one in bad]
    assert codes == [
        ("id-2", [("NP304", "people.jsonl", 2)]),
        ("", [("NP302", "people.jsonl", 3)]),
        ("", [("NP303", "people.jsonl", 4)]),
        ("", [("NP302", "people.jsonl", 5)]),
        ("", [("NP303", "people.jsonl", 6)]),
    ]
    assert (bad[0].user_name, bad[0].person, bad[0].active) == ("p2", "Taro Yamada 2", True)
    assert (source.status.unreadable_ids, source.status.people) == (4, 7)


def test_records_on_one_line_are_counted(snapshot):
    """Since the line alone doesn't find them."""
    source = snapshot(json.dumps([person(1), person(2, mail=5)]))
    (found,) = read(source)[1].findings
    assert (found.line, found.message) == (1, "record 2: email: expected text, found a number")


def test_what_a_connector_stumbles_over_is_one_blocked_person(snapshot):
    """Whatever its methods raise."""

    def stumbles(cls, record, scope=None):
        return len(record["login"]) > 0

    connector = fake(recognizes=classmethod(stumbles), in_scope=classmethod(stumbles))
    source = snapshot(lines(person(1), person(2, login=5)), connector=connector, scope={"site": "x"})
    assert [type(one) for one in read(source)] == [SourceUser, BadRecord]


@pytest.mark.parametrize(
    ("connector", "record", "field", "scope"),
    [
        (Google, {"primaryEmail": "a@b.example", "suspended": False}, "orgUnitPath", {"org_units": ["/APAC"]}),
        (AzureAD, {"userPrincipalName": "a@b.example"}, "userType", {"guests": False}),
        (Okta, {"profile": {"login": "a@b.example"}}, "status", {"deprovisioned": False}),
    ],
)
def test_a_scope_by_a_field_that_was_not_saved_ends_the_read(snapshot, connector, record, field, scope):
    """With the file, the line and what to do, rather than everybody or nobody."""
    content = lines({"id": "1", field: "/APAC"} | record, {"id": "2"} | record)
    assert len(read(snapshot(content, connector=connector))) == 2
    said = refused(snapshot(content, connector=connector, scope=scope))
    assert f"people.jsonl:2: `scope: {next(iter(scope))}` goes by `{field}`" in said
    assert "nameplate snapshot" in said


@pytest.mark.parametrize("name", ["p.jsonl.gz", "p.jsonl.zst"])
def test_a_plain_file_by_a_compressed_ones_name_is_told_so(snapshot, name):
    """It was not cut off."""
    said = refused(snapshot(WHOLE, name))
    assert "is not compressed so" in said
    assert "cut off" not in said


@pytest.mark.parametrize("layout", [json.dumps, lambda page: json.dumps(page, indent=1)])
def test_googles_last_page_may_have_no_users(snapshot, layout):
    """It is an empty page, rather than a person without an id."""
    users = [{"kind": "admin#directory#user", "id": "1", "primaryEmail": "a@b.example"}]
    pages = [{"kind": "admin#directory#users", "users": users, "nextPageToken": "x"}, {"kind": "admin#directory#users"}]
    source = snapshot("\n".join(map(layout, pages)), connector=Google, snapshot_complete=True)
    assert [user.id for user in read(source)] == ["1"]
    assert source.status.complete


def test_one_mistake_of_a_record_is_told_once(snapshot):
    """However many fields lie in what is no object; other mistakes are told beside it."""
    (one,) = read(snapshot(lines({"id": "1", "status": "ACTIVE", "profile": [1]}), connector=Okta))
    assert [found.code for found in one.findings] == ["NP304"]
    assert "found a list" in one.findings[0].message
    (one,) = read(snapshot(lines({"id": "1", "status": "?", "profile": [1]}), connector=Okta))
    assert sorted(found.code for found in one.findings) == ["NP304", "NP305"]


def test_the_whole_record_is_raw(snapshot):
    """With what no field reads."""
    (user,) = read(snapshot(lines(person(1, extra={"deep": [1]}))))
    assert user.raw["extra"] == {"deep": [1]}


def test_an_unknown_country_is_a_remark_with_the_line(snapshot):
    """The person is read."""
    _, user = read(snapshot(lines(person(1), person(2, country="Atlantis")), needs=Needs(frozenset({"country"}))))
    assert isinstance(user, SourceUser)
    assert [(one.code, one.line) for one in user.findings] == [("NP306", 2)]


def test_one_id_is_one_person(snapshot):
    """The first record counts, and a warning says so."""
    source = snapshot(lines(person(1), person(2), person(1, title="Other")))
    assert [user.id for user in read(source)] == ["id-1", "id-2"]
    assert [(found.code, found.line) for found in source.status.findings] == [("NP312", 3)]


def test_many_repeats_are_not_listed_one_by_one(snapshot):
    """A file that was appended to itself would fill the plan with them."""
    people = [person(number) for number in range(300)]
    source = snapshot(lines(*people, *people))
    assert len(read(source)) == 300
    assert len(source.status.findings) == 101
    assert "More records repeat" in source.status.findings[-1].message


def test_scope_holds_for_snapshots(snapshot):
    """The connector's keys as far as the record shows, and groups by the closing line."""
    groups = {"Staff": ["id-1", "id-3"], "Boss": ["id-2"]}
    content = lines(person(1, site="x"), person(2, site="y"), person(3, site="y"), closing=CLOSING | {"groups": groups})
    assert [user.id for user in read(snapshot(content, scope={"site": "y"}))] == ["id-2", "id-3"]
    source = snapshot(content, scope={"groups": ["Staff"]})
    assert [user.id for user in read(source)] == ["id-1", "id-3"]
    assert source.status.complete
    assert len(read(snapshot(content, scope={"groups": ["Staff", "Boss"]}))) == 3


@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz"])
def test_people_know_the_groups_that_are_mentioned(snapshot, name):
    """From the closing line, which is read first."""
    content = lines(*THREE, closing=CLOSING | {"groups": {"B": ["id-1"], "A": ["id-1", "id-2"], "C": ["id-3"]}})
    packed = gzip.compress(content.encode()) if name.endswith("gz") else content
    people = read(snapshot(packed, name, needs=Needs(groups=frozenset({"A", "B"}))))
    assert [user.groups for user in people] == [("A", "B"), ("A",), ()]


def test_names_of_groups_ignore_case(snapshot):
    """In conditions and in the scope; people have the group as the configuration writes it."""
    content = lines(*THREE, closing=CLOSING | {"groups": {"Staff": ["id-1", "id-3"]}})
    needs = Needs(groups=frozenset({"staff"}))
    people = read(snapshot(content, needs=needs, scope={"groups": ["STAFF"]}))
    assert [(user.id, user.groups) for user in people] == [("id-1", ("staff",)), ("id-3", ("staff",))]


def test_brackets_in_the_name_of_a_group_are_brackets(snapshot):
    """Beside a star as well."""
    content = lines(*THREE, closing=CLOSING | {"groups": {"Team [EU] West": ["id-1"], "Team E West": ["id-2"]}})
    people = read(snapshot(content, needs=Needs(groups=frozenset({"team [eu]*"}))))
    assert [user.groups for user in people] == [("Team [EU] West",), (), ()]


def test_a_glob_matches_among_the_groups_that_were_saved(snapshot):
    """People have the groups by their own names; a glob that matches none was not saved; the scope takes no globs."""
    groups = {"Staff Tokyo": ["id-1"], "Staff Osaka": ["id-1", "id-2"], "Boss": ["id-3"]}
    content = lines(*THREE, closing=CLOSING | {"groups": groups})
    people = read(snapshot(content, needs=Needs(groups=frozenset({"staff *"}))))
    assert [user.groups for user in people] == [("Staff Osaka", "Staff Tokyo"), ("Staff Osaka",), ()]
    for more in ({"needs": Needs(groups=frozenset({"Guest*"}))}, {"scope": {"groups": ["Staff*"]}}):
        with pytest.raises(UnknownGroup, match="doesn't hold"):
            read(snapshot(content, **more))


@pytest.mark.parametrize("more", [{"needs": Needs(groups=frozenset({"Staff"}))}, {"scope": {"groups": ["Staff"]}}])
@pytest.mark.parametrize("content", [WHOLE, lines(*THREE)])
def test_a_group_that_was_not_saved_is_an_error(snapshot, content, more):
    """Never "nobody"."""
    with pytest.raises(UnknownGroup, match="mentions the group 'Staff'"):
        read(snapshot(content, **more))


@pytest.mark.parametrize(
    ("needs", "missing"),
    [
        (Needs(fields=frozenset({"title"})), "title"),
        (Needs(raw=frozenset({"badge.number"})), "badge.number"),
        (Needs(fields=frozenset({"given_name"}), raw=frozenset({"id"})), ""),
    ],
)
def test_a_field_that_was_not_saved_is_an_error(snapshot, needs, missing):
    """Never ""; what lies below a saved path is saved."""
    source = snapshot(lines(*THREE, closing=CLOSING | {"fields": ["id", "login", "name", "enabled"]}), needs=needs)
    if missing:
        assert f"without what is needed now: {missing}." in refused(source)
    else:
        assert len(read(source)) == 3


def test_keys_missing_from_every_record_were_probably_not_selected(snapshot):
    """Fields and raw paths; null is a value that was selected, one record that has the key is enough."""
    records = [{"id": f"id-{number}", "login": "x", "enabled": True, "title": None} for number in range(3)]
    records[1]["country"] = "JP"
    needs = Needs(fields=frozenset({"title", "country", "email"}), raw=frozenset({"badge.number", "login"}))
    source = snapshot(lines(*records), needs=needs)
    read(source)
    names = {"email", "display_name", "given_name", "family_name", "badge.number"}
    assert source.status.unselected == names
    closed = snapshot(lines(*records, closing=CLOSING | {"fields": ["*"]}), needs=needs)
    read(closed)
    assert closed.status.unselected == frozenset()


def test_okta_gives_whole_records(snapshot):
    """So nothing is suspected there."""
    source = snapshot(lines({"id": "1", "status": "ACTIVE", "profile": {"login": "x"}}), connector=Okta)
    read(source)
    assert source.status.unselected == frozenset()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "login", "title", "name", "given", "country", "enabled"]), inner)
    ),
    max_leaves=12,
)


@given(records=st.lists(JSON, max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_json_is_a_person_or_a_blocked_one(tmp_path_factory, records):
    """Whatever stands on a line, the people around it are read."""
    path = tmp_path_factory.mktemp("any") / "p.jsonl"
    kept = [record for record in records if not isinstance(record, list)]
    path.write_text(lines(person(1), *kept, person(2)))
    people = read(source_of(FAKE, snapshot=path, needs=Needs(frozenset({"country"}))))
    assert {"id-1", "id-2"} <= {one.id for one in people if isinstance(one, SourceUser)}
    assert all(isinstance(one, SourceUser | BadRecord) for one in people)


def test_a_million_people_would_take_no_more_memory(snapshot):
    """Pages are handed on one by one: at no time are more than a few hundred people alive."""
    source = snapshot(lines(*(person(number) for number in range(5000))))

    async def watch():
        return [len(page) async for page in source.pages()]

    sizes = asyncio.run(watch())
    assert sum(sizes) == 5000
    assert max(sizes) < 1500
