"""What a rule sees of a person."""

import pytest

from nameplate.mapping import compile_mappings
from support.mappings import Mappings, codes, person, value

RAW = {"a": {"b": None, "c": {"d": "deep"}}, "list": [{"x": "1"}, None], "n": 3, "items": "yes", "keys": {"k": "v"}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ user.raw.a.b }}", ""),
        ("{{ user.raw.a.b.c.d }}", ""),
        ("{{ user.raw.nothing.at.all }}", ""),
        ("{{ user.raw.nothing[0].x }}", ""),
        ("{{ user.raw.a.c.d }}", "deep"),
        ("{{ user.raw['a']['c'].d }}", "deep"),
        ("{{ user.raw.list[0].x }}", "1"),
        ("{{ user.raw.list[7].x }}", ""),
        ("{{ user.raw.list[1] }}", ""),
        ("{{ user.raw.n + 1 }}", "4"),
        ("{{ user.raw.items }}", "yes"),
        ("{{ user.raw.keys.k }}", "v"),
        ("{{ user.raw.values }}", ""),
        ("{{ user.raw.__class__ }}", ""),
        ("{{ user.raw.a.b is defined }}", "False"),
        ("{{ user.raw.n is defined }}", "True"),
        ("{{ user.raw.a.b | default('-') }}", "-"),
        ("{{ user.raw.a.c.d ~ user.raw.a.b ~ '.' }}", "deep."),
        ("{{ [user.raw.a.b, 'x'] | join('+') }}", "+x"),
        ("{% for one in user.raw.list %}{{ one.x }};{% endfor %}", "1;;"),
        ("{{ 'a' in user.raw }}{{ 'zz' in user.raw }}", "TrueFalse"),
        ("{{ user.custom.romaji }}", "Taro"),
        ("{{ user.custom.other }}", ""),
        ("{{ user.custom.other is defined }}", "False"),
        ("{{ user.custom['romaji'] }}", "Taro"),
        ("{{ user['city'] }}", "Tokyo"),
        ("{{ user.middle_name | first }}", ""),
        ("{{ user.groups | first }}", "Staff"),
        ("{{ 'Staff' in user.groups }}", "True"),
        ("{{ user.middle_name ~ 'x' }}", "x"),
        ("{{ region }}/{{ connection }}", "all/staff"),
        ("{{ none }}", ""),
        ("{{ 'x' if user.middle_name }}", ""),
    ],
)
def test_absent_is_empty_and_dots_read_keys(mappings: Mappings, body: str, expected: str) -> None:
    """Under `raw`, what is absent or null is "" at any depth and not defined; names of Python are keys like others."""
    assert mappings.value(body, raw=RAW, custom={"romaji": "Taro"}, city="Tokyo", groups=("Staff",)) == expected


def test_an_unknown_field_that_is_computed_fails_for_the_person(mappings: Mappings) -> None:
    """What can't be known before is a finding, with a suggestion."""
    mapped = mappings.map("{{ user['famly' ~ '_name'] }}")
    assert codes(mapped) == ["NP213"]
    assert "family_name" in mapped.findings[0].message


def test_a_list_is_not_printed(mappings: Mappings) -> None:
    """`['a']` in a profile is a mistake."""
    mapped = mappings.map("{{ user.groups }}", groups=("a",))
    assert codes(mapped) == ["NP213"]
    assert "join" in mapped.findings[0].message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ user.family_name | upper }}", "İBRAHİM"),
        ("{{ user.email | lower }}", "iii@acme.example"),
        ("{{ user.email | upper }}", "III@ACME.EXAMPLE"),
        ("{{ 'ISI' | lower }}", "ısı"),
        ("{{ 'W. Europe Standard Time' | iana_timezone('AT') }}", "Europe/Vienna"),
        ("{{ 'W. Europe Standard Time' | iana_timezone(territory='CH') }}", "Europe/Zurich"),
        ("{{ '' | iana_timezone or 'UTC' }}", "UTC"),
        ("{{ 'pt_BR' | language_tag }}", "pt-BR"),
        ("{{ user.country | country_name }}", "Türkiye"),
        ("{{ user.country | country_name('de') }}", "Türkei"),
        ("{{ user.country | country_name(language='hu') }}", "Törökország"),
        ("{{ 'MACDONALD' | title_name }}", "Macdonald"),
        ("{{ 'Иванов' | romanize('ru') }}", "Ivanov"),
        ("{{ 'Иванов' | script }}", "Cyrl"),
        ("{{ '山田' | both_scripts('Yamada') }}", "山田 (Yamada)"),
        ("{{ user | initials }}", "Aİ"),
        ("{{ user.middle_name | upper }}{{ '' | romanize }}{{ '' | title_name }}{{ '' | country_name }}", ""),
    ],
)
def test_filters_know_languages_and_places(mappings: Mappings, body: str, expected: str) -> None:
    """Case by the person's language, but never that of an address; "" gives ""."""
    fields = {"family_name": "ibrahim", "given_name": "Ali", "email": "III@acme.example", "country": "TR"}
    assert mappings.value(body, **fields) == expected


