"""Capitals and small letters as a language has them, where that differs from Unicode's default.

Turkish and Azeri: i, İ and ı, I. Lithuanian: the dot stays under an accent. Greek: capitals have no accents.
Dutch: IJ is one letter at the start. German ß becomes SS, Armenian և ԵՎ. Source: UTS #35 part 2 and Unicode's
SpecialCasing, chapter 3.13 of the Unicode Standard.
"""

import unicodedata

import regex

from nameplate.names.segments import first_cluster
from nameplate.names.subtags import parse_locale

_TURKIC = frozenset({"tr", "az"})
_ACCENTS = "\u0300\u0301\u0303\u0304\u0306\u0311\u0313\u0314\u0342\u0343"
_GREEK = regex.compile(r"[\p{sc=Grek}]")
_GREEK_HIATUS = regex.compile(rf"([ΑΕΟΗΩΙΥαεοηωιυ])[{_ACCENTS}]*\u0301[{_ACCENTS}]*([ΙΥιυ])(?![{_ACCENTS}\u0308])")
_GREEK_ACCENTS = regex.compile(rf"(?<=\p{{sc=Grek}}\u0308?)[{_ACCENTS}\u0345]+")
_SOFT_DOT = regex.compile(r"(?<=[ijįIJĮ]\u0328?)\u0307", regex.IGNORECASE)
_ABOVE = r"[\u0300\u0301\u0303]"


def language_of(tag: str) -> str:
    """The language subtag of a BCP 47 tag; "" where there is none."""
    locale = parse_locale(tag)
    return locale.language if locale else ""


def upper_name(text: str, language: str = "") -> str:
    """The text in capitals: İBRAHİM in Turkish, ΓΙΩΡΓΟΣ in Greek, STRASSE in German.

    Args:
        text: Any text.
        language: A BCP 47 tag, or "".
    """
    code = language_of(language)
    if code in _TURKIC:
        text = text.replace("i", "İ")
    elif code == "lt":
        text = unicodedata.normalize("NFC", _SOFT_DOT.sub("", unicodedata.normalize("NFD", text)))
    elif code == "hy":
        text = text.replace("և", "եվ")
    elif code == "el" or (not code and _GREEK.search(text)):
        text = _without_greek_accents(text)
    return text.upper()


def lower_name(text: str, language: str = "") -> str:
    """The text in small letters: ışık in Turkish for IŞIK.

    Args:
        text: Any text.
        language: A BCP 47 tag, or "".
    """
    code = language_of(language)
    if code in _TURKIC:
        text = text.replace("I\u0307", "i").replace("İ", "i").replace("I", "ı")
    elif code == "lt":
        spread = regex.sub(
            rf"([IJĮ])(?={_ABOVE})", lambda m: m[1].lower() + "\u0307", unicodedata.normalize("NFD", text)
        )
        text = unicodedata.normalize("NFC", spread)
    return text.lower()


def capitalize_first(text: str, language: str = "") -> str:
    """The text with its first letter in title case and the rest as it is: ǅ, and IJ in Dutch.

    Args:
        text: Any text.
        language: A BCP 47 tag, or "".
    """
    code = language_of(language)
    if code == "nl" and text[:2].lower() == "ij":
        return "IJ" + text[2:]
    first = first_cluster(text)
    if code in _TURKIC and first.startswith("i"):
        return "İ" + text[1:]
    return first[:1].title() + first[1:] + text[len(first) :]


def _without_greek_accents(text: str) -> str:
    """Without accents; where one kept two vowels apart, a dialytika does it: Μάιος is ΜΑΪΟΣ."""
    spread = _GREEK_HIATUS.sub("\\1\\2\u0308", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", _GREEK_ACCENTS.sub("", spread))
