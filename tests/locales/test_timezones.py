"""Time zones as directories hold them."""

from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.locales import IANA_TIMEZONES, iana_timezone, is_iana_timezone, territory_timezone
from nameplate.locales.timezones import _TABLES

ZONE_TAB = {
    line.split("\t")[2]
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    if not line.startswith("#")
}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Europe/Zurich", "Europe/Zurich"),
        ("Europe/Zagreb", "Europe/Zagreb"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("America/New York", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("US/Central", "America/Chicago"),
        ("EST5EDT", "America/New_York"),
        ("Japan", "Asia/Tokyo"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("UTC", "Etc/UTC"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_iana_names_become_canonical(text, canonical):
    """Names in any case and aliases give the place's name in zone.tab."""
    assert iana_timezone(text) == canonical


@pytest.mark.parametrize(
    ("text", "territory", "zone"),
    [
        ("W. Europe Standard Time", "CH", "Europe/Zurich"),
        ("W. Europe Standard Time", "ch", "Europe/Zurich"),
        ("W. Europe Standard Time", "", "Europe/Berlin"),
        ("W. Europe Standard Time", "JP", "Europe/Berlin"),
        ("w. europe standard time", "AT", "Europe/Vienna"),
        ("Central Europe Standard Time", "HU", "Europe/Budapest"),
        ("Tokyo Standard Time", "", "Asia/Tokyo"),
        ("India Standard Time", "IN", "Asia/Kolkata"),
        ("Central Standard Time", "CA", "America/Winnipeg"),
        ("UTC", "", "Etc/UTC"),
        ("UTC-11", "AS", "Pacific/Pago_Pago"),
    ],
)
def test_windows_names_are_chosen_by_territory(text, territory, zone):
    """CLDR's table gives a Windows name's place in the territory, else its first place."""
    assert iana_timezone(text, territory) == zone


@pytest.mark.parametrize(
    "text",
    [
        "Sydney",
        "Asia",
        "GMT+8",
        "GMT",
        "EST",
        "CET",
        "Etc/GMT+8",
        "UTC-11",
        "+09:00",
        "posix/Europe/Berlin",
        "x" * 9999,
    ],
)
def test_what_atlassian_ignores_is_refused(text):
    """Cities alone, offsets and abbreviations are errors that say what was expected."""
    with pytest.raises(ValueError, match="expected an IANA name such as Europe/Zurich"):
        iana_timezone(text)


def test_a_city_alone_is_answered_with_its_zone():
    """The message for "Sydney" names Australia/Sydney."""
    with pytest.raises(ValueError, match=r"did you mean Australia/Sydney\?"):
        iana_timezone("Sydney")


@pytest.mark.parametrize("text", ["Europe/Zurich", "Asia/Calcutta", "US/Central", "UTC", "Etc/UTC"])
def test_zones_with_a_place_and_utc_can_leave(text):
    """Canonical names, aliases with a place, and UTC are zones."""
    assert is_iana_timezone(text)


@pytest.mark.parametrize(
    "text", ["", "asia/tokyo", "GMT", "EST", "Etc/GMT+8", "right/Asia/Tokyo", "Japan", "Tokyo Standard Time", "Factory"]
)
def test_anything_else_can_not_leave(text):
    """A zone is exact: other cases, abbreviations, offsets and Windows names are not."""
    assert not is_iana_timezone(text)


def test_the_set_is_that_of_the_time_zone_database():
    """Every place of zone.tab is a zone, canonical as it is, and every zone of the set can be loaded."""
    assert ZONE_TAB <= IANA_TIMEZONES
    assert {zone: iana_timezone(zone) for zone in ZONE_TAB} == {zone: zone for zone in ZONE_TAB}
    for name in IANA_TIMEZONES:
        ZoneInfo(name)


def test_every_table_leads_to_canonical_zones():
    """No alias, Windows name or territory leads anywhere but to a zone of zone.tab or to UTC."""
    reached = set(_TABLES["aliases"].values()) | set(_TABLES["territories"].values())
    reached |= {zone for zones in _TABLES["windows"].values() for zone in zones.values()}
    assert reached - ZONE_TAB == {"Etc/UTC"}
    assert len(_TABLES["windows"]) >= 139


@pytest.mark.parametrize(
    ("code", "zone"),
    [("JP", "Asia/Tokyo"), ("hu", "Europe/Budapest"), ("DE", "Europe/Berlin"), ("US", ""), ("BR", ""), ("??", "")],
)
def test_a_territory_has_a_zone_if_it_is_alone_or_primary(code, zone):
    """Japan has one zone, Germany a primary one, the United States neither."""
    assert territory_timezone(code) == zone


@given(st.text() | st.sampled_from([*_TABLES["aliases"], *_TABLES["windows"]]), st.text(max_size=3))
def test_any_text_gives_a_zone_or_a_value_error(text, territory):
    """Nothing but a ValueError comes of any text; a result can leave, and is its own canonical form."""
    try:
        zone = iana_timezone(text, territory)
    except ValueError:
        return
    assert zone == "" or (is_iana_timezone(zone) and iana_timezone(zone) == zone)
