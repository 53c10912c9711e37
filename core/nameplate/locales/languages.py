"""Languages: BCP 47 tags from what directories hold."""

import re
from functools import cache, lru_cache
from pathlib import Path

from nameplate.locales.folding import LONGEST, fold, quoted
from nameplate.locales.territories import country_code

_DATA = Path(__file__).with_name("data")
_TAG = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_POSIX = re.compile(r"(?P<tag>[A-Za-z0-9_-]+)(?:\.[\w-]+)?(?:@(?P<modifier>\w+))?")
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}
_QUALIFIED = re.compile(r"(?P<name>[^()]+)\((?P<qualifier>[^()]+)\)\s*")


def language_tag(text: str) -> str:
    """The canonical BCP 47 tag of a language; "" for "".

    Taken are tags in any case, with "_" as well ("ja_JP"), retired codes ("iw"), POSIX locales ("zh_CN.UTF-8"), and
    names in English or in the language itself ("Japanese", "Deutsch", "English (United Kingdom)").

    Raises:
        ValueError: The text is neither.
    """
    stripped = text.strip()
    if not stripped:
        return ""
    if len(stripped) <= LONGEST and (tag := _find(stripped)):
        return tag
    raise ValueError(
        f"{quoted(stripped)} is not a language: expected a BCP 47 tag such as ja, en-GB or zh-Hant-TW, "
        "or the language's name in English"
    )


@lru_cache(maxsize=1024)
def is_language_tag(text: str) -> bool:
    """Whether the text is a well-formed BCP 47 tag of registered subtags; "ja_JP" and "en-UK" are not."""
    return len(text) <= LONGEST and bool(_TAG.fullmatch(text)) and bool(_standardized(text, alter=False))


@lru_cache(maxsize=4096)
def maximize(tag: str) -> str:
    """The tag with the likeliest script and territory filled in: "und-JP" gives "ja-Jpan-JP"; "" for "".

    Raises:
        ValueError: It is not a language tag.
    """
    from langcodes import Language  # noqa: PLC0415 -- its tables are read only where they are needed

    return Language.get(language_tag(tag)).maximize().to_tag() if tag.strip() else ""


@lru_cache(maxsize=4096)
def _find(text: str) -> str:
    """The canonical tag, or "" if the text is no language."""
    return _by_tag(text) or _by_name(text)


def _by_tag(text: str) -> str:
    if not (match := _POSIX.fullmatch(text)):
        return ""
    tag = match["tag"].replace("_", "-")
    if script := _SCRIPTS.get((match["modifier"] or "").lower()):
        language, *rest = tag.split("-")
        tag = "-".join([language, script, *rest])
    return _standardized(tag, alter=True)


def _by_name(text: str) -> str:
    names = _names()
    if tag := names.get(fold(text)):
        return _standardized(tag, alter=True)
    if match := _QUALIFIED.fullmatch(text):
        return _qualified(match["name"], match["qualifier"])
    return ""


def _qualified(name: str, qualifier: str) -> str:
    """The tag of "Chinese (Simplified)" or "English (United Kingdom)", or "" if either part is unknown."""
    names = _names()
    if tag := names.get(fold(f"{qualifier} {name}")):
        return tag
    try:
        language, territory = names.get(fold(name), ""), country_code(qualifier)
    except ValueError:
        return ""
    return _standardized(f"{language}-{territory}", alter=True) if language and territory else ""


def _standardized(tag: str, *, alter: bool) -> str:
    """The canonical form of a valid tag, retired subtags replaced if `alter`; "" for one that is not valid."""
    from langcodes import Language  # noqa: PLC0415 -- its tables are read only where they are needed
    from langcodes.tag_parser import LanguageTagError  # noqa: PLC0415

    try:
        language = Language.get(tag, normalize=alter)
        return language.to_tag() if language.is_valid() else ""
    except (LanguageTagError, ValueError):
        return ""


@cache
def _names() -> dict[str, str]:
    """Folded name, in English or in the language itself → tag; read when the first name is met."""
    lines = (_DATA / "language_names.txt").read_text("utf-8").splitlines()
    return {name: tag for tag, name in map(str.split, lines)}
