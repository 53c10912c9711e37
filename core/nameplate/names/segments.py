"""Words and grapheme clusters of a name (UAX #29), for its initials.

Khmer, Burmese, Thai, Lao and Chinese run words together; finding them takes a dictionary, which ICU has. With the
extra `names-icu` its word breaker is used; without it every Han character is a word, and the others' runs are one.
"""

from collections.abc import Callable, Iterable
from functools import cache

import regex

_CLUSTER = regex.compile(r"\X")
_HAN = r"\p{sc=Hani}"
_WORD = regex.compile(
    rf"{_HAN}|[[\p{{L}}\p{{N}}]--{_HAN}](?:[[\p{{L}}\p{{N}}\p{{M}}]--{_HAN}]|[\u200C\u200D]|['.’·״׳_](?=[\p{{L}}\p{{N}}]))*",
    regex.VERSION1,
)
_DICTIONARY = regex.compile(r"[\p{sc=Hani}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Thai}\p{sc=Laoo}]")


def first_cluster(text: str) -> str:
    """The first grapheme cluster, what a reader calls the first letter; "" of ""."""
    found = _CLUSTER.match(text)
    return found[0] if found else ""


def words(text: str) -> list[str]:
    """The words of a name, without what stands between them."""
    if _DICTIONARY.search(text) and (breaker := word_breaker()):
        return [word for word in breaker(text) if word[0].isalnum()]
    return _WORD.findall(text)


def words_and_hyphens(text: str) -> list[list[str]]:
    """Like `words`, but the parts of a hyphenated word together: `[["Anne", "Marie"], ["Rose"]]`."""
    return [words(part) for part in text.split()]


@cache
def word_breaker() -> Callable[[str], Iterable[str]] | None:
    """ICU's word breaker where the extra `names-icu` is installed, else None."""
    try:
        from icu4py.breakers import WordBreaker  # noqa: PLC0415 -- an optional extra
    except ImportError:
        return None
    return lambda text: WordBreaker(text, "root")
