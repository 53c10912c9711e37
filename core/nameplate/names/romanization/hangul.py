"""Hangul by Revised Romanization. Source: South Korea's Ministry of Culture, proclamation 2000-8, names in 3.4."""

import regex

_INITIALS = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ")
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ")
_BEFORE_VOWEL = {1: "g", 7: "d", 8: "r", 17: "b", 19: "s", 20: "ss", 22: "j", 23: "ch", 24: "k", 25: "t", 26: "p"}
_SILENT_INITIAL, _FINAL_R, _INITIAL_R = 11, 8, 5
_FIRST, _SYLLABLES = 0xAC00, regex.compile(r"[\uAC00-\uD7A3]+")
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
) | {"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"}
_WHOLE_NAME = range(3, 5)


def revised_romanization(text: str) -> str:
    """The text with its Hangul romanized, each word with a capital; other text stays.

    A word of three or four syllables that begins with a surname is a whole name and becomes two words. Sounds don't
    change across syllables in names (한복남 is Han Boknam).
    """
    return _SYLLABLES.sub(lambda found: " ".join(map(_word, _split(found[0]))), text)


def _split(word: str) -> list[str]:
    for size in (2, 1):
        if len(word) in _WHOLE_NAME and word[:size] in _SURNAMES:
            return [word[:size], word[size:]]
    return [word]


def _word(word: str) -> str:
    parts, final = [], 0
    for syllable in word:
        initial, rest = divmod(ord(syllable) - _FIRST, 588)
        parts.append(_join(final, initial) + _VOWELS[rest // 28])
        final = rest % 28
    return ("".join(parts) + _FINALS[final]).capitalize()


def _join(final: int, initial: int) -> str:
    """What stands between two vowels: the final consonant of one syllable and the initial one of the next."""
    if initial == _SILENT_INITIAL:
        return _BEFORE_VOWEL.get(final, _FINALS[final])
    if (final, initial) == (_FINAL_R, _INITIAL_R):
        return "ll"
    return _FINALS[final] + _INITIALS[initial]
