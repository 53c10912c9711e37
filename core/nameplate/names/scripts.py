"""Which script a text is written in, by Unicode's Script property."""

from functools import cache, lru_cache

import regex

from nameplate.names.data import subtags

UNKNOWN = "Zzzz"

_LETTER = regex.compile(r"[^\p{sc=Zyyy}\p{sc=Zinh}\p{sc=Zzzz}]")
_COMMON = ("Latn", "Hani", "Hira", "Kana", "Hang", "Cyrl", "Arab", "Grek", "Thai", "Deva", "Hebr")
_SETS = {
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Hans": frozenset({"Hani"}),
    "Hant": frozenset({"Hani"}),
    "Hanb": frozenset({"Hani", "Bopo"}),
    "Hrkt": frozenset({"Hira", "Kana"}),
}


def script(text: str) -> str:
    """The ISO 15924 code of the first letter's script, "Latn", "Hani", "Hira"; "" where no character has one."""
    return "" if (code := first_script(text)) == UNKNOWN else code


def first_script(*texts: str) -> str:
    """The script of the first character that has one of its own, text after text; else `UNKNOWN`."""
    for text in texts:
        if found := _LETTER.search(text):
            return script_of(found[0])
    return UNKNOWN


def is_script_set(code: str) -> bool:
    """Whether the code stands for several scripts, or for a way to write one, as Jpan and Hant."""
    return code in _SETS


@lru_cache(20_000)
def script_of(character: str) -> str:
    """The script of one character; `UNKNOWN` for one that belongs to none or to several."""
    return next((code for code in _codes() if regex.match(rf"\p{{sc={code}}}", character)), UNKNOWN)


@cache
def scripts_match(one: str, other: str) -> bool:
    """Whether two script codes are the same, or sets with a script in common, as Jpan and Hani.

    Source: UTS #35 part 8, Switch the formatting locale if necessary.
    """
    return not _SETS.get(one, {one}).isdisjoint(_SETS.get(other, {other}))


@cache
def _codes() -> tuple[str, ...]:
    """The scripts that the `regex` library knows, the frequent ones first."""
    rest = (code for code in subtags()["scripts"].split() if code not in _COMMON)
    return (*_COMMON, *filter(_is_known, rest))


def _is_known(code: str) -> bool:
    try:
        regex.compile(rf"\p{{sc={code}}}")
    except regex.error:
        return False
    return True
