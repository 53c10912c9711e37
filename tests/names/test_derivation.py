"""What CLDR's files don't test: name order, switching by script, defaults, spaces. Cases from UTS #35 part 8's text.

The orders follow from each locale's own lists: English lists ja ko vi yue zh as surname first, German, Spanish and
French ko vi yue zh, Hungarian hu ja ko vi yue zh, Japanese hu ja km ko mn vi yue zh.
"""

import pytest

from nameplate.names import PersonName, format_name

ANDO = ("Ichiro", "Ando")
KOVACS = ("László", "Kovács")
KANJI = ("一郎", "安藤")


def formatted(locale, name_locale, parts, *, preferred=None, **options):
    """A name of a given name and a surname, formatted."""
    name = PersonName({"given": parts[0], "surname": parts[1]}, name_locale, preferred)
    return format_name(name, locale, formality="informal", length="long", **options)


ORDERS = [
    # Derive the name order: the ordering locale's chain against the formatting locale's lists.
    ("en", "ja-JP", ANDO, "Ando Ichiro"),
    ("en", "ja_JP", ANDO, "Ando Ichiro"),
    ("en", "ja", ANDO, "Ando Ichiro"),
    ("en", "ko-KR", ANDO, "Ando Ichiro"),
    ("en", "vi-VN", ANDO, "Ando Ichiro"),
    ("en", "zh-Hans-CN", ANDO, "Ando Ichiro"),
    ("en", "zh-Hant-TW", ANDO, "Ando Ichiro"),
    ("en", "yue-HK", ANDO, "Ando Ichiro"),
    ("en", "hu-HU", ANDO, "Ichiro Ando"),
    ("en", "mn-MN", ANDO, "Ichiro Ando"),
    ("en", "fr-FR", ANDO, "Ichiro Ando"),
    ("en-GB", "ja-JP", ANDO, "Ando Ichiro"),
    ("en_US", "ja-JP", ANDO, "Ando Ichiro"),
    ("de", "ja-JP", ANDO, "Ichiro Ando"),
    ("de", "hu-HU", KOVACS, "László Kovács"),
    ("es", "ja-JP", ANDO, "Ichiro Ando"),
    ("es", "zh-CN", ANDO, "Ando Ichiro"),
    ("es-MX", "ko", ANDO, "Ando Ichiro"),
    ("fr", "ja-JP", ANDO, "Ichiro Ando"),
    ("fr-CA", "vi", ANDO, "Ando Ichiro"),
    ("pl", "ja-JP", ANDO, "Ichiro Ando"),
    ("pl", "ko", ANDO, "Ando Ichiro"),
    ("hu", "hu-HU", KOVACS, "Kovács László"),
    ("hu", "hu", KOVACS, "Kovács László"),
    ("hu", "ja-JP", ANDO, "Ando Ichiro"),
    ("hu", "de-DE", KOVACS, "László Kovács"),
    ("hu", "en-HU", KOVACS, "László Kovács"),
    ("vi", "hu-HU", KOVACS, "Kovács László"),
    ("vi", "vi-VN", ("Anh", "Nguyễn"), "Nguyễn Anh"),
    ("ja", "ja-JP", KANJI, "安藤一郎"),
    ("ja", "ko-KR", KANJI, "安藤・一郎"),
    ("ja", "zh-TW", KANJI, "安藤一郎"),
    ("ko", "ko-KR", ("유미", "김"), "김유미"),
    ("ko", "ja-JP", ("유미", "김"), "김 유미"),
    # "If the PersonName object can't provide a locale": the maximal likely locale of the script.
    ("en", None, ANDO, "Ichiro Ando"),
    ("hu", None, KOVACS, "László Kovács"),
    ("ja", None, KANJI, "安藤一郎"),
    ("zh", None, ("小明", "王"), "王小明"),
    # The specification's own table: und-JP is surname first.
    ("en", "und-JP", ANDO, "Ando Ichiro"),
    ("en", "und", ANDO, "Ichiro Ando"),
    # A locale that can't be read, or a language that CLDR has nothing for.
    ("en", "not a locale", ANDO, "Ichiro Ando"),
    ("en", "tlh", ANDO, "Ichiro Ando"),
]


@pytest.mark.parametrize(("locale", "name_locale", "parts", "expected"), ORDERS)
def test_order_follows_the_name_locale(locale, name_locale, parts, expected):
    """The formatting locale decides, for each language of a name, which part comes first."""
    assert formatted(locale, name_locale, parts) == expected


PREFERENCES = [
    ("surnameFirst", "en", "fr-FR", "Ando Ichiro"),
    ("givenFirst", "en", "ja-JP", "Ichiro Ando"),
    ("surnameFirst", "en", None, "Ando Ichiro"),
    ("givenFirst", "hu", "hu-HU", "Ichiro Ando"),
    ("given_first", "ja", "ja-JP", "Ichiro Ando"),
]


@pytest.mark.parametrize(("preferred", "locale", "name_locale", "expected"), PREFERENCES)
def test_preferred_order_wins_over_the_locale(preferred, locale, name_locale, expected):
    """What the person prefers comes before the lists."""
    assert formatted(locale, name_locale, ANDO, preferred=preferred) == expected


