"""Territories: their ISO 3166-1 alpha-2 code from what directories hold."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from nameplate.locales.folding import LONGEST, fold, quoted, short_key

_DATA = Path(__file__).with_name("data")
_QUALIFIED = re.compile(r"(?P<name>[^,(\[]+)[,(\[](?P<qualifier>[^,(\[\])]+)[])]?\s*")
_ARTICLE = re.compile(r"\s*the\s+", re.IGNORECASE)
_FORM_OF_STATE = re.compile(
    r"(?:[^\s,]+\s+){0,3}"
    r"(?:republic|kingdom|state|states|federation|union|commonwealth|principality|sultanate|duchy|emirate)\s+"
    r"of\s+(?:the\s+)?",
    re.IGNORECASE,
)


def country_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code, upper case, of a territory; "" for "".

    Taken are alpha-2, alpha-3, numeric and everyday codes (UK, EL, U.S.A.), and names as CLDR gives them in about a
    hundred languages, official and former names, without regard to case, diacritics and punctuation.

    Raises:
        ValueError: The text names no territory that is known here.
    """
    stripped = text.strip()
    if not stripped:
        return ""
    if len(stripped) <= LONGEST and (code := _find(stripped)):
        return code
    raise ValueError(
        f"{quoted(stripped)} is not a country that is recognized: expected an ISO 3166 code such as JP, JPN or 392, "
        "or the country's name"
    )


@lru_cache(maxsize=4096)
def _find(text: str) -> str:
    """The code of a territory, or "" if the text names none."""
    compatible = unicodedata.normalize("NFKC", text)
    if compatible.isascii() and (code := _by_code(compatible)):
        return code
    names = _names()
    if code := names.get(short_key(text), ""):
        return code
    return next((names[folded] for folded in map(fold, _spellings(compatible)) if folded in names), "")


def _by_code(text: str) -> str:
    code = "".join(filter(str.isalnum, text)).upper()
    return _codes().get(code.zfill(3) if code.isdecimal() else code, "")


def _spellings(text: str) -> Iterator[str]:
    """The text itself, then with what registers put behind a name put back or left out."""
    yield text
    reordered = text
    if match := _QUALIFIED.fullmatch(text):
        name, qualifier = match["name"].strip(), match["qualifier"].strip()
        reordered = f"{qualifier} {name}"
        yield reordered
        if qualifier.lower() == "the" or _is_same(name, qualifier):
            yield name
    plain = _ARTICLE.sub("", reordered, count=1) if _ARTICLE.match(reordered) else reordered
    yield plain
    if match := _FORM_OF_STATE.match(plain):
        yield plain[match.end() :]


def _is_same(name: str, qualifier: str) -> bool:
    """Whether the words in brackets are the code of the territory before them: "Japan (JP)"."""
    return bool(code := _by_code(qualifier)) and _names().get(fold(name)) == code


@cache
def _codes() -> dict[str, str]:
    """Every code, upper case → alpha-2."""
    codes: dict[str, str] = json.loads((_DATA / "territories.json").read_bytes())["codes"]
    return codes


@cache
def _names() -> dict[str, str]:
    """Every folded name → alpha-2; read when the first spelled-out name is met."""
    names: dict[str, str] = {}
    for line in (_DATA / "territory_names.txt").read_text("utf-8").splitlines():
        code, *spellings = line.split()
        names.update(dict.fromkeys(spellings, code))
    for line in (_DATA / "territory_aliases.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, _, aliases = line.partition(":")
            names.update(dict.fromkeys(map(fold, aliases.split("|")), code))
    return names
