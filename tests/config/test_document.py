"""YAML as data with places."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.config.document import dotted, read_document
from nameplate.errors import ConfigurationError


def read(folder: Path, text: str | bytes) -> object:
    path = folder / "a.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path)


def refusal(folder: Path, text: str | bytes) -> tuple[str, int, int]:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text)
    (finding,) = caught.value.findings
    assert finding.code == "NP101"
    return finding.message, finding.line, finding.column


def test_words_that_older_yaml_takes_for_booleans_are_text(tmp_path: Path) -> None:
    """Norway's code, yes, on and a date are text; true, null and numbers are not."""
    document = read(tmp_path, "a: [NO, yes, on, 2024-01-01, 12:30, '1', true, ~, 7, 1.5, 0x1F, 0o17, .inf, -.inf]")
    assert document.data["a"] == [
        "NO", "yes", "on", "2024-01-01", "12:30", "1", True, None, 7, 1.5, 31, 15, float("inf"), float("-inf"),
    ]  # fmt: skip


def test_each_key_and_value_has_its_place(tmp_path: Path) -> None:
    """Lines and columns count from 1, in flow and block form, after wide characters too."""
    document = read(tmp_path, "a:\n  - b: {山: 1, c: x}\n")
    assert document.keys["a",] == (1, 1)
    assert document.keys["a", 0] == (2, 5)
    assert document.keys["a", 0, "b", "c"] == (2, 15)
    assert document.values["a", 0, "b", "c"] == (2, 18)
    assert document.position(("a", 0, "b", "nowhere", 3)) == (2, 5)


def test_a_number_keeps_the_way_it_is_written(tmp_path: Path) -> None:
    """Where text is expected, 007 is 007."""
    document = read(tmp_path, "a: 007\nb: 1.10")
    assert (document.data, document.numbers) == ({"a": 7, "b": 1.1}, {("a",): "007", ("b",): "1.10"})


def test_a_key_that_stands_twice_is_found(tmp_path: Path) -> None:
    """The second of two equal keys is a mistake with its place; the first one's value is kept."""
    document = read(tmp_path, "a:\n  b: 1\n  b: 2\n")
    (finding,) = document.findings
    assert (finding.line, finding.column, document.data) == (3, 3, {"a": {"b": 1}})
    assert "`a.b` stands twice; first in line 2" in finding.message


def test_anchors_and_merge_keys_are_followed(tmp_path: Path) -> None:
    """`<<` brings the keys of another mapping, and the mapping's own win."""
    document = read(tmp_path, "base: &base {x: 1, y: 2}\na:\n  <<: *base\n  y: 3\nb: *base")
    assert document.data["a"] == {"y": 3, "x": 1}
    assert document.data["b"] == {"x": 1, "y": 2}
    assert document.findings == ()


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {<<: *a}", "a: &a {b: {<<: [*a]}}"])
def test_an_alias_inside_itself_is_a_mistake(tmp_path: Path, text: str) -> None:
    """A structure without end is refused, not followed."""
    assert [one.code for one in read(tmp_path, text).findings] == ["NP103"]


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    """Ten levels of nine aliases each would be billions of values."""
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10))
    message, line, _ = refusal(tmp_path, f"l0: &l0 [x]\n{levels}")
    assert "more than" in message
    assert line > 0


@pytest.mark.parametrize(
    "text", ["a: !include b.yaml", "a: !!python/object:os.system x", "a: !x {b: 1}", "a: !!set {b, c}", "? [a]\n: b"]
)
def test_tags_and_keys_that_are_no_text_are_mistakes(tmp_path: Path, text: str) -> None:
    """Nothing is constructed from a tag."""
    assert [one.code for one in read(tmp_path, text).findings] == ["NP103"]


@pytest.mark.parametrize(
    ("content", "said", "line", "column"),
    [
        ("", "empty", 0, 0),
        ("# only a remark\n", "empty", 0, 0),
        ("- a\n- b\n", "no keys", 1, 1),
        ("just text", "no keys", 1, 1),
        ("a:\n  - [1\nb: 2\n", "not YAML", 3, 2),
        ("a: b: c", "not YAML", 1, 5),
        ("a:\n\tb: 1", "not YAML", 2, 1),
        ("a: 1\n---\nb: 2\n", "another document", 2, 1),
        ("a: 1\nb: \x00", "control character", 2, 4),
        (b"a: 1\nb: \xff", "not UTF-8", 2, 4),
        ("a: 1".encode("utf-16"), "not UTF-8", 1, 1),
        ("a: *nobody", "undefined alias", 1, 4),
    ],
)
def test_what_is_no_configuration_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, said: str, line: int, column: int
) -> None:
    """An empty file, another encoding, broken YAML: NP101 says which, and where."""
    message, *place = refusal(tmp_path, content)
    assert said in message
    assert place == [line, column]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """Editors on Windows write one."""
    assert read(tmp_path, "\ufeffa: 1".encode()).data == {"a": 1}


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """The remedy names -c and init."""
    with pytest.raises(ConfigurationError, match="no file") as caught:
        read_document(tmp_path / "absent.yaml")
    assert "nameplate init" in caught.value.remedy


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A path that can't be read as a file is NP101 as well."""
    with pytest.raises(ConfigurationError, match="can't be read"):
        read_document(tmp_path)


@given(st.text(alphabet="ab:-[]{}&*!|>#'\"%@`,? \n\t<0.~\\é山", max_size=60))
@settings(max_examples=150)
def test_whatever_stands_in_a_file_gives_data_or_a_configuration_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """No input makes anything else of it."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, "utf-8")
    with suppress(ConfigurationError):
        assert isinstance(read_document(path).data, dict)


def test_keys_are_shown_with_dots_and_brackets() -> None:
    """As people write them."""
    assert dotted(("regions", 3, "when", "country", 0)) == "regions[3].when.country[0]"