FORCED = [
    ("givenFirst", "hu", "hu-HU", "Ichiro Ando"),
    ("surnameFirst", "en", "en-US", "Ando Ichiro"),
    ("surname_first", "en", "en-US", "Ando Ichiro"),
    ("native", "en", "hu-HU", "Ando Ichiro"),
    ("native", "de", "ja-JP", "Ando, Ichiro"),
    ("native", "hu", "de-DE", "Ichiro Ando"),
    ("sorting", "en", "en-US", "Ando, Ichiro"),
    ("sorting", "en", "ja-JP", "Ando, Ichiro"),
    ("sorting", "is", "is-IS", "Ichiro Ando"),
]


@pytest.mark.parametrize(("order", "locale", "name_locale", "expected"), FORCED)
def test_asked_order_wins_over_everything(order, locale, name_locale, expected):
    """An order that the caller asks for comes before the person's preference and the lists."""
    other = "givenFirst" if order.lower().startswith("surname") else "surnameFirst"
    assert formatted(locale, name_locale, ANDO, preferred=other, order=order) == expected


SWITCHES = [
    # "If the name locale has name formatting data, then set the formatting locale to the name locale."
    ("hi", "uk-UA", ("Іван", "Франко"), "Іван Франко"),
    ("en", "ja-JP", KANJI, "安藤一郎"),
    ("de", "ja-JP", KANJI, "安藤一郎"),
    ("ru", "ja-JP", KANJI, "安藤一郎"),
    ("en", "ko-KR", ("유미", "김"), "김유미"),
    ("ja", "ko-KR", ("유미", "김"), "김유미"),
    ("en", "zh-Hant-TW", ("大文", "陳"), "陳大文"),
    ("en", "zh-CN", ("小明", "王"), "王小明"),
    ("ja", "hu-HU", KOVACS, "Kovács László"),
    ("ja", "de-DE", ("Albert", "Einstein"), "Albert Einstein"),
    ("th", "hu-HU", KOVACS, "Kovács László"),
    # "Otherwise ... und plus the name script plus the region of the nameLocale": a name in a foreign script.
    ("hi", "uk-UA", ("Ιωάννης", "Φράγκος"), "Ιωάννης Φράγκος"),
    ("ja", "ja-JP", ANDO, "Ando Ichiro"),
    ("ja", "ja-JP", ("Jun ichi", "Ando"), "Ando Jun ichi"),
    ("en", "de-DE", ("アルベルト", "アインシュタイン"), "アルベルト・アインシュタイン"),
    ("ko", "ko-KR", ("Yumi", "Kim"), "Kim Yumi"),
    ("zh", "zh-CN", ("Xiaoming", "Wang"), "Wang Xiaoming"),
    ("ru", "ru-RU", ("Ivan", "Petrov"), "Ivan Petrov"),
    ("en", None, KANJI, "安藤一郎"),
    ("de", "en-US", ("阿尔伯特", "爱因斯坦"), "阿尔伯特·爱因斯坦"),
    ("en", None, ("さくら", "あんどう"), "あんどうさくら"),
    # Script codes that stand for sets: Hani, Hira and Kana all match Jpan, so that nothing is switched.
    ("ja", "de-DE", ("アルベルト", "アインシュタイン"), "アルベルト・アインシュタイン"),
    ("ja", "ja-JP", ("さくら", "安藤"), "安藤さくら"),
    ("zh", "en-US", ("阿尔伯特", "爱因斯坦"), "阿尔伯特·爱因斯坦"),
    ("zh-Hant", "zh-Hant-TW", ("大文", "陳"), "陳大文"),
    ("ko", "ja-JP", KANJI, "安藤 一郎"),
    # A formatting language that CLDR doesn't know is not switched away from: the root's patterns.
    ("tlh", "en-US", ANDO, "Ichiro Ando"),
]


@pytest.mark.parametrize(("locale", "name_locale", "parts", "expected"), SWITCHES)
def test_script_switches_the_formatting_locale(locale, name_locale, parts, expected):
    """A name in another script is written as its own language, or the script's usual one, writes it."""
    assert formatted(locale, name_locale, parts) == expected


DEFAULTS = [
    # parameterDefault: en de es medium informal; fr ru hu ja medium formal; vi ar long formal.
    ("en", "Bill Brown"),
    ("de", "Bill Brown"),
    ("es", "Bill Brown"),
    ("fr", "William T. Brown"),
    ("hu", "Brown William T."),
    ("vi", "Dr. William Torval Brown"),
]


@pytest.mark.parametrize(("locale", "expected"), DEFAULTS)
def test_length_and_formality_default_to_the_locale(locale, expected):
    """Without options the locale's own length and formality hold."""
    parts = {"title": "Dr.", "given": "William", "given-informal": "Bill", "given2": "Torval", "surname": "Brown"}
    assert format_name(PersonName(parts, "hu" if locale == "hu" else "en"), locale) == expected


def test_usage_defaults_to_referring():
    """Left out, the usage is `referring`."""
    name = PersonName({"given": "Robert", "surname": "Smith"}, "en")
    assert format_name(name, "en") == format_name(name, "en", usage="referring") == "Robert Smith"
    assert format_name(name, "en", usage="addressing", formality="informal") == "Robert"


def test_monogram_has_no_sorting():
    """A monogram in sorting order is the monogram; addressing in sorting order is referring."""
    name = PersonName({"given": "Robert", "surname": "Smith"}, "en")
    monogram = format_name(name, "en", usage="monogram", length="long", formality="informal")
    assert format_name(name, "en", order="sorting", usage="monogram", length="long", formality="informal") == monogram
    assert format_name(name, "en", order="sorting", usage="addressing") == "Smith, Robert"
