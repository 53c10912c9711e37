"""Countries as directories hold them."""

import json
import time
from importlib.resources import files

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from nameplate.locales import country_code
from nameplate.locales.territories import _codes, _names

SPELLINGS = {
    "AE": ["UAE", "U.A.E.", "United Arab Emirates (the)"],
    "AT": ["Österreich", "ÖSTERREICH", "Oesterreich", "Áo"],
    "AU": ["36", "036", "Australia"],
    "BO": ["Bolivia (Plurinational State of)", "Bolivia, Plurinational State of"],
    "BR": ["Brasil", "BRA"],
    "CD": ["Congo, the Democratic Republic of the", "Democratic Republic of the Congo", "DRC"],
    "CG": ["Congo", "Republic of the Congo"],
    "CH": ["Schweiz", "Suisse", "Svizzera", "Svizra"],
    "CI": ["Ivory Coast", "Côte d’Ivoire", "COTE D'IVOIRE", "Elfenbeinküste"],
    "CN": ["中国", "中國", "PRC", "People's Republic of China"],
    "CZ": ["Czech Republic", "Czechia", "Česko", "Česká republika"],
    "DE": ["Deutschland", "Germany", "Federal Republic of Germany", "ドイツ", "deu"],
    "EG": ["مصر"],
    "FM": ["Micronesia (Federated States of)"],
    "GB": ["UK", "U.K.", "uk", "England", "Great Britain", "Grossbritannien", "Royaume-Uni"],
    "GM": ["The Gambia", "Gambia (the)"],
    "GR": ["EL", "Ελλάδα", "ΕΛΛΑΔΑ", "Hellas"],
    "HK": ["Hong Kong", "Hong Kong SAR", "香港"],
    "HU": ["Magyarország", "HUN", "348", "Ungarn"],
    "IL": ["ישראל"],
    "IN": ["भारत", "India"],
    "IR": ["Iran, Islamic Republic of", "Iran (Islamic Republic of)"],
    "JP": ["JP", "jp", " JPN ", "392", "日本", "にほん", "Japan", "ＪＰ", "Japan (JP)", "Япония"],
    "KP": ["Korea (Democratic People's Republic of)", "North Korea"],
    "KR": ["Korea (Republic of)", "Korea, Republic of", "Republic of Korea", "South Korea", "대한민국", "한국"],
    "MK": ["Macedonia", "Macedonia, the former Yugoslav Republic of"],
    "MM": ["Burma", "BUR"],
    "NL": ["Holland", "The Netherlands", "Netherlands (Kingdom of the)", "Nederland"],
    "NO": ["NO", "Norge", "Noreg"],
    "PS": ["Palestine, State of"],
    "RU": ["Russia", "Russian Federation (the)", "Россия", "РФ"],
    "SZ": ["Swaziland"],
    "TF": ["French Southern Territories", "French Southern and Antarctic Lands"],
    "TH": ["ไทย", "ประเทศไทย"],
    "TR": ["Turkey", "Türkiye", "TÜRKİYE", "turkiye"],
    "TW": ["Taiwan, Province of China", "Taiwan (Province of China)", "Republic of China", "台灣"],
    "TZ": ["Tanzania, United Republic of"],
    "UA": ["Україна", "the Ukraine"],
    "US": [
        "USA",
        "U.S.A.",
        "United States",
        "United States of America",
        "EE. UU.",
        "アメリカ合衆国",
        "United States (US)",
    ],
    "VE": ["Venezuela (Bolivarian Republic of)"],
    "VI": ["Virgin Islands (U.S.)"],
    "VN": ["Viet Nam", "Việt Nam", "VIETNAM"],
    "XK": ["XK", "Kosovo"],
}
RENAMED = 3
"""Names of a language that a release of CLDR may change before they are known here."""


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SPELLINGS.items() for text in texts])
def test_what_people_write_is_recognized(code, text):
    """Codes of every kind and names in many languages give the alpha-2 code."""
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_nothing_gives_nothing(text):
    """Absent text is not an error."""
    assert country_code(text) == ""


@pytest.mark.parametrize("text", ["Atlantis", "EU", "ZZ", "001", "Kongo", "x", "?", "J P N 1", "x" * 10_000])
def test_what_is_no_country_is_refused(text):
    """An unknown text is an error that says what was expected, and is never guessed at."""
    with pytest.raises(ValueError, match="expected an ISO 3166 code such as JP, JPN or 392"):
        country_code(text)


def test_every_iso_territory_is_known():
    """Each alpha-2 code of the time zone database's ISO 3166 table gives itself, and so does its alpha-3 code."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    current = [line[:2] for line in table.splitlines() if not line.startswith("#")]
    assert len(current) >= 249
    assert [country_code(code.lower()) for code in current] == current
    with_alpha3 = {code for key, code in _codes().items() if len(key) == 3 and key.isalpha()}
    assert set(current) <= with_alpha3


@pytest.mark.parametrize(
    "language", ["ar", "da", "de", "en", "es", "fr", "he", "hu", "it", "ja", "ko", "pt", "ru", "zh"]
)
def test_the_names_of_a_language_lead_back(language):
    """Babel's names of territories, from another release of CLDR, give their codes again, but for a renamed few."""
    known = set(_codes().values())
    names = {code: name for code, name in Locale.parse(language).territories.items() if code in known}
    assert len(names) >= 240
    found = {code: code_or_nothing(name) for code, name in names.items()}
    assert {code: of for code, of in found.items() if of not in {code, ""}} == {}
    assert len([code for code, of in found.items() if not of]) <= RENAMED


def code_or_nothing(name):
    """The code of a territory's name, "" where it is not known."""
    try:
        return country_code(name)
    except ValueError:
        return ""


def test_at_least_forty_languages_are_known():
    """Japan is recognized under its names in forty languages."""
    path = files("nameplate.locales").joinpath("data", "territory_names.txt")
    names = dict(line.split(" ", 1) for line in path.read_text("utf-8").splitlines())
    assert len(names["JP"].split()) >= 60
    languages = ["af", "am", "ar", "az", "be", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu"]
    languages += ["fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk"]
    languages += ["km", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "pl", "th", "uk", "vi"]
    assert len(languages) >= 40
    assert {country_code(Locale.parse(language).territories["JP"]) for language in languages} == {"JP"}


def test_aliases_and_names_do_not_contradict_each_other():
    """Each hand-kept alias gives the territory of its line."""
    path = files("nameplate.locales").joinpath("data", "territory_aliases.txt")
    lines = [line.split(":", 1) for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert {alias.strip(): country_code(alias) for _, names in lines for alias in names.split("|")} == {
        alias.strip(): code for code, names in lines for alias in names.split("|")
    }


@given(st.text() | st.sampled_from(sorted(_names())))
def test_any_text_gives_a_code_or_a_value_error(text):
    """Nothing but a ValueError comes of any text, and a code is its own code."""
    try:
        code = country_code(text)
    except ValueError:
        return
    assert code == "" or (len(code) == 2 and country_code(code) == code)


def test_a_repeated_text_costs_little():
    """A name that was met before is looked up in under 20 microseconds."""
    country_code("Deutschland")
    started = time.perf_counter()
    for _ in range(1_000):
        country_code("Deutschland")
    assert time.perf_counter() - started < 0.02


def test_the_codes_file_says_what_it_was_made_from():
    """The data names the releases that it was made from."""
    data = json.loads(files("nameplate.locales").joinpath("data", "territories.json").read_bytes())
    assert data["made_from"].startswith("CLDR 48.2.0, tzdata ")
