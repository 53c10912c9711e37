"""Spellings made comparable, and made fit for a message."""

import re
import unicodedata

LONGEST = 200
"""Characters of a text that is looked at; no territory, zone or language is longer."""

_SHOWN = 60
_SAINT = re.compile(r"\bst\b\.?")
_UNDECOMPOSED = str.maketrans(
    {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)


def fold(text: str) -> str:
    """`text` without case, diacritics, spaces and punctuation: "Côte d'Ivoire" and "COTE D IVOIRE" are one.

    "&" reads "and", "St." reads "saint". Folding twice changes nothing.
    """
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
    spelled = _SAINT.sub("saint ", lowered.replace("&", " and "))
    return unicodedata.normalize("NFC", "".join(filter(_is_kept, unicodedata.normalize("NFKD", spelled))))


def short_key(text: str) -> str:
    """The key of a name that without its diacritics would look like a code ("Áo", "Ý"): lower case, nothing else."""
    return unicodedata.normalize("NFC", text).casefold()


def _is_kept(character: str) -> bool:
    # A mark of combining class 0 is a vowel in the scripts of South and Southeast Asia, not a diacritic.
    is_mark = unicodedata.category(character).startswith("M")
    return character.isalnum() or (is_mark and not unicodedata.combining(character))


def quoted(text: str) -> str:
    """`text` for a message: in quotation marks, control characters escaped, and cut when long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