def test_a_region_s_locale_decides_before_the_person(mappings: Mappings) -> None:
    """The region says how names are written there."""
    mappings.write("rules.j2", '{% extends "base.j2" %}{% block job_title %}{{ "isi" | upper }}{% endblock %}')
    config = mappings.config([{"name": "all", "mapping": "rules.j2", "locale": "tr-TR"}])
    mapper = compile_mappings(config)
    assert value(mapper.map(person(country="US"), "staff"), "job_title") == "İSİ"


@pytest.mark.parametrize("body", ["{{ 'nowhere' | iana_timezone }}", "{{ 'Klingonisch' | language_tag }}"])
def test_a_text_that_a_filter_does_not_know_is_named(mappings: Mappings, body: str) -> None:
    """The finding quotes it."""
    mapped = mappings.map(body)
    assert codes(mapped) == ["NP213"]
    assert "nowhere" in mapped.findings[0].message or "Klingonisch" in mapped.findings[0].message


def test_a_name_that_cannot_be_romanized_is_a_finding_of_its_own(mappings: Mappings) -> None:
    """NP311: kanji without a reading."""
    assert codes(mappings.map("{{ '山田' | romanize('ja') }}")) == ["NP311"]


def test_people_leave_nothing_behind(mappings: Mappings) -> None:
    """A top-level name that is set for some people only is not set for the next."""
    text = (
        "{% if user.city %}{% set place = user.city %}{% endif %}"
        "{% block job_title %}{{ place | default('none') }}{% endblock %}"
    )
    mapper = mappings.compile(text)
    titles = [value(mapper.map(person(city=city), "staff"), "job_title") for city in ("Rome", "", "Oslo", "")]
    assert titles == ["Rome", "none", "Oslo", "none"]


def test_a_top_level_that_fails_fails_the_rules_that_use_it(mappings: Mappings) -> None:
    """The others go on."""
    text = (
        "{% set zone = user.timezone | iana_timezone %}{% set place = user.city %}"
        "{% block timezone %}{{ zone }}{% endblock %}{% block location %}{{ place }}{% endblock %}"
        "{% block phone %}{% for one in [place] %}{{ one }}{% endfor %}{% endblock %}"
    )
    mapped = mappings.compile(text).map(person(timezone="Nowhere", city="Rome"), "staff")
    assert value(mapped, "location") == "Rome"
    assert {found.attribute for found in mapped.findings} == {"timezone", "phone"}


def test_macros_and_sets_of_all_levels_are_seen(mappings: Mappings) -> None:
    """Blocks see the imports, sets and macros of their own file's top level and of its parents'."""
    bits = "{% macro full(u) %}{{ u.given_name }} {{ u.family_name }}{% endmacro %}"
    middle = (
        '{% extends "base.j2" %}{% import "bits.j2" as bits %}{% set corp = "Acme" %}'
        "{% macro hello() %}Hello {{ user.city }}{% endmacro %}"
        "{% block display_name %}{{ bits.full(user) }}{% endblock %}{% block organization %}{{ corp }}{% endblock %}"
    )
    text = (
        '{% extends "middle.j2" %}{% set suffix = " Ltd" %}'
        "{% block organization %}{{ super() }}{{ suffix }}{% endblock %}"
        "{% block department %}{{ self.organization() }}: {{ hello() }}{% endblock %}"
    )
    mapped = mappings.compile(text, bits=bits, middle=middle).map(
        person(given_name="Taro", family_name="Yamada", city="Tokyo"), "staff"
    )
    assert value(mapped, "display_name") == "Taro Yamada"
    assert value(mapped, "department") == "Acme Ltd: Hello Tokyo"


def test_a_shipped_mapping_can_be_extended_by_one_of_the_same_name(mappings: Mappings) -> None:
    """`nameplate/japan.j2` is always the shipped one."""
    mappings.write("japan.j2", '{% extends "nameplate/japan.j2" %}{% block job_title %}ok{% endblock %}')
    mapper = compile_mappings(mappings.config([{"name": "all", "mapping": "japan.j2"}]))
    mapped = mapper.map(person(given_name="太郎", family_name="山田"), "staff")
    assert (value(mapped, "display_name"), value(mapped, "job_title")) == ("山田 太郎", "ok")
    assert mapper.addresses("staff", "all")[5].startswith("nameplate/japan.j2:")
