"""Whatever a directory holds: never a crash, never "None", never a stray comma or space."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.model import SourceUser
from nameplate.names import (
    CannotRomanize,
    PersonName,
    format_name,
    initials_of,
    lower_name,
    name_locale,
    person_name,
    phonetic,
    romanize,
    romanized,
    script,
    title_name,
    upper_name,
)
from nameplate.names.data import FORMALITIES, LENGTHS, ORDERS, USAGES

LOCALES = (
    "en",
    "ja-JP",
    "hu",
    "zh-Hant",
    "ko",
    "vi",
    "ar",
    "he",
    "my",
    "km",
    "nl",
    "es",
    "ca",
    "fr",
    "am",
    "sv",
    "tlh",
)
STRAY = " ,،，၊፣"
WORDS = st.sampled_from(
    [
        "Ann",
        "山田",
        "김",
        "علي",
        "𠮷野家",
        "é́́",
        "O'Brien",
        "Dr. Max, PhD",
        "none",
        "👩‍👩‍👧",
        "אבג",
        "ကွန်",
        "សុជា",
        "x" * 500,
        "1",
        "İ",
    ]
)
MESSY = st.one_of(
    WORDS, st.text(max_size=40), st.sampled_from(["", " ", ",", "-", " , ", "\u200b", "\t\n", "N/A", "."])
)
SOMEBODY = st.builds(
    SourceUser,
    id=st.just("1"),
    given_name=MESSY,
    family_name=MESSY,
    country=st.one_of(st.sampled_from(["", "JP", "HU", "US", "SA", "MM", "NL", "XX"]), st.text(max_size=5)),
    preferred_language=st.one_of(st.sampled_from(["", "ja", "en-US", "zh_TW"]), st.text(max_size=8)),
    middle_name=MESSY,
    nick_name=MESSY,
    display_name=MESSY,
    phonetic_given_name=MESSY,
    phonetic_family_name=MESSY,
    honorific_prefix=MESSY,
    honorific_suffix=MESSY,
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "order": st.sampled_from([*ORDERS, "native"]),
        "length": st.sampled_from(LENGTHS),
        "usage": st.sampled_from(USAGES),
        "formality": st.sampled_from(FORMALITIES),
        "surname_caps": st.booleans(),
    },
)


def is_tidy(text):
    """Whether no comma or space is left over at an edge, and no space is doubled."""
    return text == text.strip(STRAY) and "  " not in text and ", ," not in text


@settings(max_examples=300, deadline=None)
@given(SOMEBODY, st.sampled_from(("", *LOCALES)), OPTIONS)
def test_any_person_has_a_tidy_name(person, locale, options):
    """Any person's name is text without stray commas and spaces, in every locale and with every option."""
    name = person_name(person, locale, **options)
    assert is_tidy(name)
    assert "None" not in name or "none" in f"{person.given_name} {person.middle_name} {person.family_name}".casefold()
    if options.get("usage") != "monogram" and (person.given_name.isalpha() or person.family_name.isalpha()):
        assert name


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["title", "given", "given-informal", "given2", "surname", "surname-prefix", "surname-core",
                         "surname2", "generation", "credentials"]),
        st.sampled_from(["", "Ann", "山田 x", "علي", "é́", "van der", "y" * 500, "𠮷", "👩‍👩‍👧", " "]),
    ),
    st.one_of(st.none(), st.sampled_from(LOCALES)),
    st.sampled_from(LOCALES),
    OPTIONS,
)  # fmt: skip
def test_any_fields_make_a_tidy_name(fields, own, locale, options):
    """Any choice of parts makes a name without stray commas and spaces."""
    name = format_name(PersonName(fields, own), locale, **options)
    assert is_tidy(name)
    assert "None" not in name


@settings(max_examples=200, deadline=None)
@given(SOMEBODY)
def test_the_other_helpers_take_anything(person):
    """Initials, readings, locales and cases are text for any text; romanizing may be refused, and only that."""
    assert isinstance(initials_of(person), str)
    assert isinstance(phonetic(person, script="Kana"), str)
    assert name_locale(person.country, person.preferred_language)
    for text in (person.given_name, person.display_name):
        assert isinstance(script(text), str)
        for language in ("", "tr", "lt", "el", "nl"):
            assert isinstance(title_name(text, language), str)
            assert isinstance(upper_name(text, language) + lower_name(text, language), str)
    try:
        romanized(person)
    except CannotRomanize as refusal:
        assert refusal.remedy  # noqa: PT017 -- it may well not be refused


@settings(max_examples=300, deadline=None)
@given(MESSY, st.sampled_from(["", "de", "da", "uk", "bg", "sr", "el", "ja", "zh", "ko"]))
def test_romanized_letters_are_a_to_z(text, language):
    """What is romanized has no letter but A to Z; no character is lost to a placeholder."""
    try:
        spelt = romanize(text, language)
    except CannotRomanize:
        return
    assert all(letter.isascii() for letter in spelt if letter.isalpha())
    assert romanize(spelt, "en") == spelt


@pytest.mark.parametrize(
    ("given_name", "family_name", "expected"),
    [
        ("", "", ""),
        ("Ann", "", "Ann"),
        ("", "Ann", "Ann"),
        ("Taro", "山田", "山田Taro"),
        ("𠮷", "𠮷野", "𠮷野𠮷"),
        ("e\u0301lodie", "X", "X e\u0301lodie"),
        ("علي", "Smith", "Smith علي"),
        ("a" * 500, "b" * 500, "b" * 500 + " " + "a" * 500),
        ("Dr. Max", "Müller, PhD", "Müller, PhD Dr. Max"),
    ],
)
def test_odd_names(given_name, family_name, expected):
    """One part, none, two scripts, four-byte characters, combining marks, both directions, 500 characters, titles."""
    assert person_name(SourceUser("1", given_name=given_name, family_name=family_name, country="JP")) == expected
