"""The compiled table gives what the table says, for any record."""

import json

import hypothesis.strategies as st
import orjson
import pytest
from hypothesis import given, settings

from nameplate.errors import RecordError
from nameplate.plugins import Field, country_code
from nameplate.plugins.compiling import compile_normalizer
from nameplate.plugins.fields import normalize
from nameplate.plugins.lines import compile_line_reader
from nameplate_azure_ad import AzureAD
from nameplate_google import Google
from nameplate_okta import Okta


def shout(value):
    """A conversion that refuses some text, and what isn't text."""
    if value == "no":
        raise ValueError("no is no")
    return value.upper()


TABLE = {
    "id": Field("id"),
    "email": Field("mail", "name.mail", "lists[0]"),
    "title": Field("title", convert=shout),
    "country": Field("country", convert=country_code, warns="NP306"),
    "department": Field("lists[primary].team", "lists[type=work].team"),
    "given_name": Field("name.given", convert=lambda value: value),
    "city": Field("name.deep.city"),
    "office": Field("name.given", "title", convert=lambda given, title: f"{given}/{title}", together=True),
    "active": Field("enabled", "title"),
    "custom.nick": Field("name.nick"),
    "custom.'odd\\": Field('"a.b"'),
}
TEXTS = st.sampled_from(["", "x", "no", "JP", "Atlantis", "山田", "\ud83d", "y" * 9_999]) | st.text(max_size=5)
NUMBERS = (
    st.integers()
    | st.sampled_from([12345678901234567890123, 2**63, -(2**63)])
    | st.floats(allow_nan=False, allow_infinity=False)
)
ODD = st.none() | st.booleans() | NUMBERS | TEXTS
ELEMENTS = st.fixed_dictionaries({}, optional={"primary": ODD, "type": st.just("work") | ODD, "team": ODD})
LISTS = ODD | st.lists(ELEMENTS | ODD, max_size=3)
NAMES = ODD | st.fixed_dictionaries(
    {}, optional={"mail": ODD, "given": ODD, "nick": ODD, "deep": ODD | st.fixed_dictionaries({"city": ODD})}
)
KEYS = {"id": ODD, "mail": ODD, "title": ODD, "country": ODD, "enabled": ODD, "a.b": ODD}
RECORDS = st.fixed_dictionaries({}, optional={**KEYS, "lists": LISTS, "name": NAMES})


def outcome(function, *arguments):
    """The person, or all that the error says."""
    try:
        return function(*arguments)
    except RecordError as error:
        return (error.message, error.field, error.code, error.remedy)


@given(record=RECORDS, wanted=st.sets(st.sampled_from(sorted(TABLE))) | st.just({"*"}))
@settings(max_examples=600, deadline=None)
def test_both_ways_agree(record, wanted):
    """The same person or the same error, whatever the record and the selection."""
    table = {name: field for name, field in TABLE.items() if name in wanted or "*" in wanted or name == "id"}
    compiled = compile_normalizer(TABLE, {*wanted, "id"})
    assert outcome(compiled, record) == outcome(normalize, record, table)


def readable(record):
    """The record as it comes out of a line; None where a line can't hold it."""
    try:
        line = json.dumps(record, ensure_ascii=False).encode()
        return line, orjson.loads(line)
    except (UnicodeEncodeError, orjson.JSONDecodeError):
        return None


IDS = {"id": st.sampled_from(["1", " ", ""]) | ODD, "login": st.sampled_from(["p@acme.example"]) | ODD}


@given(
    record=st.builds(lambda known, more: {**more, **known}, st.fixed_dictionaries({}, optional=IDS), RECORDS),
    wanted=st.sets(st.sampled_from(sorted(TABLE))) | st.just({*TABLE}),
)
@settings(max_examples=600, deadline=None)
def test_a_line_gives_the_same_person(record, wanted):
    """What is read off a line is what is read of the decoded record, or the line is left to that."""
    table = {name: TABLE[name] for name in sorted(wanted)} | {"id": Field("id"), "user_name": Field("login", "mail")}
    read_line = compile_line_reader(table)
    if line := readable(record):
        person = read_line(line[0])
        assert person is None or person == outcome(normalize, line[1], table)
        assert person is None or dict(person.raw) == line[1]


def test_a_plain_line_is_not_left_to_others():
    """The usual record, with null and absent keys, an object that is absent, and text that is not ASCII."""
    table = TABLE | {"user_name": Field("login")}
    read_line = compile_line_reader(table)
    for record in (
        {"id": "1", "login": "p"},
        {"id": "1", "login": "p", "name": None, "mail": "m", "enabled": True, "a.b": 5},
        {
            "id": "1",
            "login": "p",
            "name": {"given": "太郎", "deep": {"city": "東京"}},
            "mail": "m",
            "lists": [{"team": "x"}],
        },
    ):
        line = json.dumps(record, ensure_ascii=False).encode()
        assert read_line(line) == normalize(record, table)


def test_a_path_that_is_a_value_and_an_object_is_read_as_either():
    """`manager` of one field and `manager.name` of another."""
    table = {"id": Field("id"), "user_name": Field("u"), "manager": Field("m", convert=str), "title": Field("m.t.x")}
    read_line = compile_line_reader(table)
    for record in ({"id": "1", "u": "p", "m": {"t": {"x": "Boss"}}}, {"id": "1", "u": "p", "m": None}):
        assert read_line(json.dumps(record).encode()) == normalize(record, table)
    assert read_line(b'{"id":"1","u":"p","m":"text"}') is None


@pytest.mark.parametrize("odd", ["", " ", None, 5])
def test_nobody_without_an_id_is_read_off_a_line(odd):
    """Who is odd is looked at closely."""
    read_line = compile_line_reader({"id": Field("id"), "user_name": Field("u")})
    assert read_line(json.dumps({"id": odd, "u": "p"}).encode()) is None
    assert compile_line_reader({"id": Field("id")}) is None


JSON = st.recursive(ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


@pytest.mark.parametrize("connector", [AzureAD, Google, Okta])
def test_both_ways_agree_for_the_connectors(connector):
    """With each field of a connector's own table, absent, null, right and wrong."""
    tops = sorted(
        {path.partition(".")[0].partition("[")[0] for field in connector.fields.values() for path in field.paths}
    )
    compiled = compile_normalizer(connector.fields, {"*"})
    read_line = compile_line_reader(connector.fields)

    @given(record=st.fixed_dictionaries({}, optional=dict.fromkeys(tops, JSON)))
    @settings(max_examples=150, deadline=None)
    def agree(record):
        assert outcome(compiled, record) == outcome(normalize, record, connector.fields)
        if line := readable(record):
            person = read_line(line[0])
            assert person is None or person == outcome(normalize, line[1], connector.fields)

    agree()


def test_what_is_not_wanted_is_not_looked_at():
    """A wrong type in a field that no rule reads blocks nobody."""
    person = compile_normalizer(TABLE, {"id", "email"})({"id": "1", "mail": "m", "title": 5})
    assert (person.email, person.title) == ("m", "")
    assert person.raw == {"id": "1", "mail": "m", "title": 5}


def test_keys_are_data():
    """A path can't smuggle code into the compiled function."""
    evil = "x')+__import__('os').getcwd()+('"
    person = compile_normalizer({"id": Field("id"), "title": Field(f'"{evil}"')}, {"*"})({"id": "1", evil: "t"})
    assert person.title == "t"
