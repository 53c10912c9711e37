"""What the filters of a mapping call: names of people as a directory has them."""

import pytest

from nameplate.errors import RuleError
from nameplate.model import SourceUser
from nameplate.names import (
    CannotRomanize,
    both_scripts,
    initials_of,
    name_locale,
    person_name,
    phonetic,
    romanized,
    script,
)


def somebody(given_name="", family_name="", country="", preferred_language="", **more):
    """A person of a directory."""
    names = {"given_name": given_name, "family_name": family_name}
    return SourceUser("1", country=country, preferred_language=preferred_language, **names, **more)


YAMADA = somebody("太郎", "山田", "JP", phonetic_given_name="タロウ", phonetic_family_name="ヤマダ")


@pytest.mark.parametrize(
    ("country", "language", "expected"),
    [
        ("JP", "", "ja-Jpan-JP"),
        ("jp", "ja", "ja-Jpan-JP"),
        ("JP", "en-US", "ja-Jpan-JP"),
        ("CH", "fr-CH", "fr-Latn-CH"),
        ("CH", "", "de-Latn-CH"),
        ("BE", "fr", "fr-Latn-BE"),
        ("HK", "en-US", "en-Latn-HK"),
        ("HK", "", "zh-Hant-HK"),
        ("TW", "zh-CN", "zh-Hant-TW"),
        ("SG", "zh", "zh-Hans-SG"),
        ("RS", "sr-Latn", "sr-Latn-RS"),
        ("KZ", "ru", "ru-Cyrl-KZ"),
        ("IN", "ta-IN", "ta-Taml-IN"),
        ("PT", "pt-BR", "pt-Latn-PT"),
        ("", "hu", "hu-Latn-HU"),
        ("", "zh_TW", "zh-Hant-TW"),
        ("", "jpn", "ja-Jpan-JP"),
        ("", "", "und"),
        ("XX", "de", "de-Latn-DE"),
        ("Japan", "", "und"),
        ("", "Japanese please", "und"),
        ("US", "", "en-Latn-US"),
        ("840", "", "und"),
    ],
)
def test_name_locale(country, language, expected):
    """A country gives its likely language; a preferred language counts where it is official there."""
    assert name_locale(country, language) == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (YAMADA, "山田太郎"),
        (somebody("Taro", "Yamada", "JP"), "Yamada Taro"),
        (somebody("László", "Kovács", "HU"), "Kovács László"),
        (somebody("John", "Smith", "US"), "John Smith"),
        (somebody("小明", "王", "CN", "zh-CN"), "王小明"),
        (somebody("Tai Man", "Chan", "HK"), "Chan Tai Man"),
        (somebody("유미", "김", "KR"), "김유미"),
        (somebody("Anh", "Nguyễn", "VN", middle_name="Ngọc"), "Nguyễn Ngọc Anh"),
        (somebody("Gabriel", "García Márquez", "CO", "es"), "Gabriel García Márquez"),
        (somebody("Jan", "van den Berg", "NL"), "Jan van den Berg"),
        (somebody("محمد", "علي", "EG"), "محمد علي"),
        (somebody("Suharto", "", "ID"), "Suharto"),
        (somebody("", "Suharto", "ID"), "Suharto"),
        (somebody("Suharto", "-", "ID"), "Suharto"),
        (somebody("Suharto", " , ", "ID"), "Suharto"),
        (somebody("William", "Brown", "US", nick_name="Bill"), "Bill Brown"),
        (somebody("William", "Brown", "US", nick_name="Bill Brown"), "William Brown"),
        (somebody("太郎", "山田", "JP", honorific_prefix="Mr."), "山田太郎"),
        (somebody("", "", "US", display_name="Front Desk"), "Front Desk"),
        (somebody("", "", "US"), ""),
        (somebody("Ada", "Lovelace"), "Ada Lovelace"),
    ],
)
def test_person_name(person, expected):
    """The person's country and language decide how their name is written."""
    assert person_name(person) == expected


def test_the_regions_locale_wins():
    """A locale says whose custom to follow; the person's country still says what their name is."""
    kovacs = somebody("László", "Kovács", "HU")
    assert person_name(kovacs, "en-US") == "László Kovács"
    assert person_name(kovacs, "ja-JP") == "Kovács László"
    assert person_name(somebody("Taro", "Yamada"), "ja-JP") == "Yamada Taro"


