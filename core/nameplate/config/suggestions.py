"""Did you mean …?"""

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12
"""How many possible words a remedy lists."""


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice that `word` was probably meant to be, or ""."""
    by_folded = {choice.casefold().replace("-", "_"): choice for choice in choices}
    found = get_close_matches(word.casefold().replace("-", "_"), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A remedy: the closest choice, or what there is to choose from, or ""."""
    offered = list(choices)
    if guess := closest(word, offered):
        return f"Did you mean `{guess}`?"
    if not offered:
        return ""
    listed = ", ".join(f"`{choice}`" for choice in offered[:SHOWN])
    return f"Known here: {listed}{' and more' if len(offered) > SHOWN else ''}."
