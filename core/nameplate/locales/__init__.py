"""Territories, time zones and languages in their standard codes: pure functions of text.

Each gives "" for "" and raises ValueError, with words for the person who wrote the text, for what it doesn't know.
"""

from nameplate.locales.display_names import country_name
from nameplate.locales.languages import is_language_tag, language_tag, maximize
from nameplate.locales.territories import country_code
from nameplate.locales.timezones import IANA_TIMEZONES, iana_timezone, is_iana_timezone, territory_timezone

__all__ = [
    "IANA_TIMEZONES",
    "country_code",
    "country_name",
    "iana_timezone",
    "is_iana_timezone",
    "is_language_tag",
    "language_tag",
    "maximize",
    "territory_timezone",
]
