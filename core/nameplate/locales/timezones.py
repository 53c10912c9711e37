"""Time zones: the canonical IANA name from what directories hold.

Canonical is the name that the time zone database lists for a place in zone.tab: Europe/Kyiv rather than Europe/Kiev,
Asia/Kolkata rather than Asia/Calcutta, and Europe/Zagreb and Atlantic/Reykjavik although their clocks follow other
cities'. Which old names belong to a place is CLDR's to say, since the database's own links cross borders.

Atlassian ignores what its account preferences don't offer, without an error. So a bare abbreviation (CET, EST), an
offset (GMT+8, Etc/GMT+8) and a city alone are not zones here; of the zones without a place only UTC is one.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from nameplate.locales.folding import LONGEST, quoted


class _Tables(TypedDict):
    aliases: dict[str, str]  # every name → the canonical one
    windows: dict[str, dict[str, str]]  # Windows name → territory ("001": anywhere) → canonical name
    territories: dict[str, str]  # alpha-2 → its only or its primary zone


_TABLES: _Tables = json.loads(Path(__file__).with_name("data").joinpath("timezones.json").read_bytes())
_BY_FOLDED_NAME = {name.lower(): zone for name, zone in _TABLES["aliases"].items()}
_WINDOWS = {name.lower(): zones for name, zones in _TABLES["windows"].items()}
_ANYWHERE = "001"
_NOT_IN_TZDATA = {"Canada/East-Saskatchewan", "US/Pacific-New"}
_UTC = frozenset({"UTC", "Etc/UTC"})

IANA_TIMEZONES: frozenset[str] = _UTC.union(
    name for name in _TABLES["aliases"] if "/" in name and not name.startswith("Etc/") and name not in _NOT_IN_TZDATA
)
"""Every name, canonical or alias, of a zone with a place, and UTC."""


def is_iana_timezone(text: str) -> bool:
    """Whether the text is, letter by letter, a zone that Atlassian can take."""
    return text in IANA_TIMEZONES


def iana_timezone(text: str, territory: str = "") -> str:
    """The canonical IANA name of a zone; "" for "".

    Args:
        text: An IANA name or alias, or a Windows name ("W. Europe Standard Time"), in any case.
        territory: The alpha-2 code that chooses among the places of a Windows name; "" for its first.

    Raises:
        ValueError: The text is no such name.
    """
    stripped = text.strip()
    if not stripped:
        return ""
    if len(stripped) <= LONGEST and (zone := _find(stripped, territory.strip().upper())):
        return zone
    raise ValueError(
        f"{quoted(stripped)} is not a time zone{_suggestion(stripped)}: expected an IANA name such as Europe/Zurich, "
        "or a Windows name such as 'W. Europe Standard Time'"
    )


def territory_timezone(code: str) -> str:
    """The zone of a territory (alpha-2) that has only one, or that CLDR calls its primary one; else ""."""
    return _TABLES["territories"].get(code.strip().upper(), "")


@lru_cache(maxsize=4096)
def _find(text: str, territory: str) -> str:
    """The canonical name, or "" if the text names no zone."""
    name = text.lower()
    if zone := _BY_FOLDED_NAME.get(name) or _BY_FOLDED_NAME.get(name.replace(" ", "_")):
        return zone
    zones = _WINDOWS.get(name, {})
    return zones.get(territory) or zones.get(_ANYWHERE, "")


def _suggestion(text: str) -> str:
    """The zones of the city that the text may name, for the message."""
    ending = f"/{text[:LONGEST].lower().replace(' ', '_')}"
    zones = {zone for name, zone in _BY_FOLDED_NAME.items() if name.endswith(ending)}
    return f" (did you mean {' or '.join(sorted(zones))}?)" if zones else ""
