"""What Atlassian takes: cleaned, checked, and fast where nothing is wrong."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.model import ATTRIBUTES, Values, validate
from nameplate.model.attributes import INDEX, NAMES
from nameplate.model.validation import CONTROL, ValueRefused, check, clean, passes_unchanged

GOOD: dict[str, str | None] = {
    "user_name": "taro@acme.example",
    "email": "taro@acme.example",
    "display_name": "山田 太郎",
    "active": "true",
}


def payload(**values: str | None) -> Values:
    """A payload that passes, but for these values."""
    return tuple({**GOOD, **values}.get(name) for name in NAMES)


def outcome(**values: str | None) -> tuple[str | None, list[str], bool]:
    """What becomes of the one value that is given."""
    (name,) = values
    checked, findings, blocked = validate(payload(**values))
    return checked[INDEX[name]], [found.code for found in findings], blocked


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("display_name", "  Ann \t\u3000 Lee\n", "Ann Lee"),
        ("display_name", "Zoe\u0308", "Zoë"),
        ("display_name", "x" * 100, "x" * 100),
        ("public_name", "x" * 30, "x" * 30),
        ("email", "Ann@ACME.example", "Ann@ACME.example"),
        ("email", "Info@acme.example", "Info@acme.example"),
        ("email", "ann@xn--mller-kva.example", "ann@xn--mller-kva.example"),
        ("email", "ann@XN--mller-kva.example", "ann@XN--mller-kva.example"),
        ("email", "jörg@xn--mller-kva.example", "jörg@xn--mller-kva.example"),
        ("email", "ann@acme\u3002example", "ann@acme.example"),
        ("email", "ann.o'neil+x@sub.acme.example", "ann.o'neil+x@sub.acme.example"),
        ("email", "ann@müller.example", "ann@müller.example"),
        ("timezone", "Europe/Budapest", "Europe/Budapest"),
        ("preferred_language", "pt-BR", "pt-BR"),
        ("job_title", "", ""),
        ("job_title", None, None),
        ("active", "false", "false"),
    ],
)
def test_values_that_pass(name: str, value: str | None, expected: str | None) -> None:
    """In their normal form; a valid address as it is."""
    assert outcome(**{name: value}) == (expected, [], False)


@pytest.mark.parametrize(
    ("name", "value", "code", "blocked"),
    [
        ("display_name", "x" * 101, "NP403", False),
        ("public_name", "x" * 31, "NP403", False),
        ("job_title", "x" * 20_000, "NP403", False),
        ("job_title", "a\x00b", "NP406", False),
        ("job_title", "a\x1cb", "NP406", False),
        ("job_title", "a\u2028b", "NP406", False),
        ("job_title", "\ud800", "NP406", False),
        ("timezone", "Sydney", "NP404", False),
        ("timezone", "GMT+8", "NP404", False),
        ("preferred_language", "ja_JP", "NP405", False),
        ("display_name", "", "NP407", False),
        ("email", "nobody", "NP402", True),
        ("email", "a@b", "NP402", True),
        ("email", "a b@acme.example", "NP402", True),
        ("email", "a..b@acme.example", "NP402", True),
        ("email", "x" * 250 + "@acme.example", "NP402", True),
        ("email", "", "NP401", True),
        ("user_name", " ", "NP401", True),
        ("active", "yes", "NP408", True),
        ("active", "", "NP408", True),
    ],
)
def test_values_that_fail_are_not_sent(name: str, value: str, code: str, *, blocked: bool) -> None:
    """A finding each; the person is blocked where the value is required."""
    assert outcome(**{name: value}) == (None, [code], blocked)


ODD = st.text(st.sampled_from(" \t|aé山@.\u0301\u3000\u200b\x00\x1f\u2028\u212b\u0338\xa0\ud800"), max_size=6)
VALUES = st.tuples(*(st.none() | st.just("Ann Lee") | st.just("a@acme.example") | ODD for _ in ATTRIBUTES))


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_one_look_at_all_values_agrees_with_each_alone(values: Values) -> None:
    """A payload that passes at one look is what value-by-value checking gives."""
    if passes_unchanged(values):
        for attribute, value in zip(ATTRIBUTES, values, strict=True):
            assert value is None or check(attribute, clean(value)) == value


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_what_leaves_is_in_its_normal_form(values: Values) -> None:
    """Validating again changes nothing, and every text is NFC."""
    checked, _, _ = validate(values)
    again, findings, _ = validate(checked)
    assert again == checked
    assert findings == ()
    assert all(text is None or normalize("NFC", text) == text for text in checked)


@given(st.text())
def test_clean_collapses_white_space_or_refuses(text: str) -> None:
    """Never a control character, never two spaces."""
    if CONTROL.search(text):
        with pytest.raises(ValueRefused):
            clean(text)
    else:
        assert "  " not in clean(text)
        assert clean(text) == clean(text).strip()
