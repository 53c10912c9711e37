"""Whatever layout people save JSON in, its values come out with their lines."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.errors import UnexpectedAnswer
from nameplate.reading.json_stream import Damaged, Envelope, read_values

PEOPLE = [{"id": "1", "name": {"given": "太郎"}}, {"id": "2", "tags": ["a", {"b": None}]}, {"id": "3", "n": -1.5e3}]


def values(text, size=7):
    """The values of a text that arrives in pieces."""
    data = text if isinstance(text, bytes) else text.encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return [item for batch in read_values(iter(pieces), "f.json") for item in batch]


def records(text, size=7):
    """The same without envelopes and lines."""
    return [value for value, _ in values(text, size) if not isinstance(value, Envelope)]


LAYOUTS = {
    "lines": "\n".join(map(json.dumps, PEOPLE)),
    "lines with gaps": "\n\n  " + "\r\n \n".join(map(json.dumps, PEOPLE)) + "\n\n",
    "pretty, one after the other": "\n".join(json.dumps(person, indent=2) for person in PEOPLE),
    "on one line": "".join(map(json.dumps, PEOPLE)),
    "list": json.dumps(PEOPLE),
    "pretty list": json.dumps(PEOPLE, indent=4, ensure_ascii=False),
    "Graph": json.dumps({"@odata.context": "x", "value": PEOPLE}),
    "Google": json.dumps({"kind": "admin#directory#users", "users": PEOPLE, "etag": "x"}, indent=1),
    "several": json.dumps({"value": PEOPLE[:1]}) + "\n" + json.dumps({"value": PEOPLE[1:]}, indent=2) + "[]",
    "lists a line": json.dumps(PEOPLE[:2]) + "\n" + json.dumps({"users": PEOPLE[2:]}) + "\n",
    "lines, then a list": json.dumps(PEOPLE[0]) + "\n" + json.dumps(PEOPLE[1:], indent=2),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_every_layout_gives_the_same_records(layout, size):
    """However the bytes arrive."""
    assert records(LAYOUTS[layout], size) == PEOPLE


def test_lines_are_counted_from_one():
    """Blank lines count; a record's line is where it starts."""
    assert [line for _, line in values('\n{"id": 1}\n\n{"id": 2}\n', 5)] == [2, 4]
    pretty = json.dumps(PEOPLE[:2], indent=1)
    starts = [number for number, line in enumerate(pretty.split("\n"), 1) if line == " {"]
    assert [line for value, line in values(pretty) if not isinstance(value, Envelope)] == starts


def test_a_list_response_ends_with_what_else_it_holds():
    """Where a link to the next one may stand, before or after the list."""
    found = [
        v for v, _ in values('{"@odata.nextLink": "n", "value": [{"id": "1"}]}\n{"users": [], "nextPageToken": "t"}')
    ]
    assert found == [{"id": "1"}, {"@odata.nextLink": "n"}, {"nextPageToken": "t"}]
    assert [isinstance(value, Envelope) for value in found] == [False, True, True]


@pytest.mark.parametrize("bad", ['{"id": "1", "n": "\\ud83d"}', '{"id": "1", "n": NaN}'])
@pytest.mark.parametrize("layout", ["{}\n", "[{}]", '{{"value": [\n{}\n]}}', '\n{{"id": "0"}}\n{}\n{{"id": "2"}}\n'])
def test_half_a_character_is_one_damaged_record(bad, layout):
    """The records around it are read."""
    found = records(layout.format(bad))
    assert [record["id"] for record in found if isinstance(record, Damaged)] == ["1"]
    assert len(found) == layout.count("id") + 1


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('{"id": "1"}\n{"id": "2", "na', 2, "cut off"),
        ('{"id": "1"}\n{"id": "2", "a": tru', 2, "cut off"),
        ('[\n{"id": "1"},\n', 3, "cut off"),
        ('{"value": [\n{"id": "1"}', 2, "cut off"),
        ('{"id": "1"}\nid;name\n', 2, "not JSON"),
        ("id,name\n1,Taro\n", 1, "not JSON"),
        ('[{"id": "1"} {"id": "2"}]', 1, "expected , or ]"),
        ('{"id": "1",}', 1, "not JSON"),
        ("{id: 1}", 1, "expected a key in quotes"),
    ],
)
def test_what_is_not_whole_is_an_error_with_its_line(text, line, why):
    """Never fewer records."""
    with pytest.raises(UnexpectedAnswer) as caught:
        values(text)
    assert caught.value.message.startswith(f"f.json:{line}: ")
    assert why in caught.value.message


def test_another_encoding_is_an_error_with_its_line():
    """Latin-1 is what old exports are in."""
    with pytest.raises(UnexpectedAnswer, match=r"f\.json:2: the text is not UTF-8"):
        values(b'{"id": "1"}\n{"id": "2", "name": "L\xe1szl\xf3"}\n')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from(["id", "a", "b"]), JSON, max_size=3)


@given(people=st.lists(OBJECTS, max_size=5), indent=st.sampled_from([None, 1]), size=st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_lines_and_lists_agree(people, indent, size):
    """Any objects, in any pieces."""
    lines = "\n".join(json.dumps(person, indent=indent) for person in people)
    assert records(lines, size) == people
    assert records(json.dumps(people, indent=indent, ensure_ascii=False), size) == people
