"""Names of people as a directory has them: what the filters of a mapping call."""

import unicodedata
from collections.abc import Callable
from typing import NamedTuple, Protocol

from nameplate.errors import RuleError
from nameplate.names.formatting import format_name
from nameplate.names.parts import Parts, clean, name_parts
from nameplate.names.person import PersonName
from nameplate.names.romanization import romanize
from nameplate.names.romanization.kana import hiragana, katakana
from nameplate.names.scripts import script as script_of_text
from nameplate.names.subtags import name_locale


class Person(Parts, Protocol):
    """What a name is made of, and how it is read; absent text is ""."""

    @property
    def display_name(self) -> str:
        """The whole name, as the directory has it."""

    @property
    def phonetic_given_name(self) -> str:
        """How the given name is read."""

    @property
    def phonetic_family_name(self) -> str:
        """How the family name is read."""

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""

    @property
    def preferred_language(self) -> str:
        """A BCP 47 tag."""


def person_name(
    user: Person,
    locale: str = "",
    *,
    order: str | None = None,
    length: str | None = None,
    usage: str | None = None,
    formality: str | None = None,
    surname_caps: bool = False,
) -> str:
    """The person's name as the locale writes it; their display name where they have neither given nor family name.

    Args:
        user: The person.
        locale: Whose custom to follow; "" is that of the person's country and language.
        order: As in `format_name`.
        length: As in `format_name`.
        usage: As in `format_name`.
        formality: As in `format_name`.
        surname_caps: As in `format_name`.

    Raises:
        RuleError: The locale or an option is wrong.
    """
    own = _own_locale(user, locale)
    custom = locale or own
    name = PersonName(name_parts(user, custom), own)
    if not name.has_name and (whole := clean(user.display_name)):
        name = PersonName({"given": whole}, own)
    return format_name(
        name,
        custom,
        order=order,
        length=length,
        usage=usage,
        formality=formality,
        surname_caps=surname_caps,
    )


def initials_of(user: Person, locale: str = "") -> str:
    """The person's initials as the locale writes a monogram, `TS`; "" where they have no name."""
    return person_name(user, locale, length="long", usage="monogram", formality="informal")


class _Romanized(NamedTuple):
    """A person with the parts of their name in Latin letters."""

    given_name: str
    family_name: str
    middle_name: str
    nick_name: str
    display_name: str
    country: str
    preferred_language: str
    honorific_prefix: str
    honorific_suffix: str
    phonetic_given_name: str = ""
    phonetic_family_name: str = ""


def romanized(user: Person, locale: str = "") -> Person:
    """The person with the parts of their name in the letters A to Z, to be given to `person_name`.

    Where a part can't be read its phonetic name is; a display name is spelt only where it is all there is.

    Args:
        user: The person.
        locale: The locale of the name where neither country nor language says it.

    Raises:
        CannotRomanize: A part can't be read and has no phonetic name.
    """
    language = _own_locale(user, locale)
    given, family = clean(user.given_name), clean(user.family_name)
    return _Romanized(
        romanize(given, language, user.phonetic_given_name),
        romanize(family, language, user.phonetic_family_name),
        romanize(clean(user.middle_name), language),
        user.nick_name if script_of_text(user.nick_name) == "Latn" else "",
        "" if given or family else romanize(clean(user.display_name), language),
        user.country,
        user.preferred_language,
        user.honorific_prefix,
        user.honorific_suffix,
    )


def phonetic(user: Person, locale: str = "", script: str = "") -> str:
    """How the name is read, `ヤマダ タロウ`, from the phonetic names; "" where there are none.

    Args:
        user: The person.
        locale: Decides the order; "" is that of the person's country and language.
        script: `Kana` or `Hira` to have kana of one kind, `Latn` for Latin letters; "" as it is.

    Raises:
        RuleError: The locale or the script is not one; a phonetic name can't be spelt in Latin letters.
    """
    own = _own_locale(user, locale)
    convert = _READINGS.get(script)
    if convert is None:
        raise RuleError(f"`{script}` is not a script for a reading.", remedy='Write "Kana", "Hira", "Latn" or "".')
    family, given = (convert(clean(text), own) for text in (user.phonetic_family_name, user.phonetic_given_name))
    # Stand-ins in Latin letters give the order alone: a reading keeps its space.
    sample = format_name(PersonName({"given": "g", "surname": "s"}, own), locale or own, length="long")
    return " ".join(filter(None, (family, given) if sample.startswith("s") else (given, family)))


_READINGS: dict[str, Callable[[str, str], str]] = {
    "": lambda text, _: text,
    "Kana": lambda text, _: katakana(unicodedata.normalize("NFKC", text)),
    "Hira": lambda text, _: hiragana(unicodedata.normalize("NFKC", text)),
    "Latn": romanize,
}


def _own_locale(user: Person, region: str) -> str:
    """The locale of the person's name: by their country and language, else the region's, else `und`."""
    own = name_locale(user.country, user.preferred_language)
    return region if own == "und" and region else own
