"""Alphabets in the letters A to Z: a language's own table first, `anyascii` for the rest.

Sources: DIN 5007-2 and ICAO 9303 (German, Danish, Norwegian), Ukraine's resolution 55 of 2010, Bulgaria's
Transliteration Act of 2009, ELOT 743 (Greek), Serbian Latin.
"""

import unicodedata

import regex
from anyascii import anyascii

_DANISH = {"æ": "ae", "ø": "oe", "å": "aa"}
_SERBIAN = dict(zip("абвгдежзијклмнопрстћуфхцчш", "abvgdežzijklmnoprstćufhcčš", strict=True)) | {
    "ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dž",
}  # fmt: skip
_TABLES: dict[str, dict[str, str]] = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"},
    "da": _DANISH,
    "no": _DANISH,
    "nb": _DANISH,
    "nn": _DANISH,
    "uk": {"зг": "zgh", "г": "h", "ґ": "g", "и": "y", "і": "i", "й": "i", "є": "ie", "ї": "i", "ю": "iu", "я": "ia",
           "щ": "shch", "х": "kh", "ц": "ts", "ь": "", "'": "", "’": ""},
    "bg": {"щ": "sht", "ъ": "a", "ь": "y", "х": "h", "ц": "ts", "й": "y", "ю": "yu", "я": "ya"},
    "sr": _SERBIAN,
    "bs": _SERBIAN,
    "el": {"ου": "ou", "αυ": "av", "ευ": "ev", "ηυ": "iv", "μπ": "mp", "ντ": "nt", "γγ": "ng", "γκ": "gk", "γξ": "nx",
           "γχ": "nch", "β": "v", "γ": "g", "η": "i", "θ": "th", "ξ": "x", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps",
           "ω": "o"},
}  # fmt: skip
_AT_START = {
    "uk": {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"},
    "el": {"μπ": "b"},
}
_GREEK_ACCENT = regex.compile("[\u0300\u0301\u0342\u0313\u0314\u0345]")
_GREEK_VOICELESS = regex.compile(r"(?<=[αεηΑΕΗ])([υΥ])(?=[θκξπσςτφχψ]|\b)", regex.IGNORECASE)
_NOT_ASCII = regex.compile(r"[[\p{L}\p{M}\p{N}\p{P}]--\p{ASCII}]+", regex.VERSION1)
_APOSTROPHES = str.maketrans("", "", "'`\"")


def plain_letters(text: str, language: str) -> str:
    """The text in A to Z with the case of the source; `language` is a language subtag, or ""."""
    if regex.search(r"\p{sc=Grek}", text):
        language, text = "el", _plain_greek(text)
    if table := _TABLES.get(language):
        text = _replace(text, table, _AT_START.get(language, {}))
    return _NOT_ASCII.sub(lambda found: anyascii(found[0]).translate(_APOSTROPHES), text)


def _replace(text: str, table: dict[str, str], at_start: dict[str, str]) -> str:
    keys = sorted({*table, *at_start}, key=len, reverse=True)
    pattern = regex.compile(rf"(\b)?({'|'.join(map(regex.escape, keys))})", regex.IGNORECASE)

    def spelling(found: "regex.Match[str]") -> str:
        key = found[2].lower()
        new = at_start.get(key) if found[1] is not None else None
        if new is None:
            new = table.get(key, key)
        if found[2] == key or not new:
            return new
        # ÖZ is OEZ, Özil is Oezil: one letter tells nothing, so its neighbours do.
        rest = text[found.end() : found.end() + 1] or text[max(found.start() - 1, 0) : found.start()]
        return new.upper() if found[2].isupper() and rest.isupper() else new[0].upper() + new[1:]

    return pattern.sub(spelling, text)


def _plain_greek(text: str) -> str:
    """Without accents (Γιώργος, but αϋ stays two vowels), and υ as f before a voiceless sound: Ευθύμιος Efthymios."""
    spread = unicodedata.normalize("NFD", text)
    bare = unicodedata.normalize("NFC", _GREEK_ACCENT.sub("", spread))
    return _GREEK_VOICELESS.sub(lambda found: "f" if found[0] == "υ" else "F", bare)
