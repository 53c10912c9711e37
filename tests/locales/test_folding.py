"""Spellings are compared by their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.locales.folding import fold, quoted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("Türkiye", "TÜRKİYE"),
        ("Kırgızistan", "KIRGIZİSTAN"),
        ("St. Lucia", "Saint Lucia"),
        ("Trinidad & Tobago", "Trinidad and Tobago"),
        ("ＪＡＰＡＮ", "japan"),
        ("Ελλάδα", "ΕΛΛΑΔΑ"),
        ("Łotwa", "lotwa"),
    ],
)
def test_spellings_of_one_name_are_one(one, other):
    """Case, diacritics, punctuation, width and "St." make no difference."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("टोगो", "टोंगा"), ("கினியா", "கென்யா"), ("대한민국", "대만")])
def test_vowel_signs_are_letters(one, other):
    """Togo and Tonga, or Guinea and Kenya, stay apart in scripts that write vowels as marks."""
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    """A folded text is its own folding, whatever the text."""
    assert fold(fold(text)) == fold(text)


def test_a_message_shows_no_control_character_and_no_endless_text():
    """What is quoted in a message is one short, visible line."""
    shown = quoted("\x1b[31m" + "x" * 500)
    assert shown.isprintable()
    assert len(shown) < 100
