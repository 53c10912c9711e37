"""A table of fields, read one by one."""

import pytest

from nameplate.errors import RecordError
from nameplate.plugins import Field, country_code
from nameplate.plugins.compiling import compile_normalizer
from nameplate.plugins.fields import Element, Key, Matching, Primary, normalize, parse_path, read_field


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("profile.login", (Key("profile"), Key("login"))),
        ("phones[0]", (Key("phones"), Element(0))),
        ("phones[type=work].value", (Key("phones"), Matching("type", "work"), Key("value"))),
        ("jobs[primary=true].title", (Key("jobs"), Matching("primary", True), Key("title"))),
        ("jobs[primary].title", (Key("jobs"), Primary(), Key("title"))),
        ('"urn:x:2.0:User".department', (Key("urn:x:2.0:User"), Key("department"))),
    ],
)
def test_a_path_has_steps(path, steps):
    """Dots lead to keys, brackets into lists, quotes hold a key with dots."""
    assert parse_path(path) == steps


@pytest.mark.parametrize("path", ["", ".", "a..b", "[0]", "a[", "a]b", "a[x].", "a b[]"])
def test_what_is_no_path_is_refused(path):
    """The error shows the text and what a path looks like."""
    with pytest.raises(ValueError, match=r"profile\.login"):
        parse_path(path)


def test_the_first_path_that_is_not_empty_counts():
    """Null and "" are passed over."""
    field = Field("a", "b", "c")
    assert read_field("title", field, {"a": None, "b": "", "c": "found"}) == "found"
    assert read_field("title", field, {}) == ""


def test_what_stands_after_the_first_value_is_not_looked_at():
    """A value of the wrong type further on harms nobody."""
    assert read_field("title", Field("a", "b.c"), {"a": "found", "b": "no object"}) == "found"


def test_a_primary_element_is_the_marked_one_or_the_first():
    """Only that element is read, so that two jobs don't mix."""
    field = Field("jobs[primary].team")
    assert read_field("title", field, {"jobs": [{"team": "old"}, {"primary": True, "team": "new"}]}) == "new"
    assert read_field("title", field, {"jobs": [{"team": "old"}, {"primary": True}]}) == ""
    assert read_field("title", field, {"jobs": [{"team": "only"}]}) == "only"
    assert read_field("title", field, {"jobs": []}) == ""


@pytest.mark.parametrize("value", [5, 0, False, True, 1.5, [], ["x"], {}, {"x": 1}])
def test_what_is_not_text_is_an_error(value):
    """Falsy values are no exception; the error names the field and what was found."""
    with pytest.raises(RecordError, match="title: expected text, found") as caught:
        read_field("title", Field("title"), {"title": value})
    assert (caught.value.code, caught.value.field) == ("NP304", "title")


def test_an_overlong_text_is_an_error_of_its_own():
    """NP310, with both numbers."""
    with pytest.raises(RecordError, match="10001 characters; at most 10000") as caught:
        read_field("title", Field("title"), {"title": "x" * 10_001})
    assert caught.value.code == "NP310"


def test_whatever_a_conversion_raises_blocks_one_person():
    """With the field's name."""
    with pytest.raises(RecordError, match="title: text can't be read here"):
        read_field("title", Field("title", convert=lambda value: 1 // 0), {"title": "x"})


def test_half_of_a_character_is_an_error():
    """No file and no database takes it; a whole one is fine."""
    with pytest.raises(RecordError, match="half of a character"):
        read_field("title", Field("title"), {"title": "x\ud83d"})
    assert read_field("title", Field("title"), {"title": "x\U0001f600"}) == "x\U0001f600"


def test_a_country_that_nobody_knows_is_a_remark():
    """The person is read, without a country."""
    found = normalize({"id": "1", "country": "Atlantis"}, {"id": Field("id"), "country": COUNTRY})
    assert found.country == ""
    assert [finding.code for finding in found.findings] == ["NP306"]
    assert "Atlantis" in found.findings[0].message


def test_a_country_that_is_no_text_is_an_error():
    """A wrong type is not a spelling."""
    with pytest.raises(RecordError, match="country: a number can't be read here"):
        normalize({"country": 392}, {"country": COUNTRY})


COUNTRY = Field("country", convert=country_code, warns="NP306")


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (0, "0"), (1.5, "1.5"), (True, "true"), (False, "false")])
def test_a_custom_field_takes_numbers_and_booleans_as_text(value, text):
    """As JSON writes them; the person's own fields take text alone, and a custom list is an error."""
    fields = {"id": Field("id"), "custom.badge": Field("profile.badge")}
    record = {"id": "1", "profile": {"badge": value}}
    assert normalize(record, fields).custom == compile_normalizer(fields, fields)(record).custom == {"badge": text}
    with pytest.raises(RecordError, match="title: expected text, found"):
        read_field("title", Field("profile.badge"), record)
    with pytest.raises(RecordError, match=r"custom\.badge: expected text, found a list"):
        read_field("custom.badge", Field("profile.badge"), {"profile": {"badge": [value]}})


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("profile.l.0", "profile.l[0]"),
        ("profile.l.name", "profile.l[0].name"),
        ('"a.b"[kind=x].l.2', '"a.b"[kind=x].l[2]'),
    ],
)
def test_a_key_of_a_list_is_told_how_an_element_is_written(path, suggestion):
    """Other languages write `l.0`."""
    record = {"profile": {"l": ["x"]}, "a.b": [{"kind": "x", "l": []}]}
    with pytest.raises(RecordError, match="found a list") as caught:
        read_field("custom.x", Field(path), record)
    assert caught.value.remedy == f"Write {suggestion} for an element of the list."
