"""Filters that know people, languages and places: the words that mappings are written in.

`upper` and `lower` know the language of a name, but leave addresses alone: the small I of Turkish has no dot, and no
e-mail address has such a letter.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from nameplate import locales, names
from nameplate.errors import RuleError
from nameplate.mapping.keeping import KEPT, StandsAlone
from nameplate.mapping.plain_words import kind_of
from nameplate.model import SourceUser

LANGUAGE_FIELDS = frozenset({"country", "preferred_language"})
NAME_FIELDS = LANGUAGE_FIELDS | {
    "given_name",
    "family_name",
    "middle_name",
    "nick_name",
    "display_name",
    "phonetic_given_name",
    "phonetic_family_name",
    "honorific_prefix",
    "honorific_suffix",
}

FILTER_READS: dict[str, frozenset[str]] = {
    "upper": LANGUAGE_FIELDS,
    "lower": LANGUAGE_FIELDS,
    "title_name": LANGUAGE_FIELDS,
    "romanize": LANGUAGE_FIELDS,
    "person_name": NAME_FIELDS,
    "initials": NAME_FIELDS,
    "phonetic": NAME_FIELDS,
}
"""The fields of the person that a filter reads by itself, beside what it is given."""

USER_FILTERS = frozenset({"person_name", "initials", "phonetic"})
"""Filters that take `user` whole and read no more of it than FILTER_READS says."""

TEXT_FILTERS = frozenset(
    {
        "upper",
        "lower",
        "title_name",
        "iana_timezone",
        "language_tag",
        "country_name",
        "person_name",
        "initials",
        "romanize",
        "both_scripts",
        "script",
        "phonetic",
        "required",
    }
)
"""Filters that always give text."""


class Person:
    """Whose rule runs now, and the locale of their region; set by the engine before it renders."""

    __slots__ = ("_languages", "locale", "user")

    def __init__(self) -> None:
        self.user: SourceUser | None = None
        self.locale = ""
        self._languages: dict[tuple[str, str], str] = {}

    @property
    def language(self) -> str:
        """The region's locale, else what the person's country and preferred language say, as a BCP 47 tag."""
        if self.locale or self.user is None:
            return self.locale
        key = (self.user.country, self.user.preferred_language)
        if key not in self._languages:
            if len(self._languages) > 4096:  # noqa: PLR2004 -- a bound on what hostile records can fill
                self._languages.clear()
            self._languages[key] = _name_locale(*key)
        return self._languages[key]


def _name_locale(country: str, language: str) -> str:
    try:
        return names.name_locale(country, language)
    except ValueError:
        return ""


def text_of(value: Any, filter_name: str) -> str:
    """The input of a text filter.

    Raises:
        RuleError: It is no text.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    if value is None:
        return ""
    if value is KEPT:
        raise StandsAlone
    hint = "; choose a field of `user`" if isinstance(value, SourceUser) else ""
    raise RuleError(f"`{filter_name}` takes a text, not {kind_of(value)}{hint}")


def user_of(value: Any, filter_name: str) -> SourceUser:
    """The input of a filter that takes `user` whole.

    Raises:
        RuleError: It is something else.
    """
    if isinstance(value, SourceUser):
        return value
    if value is KEPT:
        raise StandsAlone
    raise RuleError(f"`{filter_name}` takes the person: {{{{ user | {filter_name} }}}}")


def required(value: Any, why: str = "") -> Any:
    """`value`, unless it is empty.

    Raises:
        RequiredEmpty: It is empty, or nothing but white space.
    """
    if value is KEPT:
        raise StandsAlone
    if value is None or (isinstance(value, str) and not value.strip()):
        raise RequiredEmpty(f"a required value is empty: {why}" if why else "a required value is empty")
    return value


class RequiredEmpty(RuleError):
    """The filter `required` met an empty value (NP220)."""


def person_filters(person: Person) -> dict[str, Callable[..., Any]]:
    """Name → filter, for an environment whose rules run for `person`."""

    def upper(value: Any) -> str:
        text = value if type(value) is str else text_of(value, "upper")
        return text.upper() if "@" in text else names.upper_name(text, person.language)

    def lower(value: Any) -> str:
        text = value if type(value) is str else text_of(value, "lower")
        return text.lower() if "@" in text else names.lower_name(text, person.language)

    def title_name(value: Any, language: str = "") -> str:
        text = text_of(value, "title_name")
        return names.title_name(text, language or person.language) if text else ""

    def romanize(value: Any, language: str = "", reading: str = "") -> str:
        text = text_of(value, "romanize")
        return names.romanize(text, language or person.language, reading) if text else ""

    def person_name(user: Any, locale: str = "", **options: Any) -> str:
        return names.person_name(user_of(user, "person_name"), locale or person.locale, **options)

    def initials(value: Any, locale: str = "") -> str:
        return names.initials_of(user_of(value, "initials"), locale or person.locale)

    def phonetic(value: Any, locale: str = "", script: str = "") -> str:
        return names.phonetic(user_of(value, "phonetic"), locale or person.locale, script)

    return {
        "upper": upper,
        "lower": lower,
        "title_name": title_name,
        "romanize": romanize,
        "person_name": person_name,
        "initials": initials,
        "phonetic": phonetic,
        "required": required,
        "iana_timezone": _place("iana_timezone", locales.iana_timezone),
        "language_tag": _place("language_tag", locales.language_tag),
        "country_name": _place("country_name", locales.country_name),
        "both_scripts": _text_filter("both_scripts", names.both_scripts),
        "script": _text_filter("script", names.script),
    }


def _text_filter(name: str, function: Callable[..., str]) -> Callable[..., str]:
    """A filter of text, whatever is given to it; "" gives ""."""

    def filter_text(value: Any, *arguments: Any, **options: Any) -> str:
        text = text_of(value, name)
        return function(text, *arguments, **options) if text else ""

    return filter_text


def _place(name: str, function: Callable[..., str]) -> Callable[..., str]:
    """A look-up as a filter. What is not known is remembered too: many people share one misspelt time zone."""

    @lru_cache(maxsize=4096)
    def look_up(*arguments: str, **options: str) -> tuple[str, str]:
        try:
            return function(*arguments, **options), ""
        except ValueError as error:
            return "", str(error)

    def known(*arguments: str, **options: str) -> str:
        found, unknown = look_up(*arguments, **options)
        if unknown:
            raise RuleError(unknown)
        return found

    return _text_filter(name, known)
