"""Locale identifiers: reading them, filling them up by likely subtags, and the locale that a person's name is in.

Source: UTS #35 part 1, Likely Subtags; part 8, Derive the name order.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nameplate.names.data import Profile, person_names, profile, subtags
from nameplate.names.scripts import is_script_set, scripts_match

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3}|root)(?:-[a-z]{3}(?![a-z]))?(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?(?:-\w+)*",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_TAG = 100


class Locale(NamedTuple):
    """A language, script and region; `und` and "" where one is not said."""

    language: str
    script: str = ""
    region: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, self))


@lru_cache(1024)
def parse_locale(tag: str) -> Locale | None:
    """A BCP 47 tag, or the same with underscores; None if it is neither. Variants and extensions are dropped."""
    found = _TAG.fullmatch(tag.strip().replace("_", "-")) if len(tag) <= _LONGEST_TAG else None
    if not found:
        return None
    language = found["language"].lower().replace("root", "und")
    script, region = (found["script"] or "").title(), (found["region"] or "").upper()
    language, *implied = subtags()["aliases"].get(language, language).split("-")
    return Locale(language, script or "".join(implied), region)


@lru_cache(1024)
def maximize(locale: Locale) -> Locale:
    """The locale with the likely language, script and region where it says none; what it says stays.

    A language without likely subtags stays as it is.
    """
    language, script, region = locale
    likely = subtags()["likely"]
    keys = [
        Locale(language, script, region),
        Locale(language, script),
        Locale(language, "", region),
        Locale(language),
        *([Locale("und", script)] if script and language != "und" else []),
    ]
    found = next((likely[key] for key in map(str, keys) if key in likely), None)
    if found is None:
        return locale
    likely_language, likely_script, likely_region = found.split("-")
    return Locale(likely_language if language == "und" else language, script or likely_script, region or likely_region)


def parents(locale: Locale) -> Iterator[Locale]:
    """The locale and what it inherits from: l-S-R, l-S, l-R, l, und."""
    language, script, region = locale
    seen = dict.fromkeys(
        [locale, Locale(language, script), Locale(language, "", region), Locale(language), Locale("und")]
    )
    yield from seen


@lru_cache(1024)
def profile_of(locale: Locale) -> Profile | None:
    """The name data of a locale; None where CLDR has only the root's for it.

    A language in another script than its usual one inherits nothing from it: `ja-Latn` has no data.
    """
    full = maximize(locale)
    usual = maximize(Locale(locale.language)).script
    if full.script != usual and not is_script_set(full.script) and scripts_match(full.script, usual):
        full = full._replace(script=usual)
    numbers = person_names()["locales"]
    candidates = parents(full) if full.script == usual else (full, Locale(full.language, full.script))
    number = next((numbers[key] for key in map(str, candidates) if key in numbers), numbers["und"])
    return None if number == numbers["und"] else profile(number)


def root_profile() -> Profile:
    """The data of the root locale."""
    return profile(person_names()["locales"]["und"])


@lru_cache(4096)
def name_locale(country: str, language: str = "") -> str:
    """The locale of a person's name, `ja-Jpan-JP`, from their country and their preferred language.

    The country decides; the language counts where it is official there (French in Switzerland, not English in
    Japan, since a preference for English tells nothing about a name), and where no country is known.

    Args:
        country: ISO 3166-1 alpha-2; anything else counts as unknown.
        language: A BCP 47 tag; anything else counts as unknown.

    Returns:
        A BCP 47 tag; `und` where nothing is known.
    """
    territory = country.strip().upper()
    spoken = parse_locale(language) or Locale("und")
    if territory not in subtags()["official"] and f"und-{territory}" not in subtags()["likely"]:
        return str(maximize(spoken)) if spoken != Locale("und") else "und"
    official = subtags()["official"].get(territory, "").split()
    here = Locale("und", "", territory)
    for tag in official:
        candidate = parse_locale(tag) or here
        if candidate.language == spoken.language and (candidate.script in ("", spoken.script) or not spoken.script):
            here = Locale(spoken.language, spoken.script or candidate.script, territory)
            break
    return str(maximize(here))
