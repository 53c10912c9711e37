"""From a directory's fields to CLDR's: what a company's records hold, without what stands there for nothing."""

from typing import Protocol

import regex

from nameplate.names.scripts import UNKNOWN, first_script, scripts_match
from nameplate.names.subtags import Locale, parse_locale

_EDGES = " ,;、，،"
_PUNCTUATION = regex.compile(r"[\p{P}\p{Z}\p{C}]*")
_SEPARATOR = regex.compile(r"[,\s]+")
_GENERATION = regex.compile(r"(?:jr|sr|jnr|snr|[ivx]{1,4}|\d(?:st|nd|rd|th))\.?", regex.IGNORECASE)
_DUTCH_PREFIX = regex.compile(r"((?:(?:van|de|den|der|het|'t|’t|ten|ter|te|in|op|aan|uit|la|le|du)\s)+)(\p{Lu}.*)")


class Parts(Protocol):
    """The fields that name parts are read from; absent text is ""."""

    @property
    def given_name(self) -> str:
        """The given name."""

    @property
    def family_name(self) -> str:
        """The family name, with its prefix."""

    @property
    def middle_name(self) -> str:
        """Further given names, or a patronymic."""

    @property
    def nick_name(self) -> str:
        """What friends say for the given name."""

    @property
    def honorific_prefix(self) -> str:
        """A title before the name."""

    @property
    def honorific_suffix(self) -> str:
        """A generation (Jr.) or degrees after the name."""


def clean(text: str) -> str:
    """A part of a name without what directories put there for nothing: spaces, a lone dash, a comma at the end."""
    if text.isalpha():
        return text
    text = " ".join(text.split()).strip(_EDGES)
    return "" if _PUNCTUATION.fullmatch(text) else text


def name_parts(user: Parts, locale: str) -> dict[str, str]:
    """The fields of a `PersonName`; where the locale is Dutch, the family name's prefix on its own."""
    given, family, nick = clean(user.given_name), clean(user.family_name), clean(user.nick_name)
    fields = {"given": given, "surname": family, "given2": clean(user.middle_name)}
    if nick and not (family and family.casefold() in nick.casefold()):
        fields["given-informal"] = nick
    fields |= _honorifics(user, first_script(family, given))
    # The Netherlands look up "van den Berg" under B, Belgium under V.
    is_dutch = (parse_locale(locale) or Locale("und"))[::2] in {("nl", "NL"), ("nl", "")}
    if is_dutch and (found := _DUTCH_PREFIX.fullmatch(family)):
        fields |= {"surname-prefix": found[1].strip(), "surname-core": found[2]}
    return {key: text for key, text in fields.items() if text}


def _honorifics(user: Parts, name_script: str) -> dict[str, str]:
    """Title, generation and credentials, if they are in the name's script: 山田太郎 has no place for "Mr."."""
    if not user.honorific_prefix and not user.honorific_suffix:
        return {}
    suffixes = [part for part in map(clean, _SEPARATOR.split(user.honorific_suffix)) if part]
    parts = {
        "title": clean(user.honorific_prefix),
        "generation": " ".join(part for part in suffixes if _GENERATION.fullmatch(part)),
        "credentials": " ".join(part for part in suffixes if not _GENERATION.fullmatch(part)),
    }
    return {key: text for key, text in parts.items() if _goes_with(first_script(text), name_script)}


def _goes_with(title: str, name: str) -> bool:
    return UNKNOWN in (title, name) or scripts_match(title, name)
