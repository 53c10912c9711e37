"""`PersonName`: fields, modifiers, missing parts. Source of the cases: UTS #35 part 8's own examples."""

import pytest

from nameplate.errors import RuleError
from nameplate.names import PersonName, format_name, initials


def long_formal(fields, locale, **options):
    """The longest formal form."""
    return format_name(PersonName(fields, locale), locale, length="long", formality="formal", **options)


TOLKIEN = {"given": "John", "given2": "Ronald Reuel", "surname": "Tolkien"}


def test_initials_are_one_for_each_word():
    """Initials take one letter from each word, glued as the locale glues them: by nothing in English."""
    assert format_name(PersonName(TOLKIEN, "en"), "en", length="short", formality="formal", order="sorting") == (
        "Tolkien, J.R.R."
    )


def test_hyphens_are_kept_in_french_initials():
    """French retains the hyphen of Anne-Marie."""
    name = PersonName({"given": "Anne-Marie", "surname": "Roux"}, "fr")
    assert format_name(name, "fr", length="short", formality="formal") == "A.-M. Roux"
    assert format_name(name, "de", length="short", formality="formal", order="sorting") == "Roux, A. M."


def test_initials_are_grapheme_clusters():
    """A letter with its marks is one letter."""
    name = PersonName({"given": "e\u0301lodie", "surname": "க்ஷேமா"}, "en")
    assert initials(PersonName({"given": "e\u0301lodie", "surname": "X"}, "en"), "en") == "E\u0301X"
    assert format_name(name, "en").startswith("e\u0301lodie")


def test_supplied_initial_wins():
    """A modified field that the name brings along is used as it is."""
    name = PersonName({"given": "Harry", "given2": "S.", "given2-initial": "S", "surname": "Truman"}, "en")
    assert format_name(name, "en", length="medium", formality="formal") == "Harry S Truman"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"surname": "van den Berg", "surname-prefix": "van den", "surname-core": "Berg"}, "Berg, Jan van den"),
        ({"surname-prefix": "van den", "surname-core": "Berg"}, "Berg, Jan van den"),
        ({"surname": "van den Berg", "surname-core": "Berg"}, "van den Berg, Jan"),
        ({"surname-prefix": "van den"}, "Jan"),
        ({"surname": "van den Berg", "surname-prefix": "van den"}, "van den Berg, Jan"),
        ({"surname": "van den Berg"}, "van den Berg, Jan"),
        ({"surname-core": "Berg"}, "Berg, Jan"),
    ],
)
def test_prefix_and_core_table(fields, expected):
    """Prefix, core and the plain surname fill in for each other as the specification's table says."""
    assert long_formal({"given": "Jan", **fields}, "nl", order="sorting") == expected


def test_plain_surname_from_prefix_and_core():
    """Without a plain surname it is prefix and core with a space."""
    fields = {"given": "Ada", "surname-prefix": "von und zu", "surname-core": "Stettbach"}
    assert format_name(PersonName(fields, "de"), "de") == "Ada von und zu Stettbach"


def test_mononym_takes_the_place_of_the_surname():
    """Where a pattern shows no given name, or only its initial, a mononym stands as the surname."""
    name = PersonName({"given": "Suharto", "title": "Mr."}, "en")
    assert format_name(name, "en", length="short", usage="addressing", formality="formal") == "Mr. Suharto"
    assert format_name(name, "en", length="short", formality="formal", order="sorting") == "Suharto"


def test_lone_surname_is_shown():
    """Where a pattern shows no surname, a lone surname is shown all the same."""
    name = PersonName({"surname": "Suharto"}, "id")
    assert format_name(name, "en", length="short", usage="addressing", formality="informal") == "Suharto"


def test_literals_around_a_gap_are_merged():
    """No comma and no space is left over where a field is missing."""
    fields = {"title": "Dr.", "given": "Thomas", "given2": "Alan", "surname": "Smith", "credentials": "PhD"}
    assert long_formal(fields, "en") == "Dr. Thomas Alan Smith PhD"
    assert long_formal({**fields, "generation": "Jr."}, "en") == "Dr. Thomas Alan Smith Jr., PhD"
    assert long_formal({"given": "Thomas", "credentials": "PhD"}, "en") == "Thomas PhD"


def test_pattern_with_the_most_filled_fields_is_chosen():
    """Spanish has two sorting patterns: the one with the second surname is for those who have one."""
    fields = {"given": "María", "surname": "García"}
    assert long_formal(fields, "es", order="sorting") == "García, María"
    assert long_formal({**fields, "surname2": "López"}, "es", order="sorting") == "García López, María"


def test_surname_in_capitals():
    """`surname_caps` writes the surname in capitals, by the name's own language."""
    assert format_name(PersonName({"given": "Hayao", "surname": "Miyazaki"}, "ja"), "en", surname_caps=True) == (
        "MIYAZAKI Hayao"
    )
    assert format_name(PersonName({"given": "Ali", "surname": "Yiğit"}, "tr"), "en", surname_caps=True) == "Ali YİĞİT"
    assert format_name(PersonName({"given": "Jürgen", "surname": "Groß"}, "de"), "de", surname_caps=True) == (
        "Jürgen GROSS"
    )


def test_initial_capital():
    """Catalan gives a surname's prefix a capital and leaves the rest as it is."""
    fields = {"given": "Joan", "surname": "de la Rosa", "surname-prefix": "de la", "surname-core": "Rosa"}
    options = {"order": "surnameFirst", "length": "short", "usage": "addressing", "formality": "formal"}
    assert format_name(PersonName(fields, "ca"), "ca", **options) == "De la Rosa"
    assert format_name(PersonName({**fields, "title": "Sr."}, "ca"), "ca", **options) == "Sr. De la Rosa"


def test_white_space_is_evened_out():
    """Spaces around and inside fields are one space; empty fields are as good as absent."""
    name = PersonName({"given": "  Anna \t Maria ", "given2": " ", "surname": "\u3000Rossi"}, "it")
    assert format_name(name, "it") == "Anna Maria Rossi"


def test_underscored_keys_are_accepted():
    """Field keys may be written with underscores."""
    name = PersonName({"given": "William", "given_informal": "Bill", "surname": "Brown"}, "en")
    assert format_name(name, "en") == "Bill Brown"


def test_unknown_field_is_refused():
    """A key that CLDR doesn't have is an error that lists those it has."""
    with pytest.raises(RuleError, match="no field `family`") as error:
        PersonName({"family": "X"})
    assert "surname" in error.value.remedy


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"order": "last first"}, "givenFirst, surnameFirst, sorting, native"),
        ({"length": "huge"}, "long, medium, short"),
        ({"usage": "shouting"}, "referring, addressing, monogram"),
        ({"formality": "stiff"}, "formal, informal"),
    ],
)
def test_unknown_option_is_refused(options, words):
    """A word that is not one of an option's is an error that lists the right ones."""
    with pytest.raises(RuleError) as error:
        format_name(PersonName({"given": "A"}), "en", **options)
    assert words in error.value.remedy


def test_unreadable_locale_is_refused():
    """A formatting locale that is no tag is an error with an example of one."""
    with pytest.raises(RuleError, match="`Japanese!` is not a locale"):
        format_name(PersonName({"given": "A"}), "Japanese!")


def test_a_name_is_a_value():
    """Names with the same fields and locale are equal."""
    assert PersonName({"given": "A"}, "en") == PersonName({"given": "A"}, "en")
    assert PersonName({"given": "A"}, "en") != PersonName({"given": "A"}, "de")