def test_options_are_those_of_format_name():
    """Order, length, usage, formality and capitals are passed on."""
    person = somebody("Thomas", "Smith", "US", honorific_prefix="Dr.", honorific_suffix="Jr., PhD", middle_name="Alan")
    assert person_name(person, length="long", formality="formal") == "Dr. Thomas Alan Smith Jr., PhD"
    assert person_name(person, order="sorting") == "Smith, Thomas"
    assert person_name(person, order="surname_first", surname_caps=True) == "SMITH Thomas"
    assert person_name(person, usage="addressing", formality="formal") == "Dr. Smith"
    with pytest.raises(RuleError, match="length"):
        person_name(person, length="tall")


def test_dutch_names_sort_under_their_core():
    """In the Netherlands the prefix goes behind; in Belgium it is part of the name."""
    person = somebody("Jan", "van den Berg", "NL", "nl")
    assert person_name(person, order="sorting", formality="formal") == "Berg, Jan van den"
    assert person_name(person, "nl-BE", order="sorting", formality="formal") == "van den Berg, Jan"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (somebody("Thomas", "Smith", "US"), "TS"),
        (somebody("László", "Kovács", "HU"), "KL"),
        (YAMADA, "太"),
        (somebody("Suharto", "", "ID"), "S"),
        (somebody("", "", "US"), ""),
    ],
)
def test_initials_of(person, expected):
    """Initials are the locale's monogram of two letters, or what it has instead."""
    assert initials_of(person) == expected


def test_romanized_person():
    """The parts of a name in Latin letters, kanji from their reading, keep the order of their country."""
    assert person_name(romanized(YAMADA)) == "Yamada Taro"
    assert person_name(romanized(YAMADA), surname_caps=True) == "YAMADA Taro"
    assert person_name(romanized(somebody("小明", "单", "CN"))) == "Shan Xiaoming"
    assert person_name(romanized(somebody("Иван", "Щукин", "RU"))) == "Ivan Shchukin"
    assert person_name(romanized(somebody("", "", "RU", display_name="Приёмная"))) == "Priemnaya"
    with pytest.raises(CannotRomanize, match="太郎"):
        romanized(somebody("太郎", "", "JP"))


def test_phonetic():
    """The reading keeps its space and takes the order of the name; it can be had in one kind of kana or in Latin."""
    assert phonetic(YAMADA) == "ヤマダ タロウ"
    assert phonetic(YAMADA, script="Hira") == "やまだ たろう"
    assert phonetic(YAMADA, script="Latn") == "Yamada Taro"
    assert phonetic(somebody(phonetic_given_name="ﾀﾛｳ", country="JP"), script="Kana") == "タロウ"
    assert phonetic(somebody(phonetic_given_name="John", phonetic_family_name="Smith", country="US")) == "John Smith"
    assert phonetic(somebody("太郎", "山田", "JP")) == ""
    with pytest.raises(RuleError, match="Cyrl"):
        phonetic(YAMADA, script="Cyrl")


@pytest.mark.parametrize(
    ("native", "latin", "expected"),
    [
        ("山田 太郎", "Yamada Taro", "山田 太郎 (Yamada Taro)"),
        ("Müller", "Mueller", "Müller"),
        ("山田", "", "山田"),
        ("", "Yamada", "Yamada"),
        ("山田", "山田", "山田"),
        ("山田", "やまだ", "山田 (やまだ)"),
        ("山田", "123", "山田"),
        ("", "", ""),
    ],
)
def test_both_scripts(native, latin, expected):
    """The second half is dropped where it adds nothing."""
    assert both_scripts(native, latin) == expected


SCRIPTS = {
    "Smith": "Latn",
    "山田": "Hani",
    "さくら": "Hira",
    "タロウ": "Kana",
    "김": "Hang",
    "Иван": "Cyrl",
    "علي": "Arab",
    "1. 山": "Hani",
    "ꯃꯅꯤ": "Mtei",
    "𐐀": "Dsrt",
    "": "",
    "12 -": "",
    "😀": "",
}


@pytest.mark.parametrize(("text", "expected"), SCRIPTS.items())
def test_script(text, expected):
    """The script of the first character that has one; "" where none has."""
    assert script(text) == expected
