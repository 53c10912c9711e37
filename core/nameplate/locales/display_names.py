"""Display names: what a territory is called in a language."""

from functools import lru_cache

from nameplate.locales.folding import quoted
from nameplate.locales.languages import language_tag
from nameplate.locales.territories import country_code


def country_name(code: str, language: str = "en") -> str:
    """The name of a territory in a language, from CLDR; "" for "". What `country_code` takes serves as `code`.

    Raises:
        ValueError: The territory is not known, or no name of it in the language.
    """
    return _name(country_code(code), language_tag(language) or "en")


@lru_cache(maxsize=2048)
def _name(code: str, tag: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 -- babel is read only where a name is asked for

    if not code:
        return ""
    for candidate in (tag, tag.partition("-")[0]):
        try:
            locale = Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if name := locale.territories.get(code):
            return str(name)
    raise ValueError(f"The name of {code} in the language {quoted(tag)} is not known")
