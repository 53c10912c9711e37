"""Kana in Latin letters, as Japanese passports have them (Hepburn without long marks).

Source: Ministry of Foreign Affairs of Japan, Hepburn table for passports: long o and u are written once (Ono, Yuko),
n before b, m and p is m (Homma), a doubled ch is tch. Kana can't tell a long vowel from two vowels that meet between
the parts of a name; the frequent cases are kept apart (Inoue, Matsuura), the rest can be given in Latin letters.
"""

import regex

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_KANA = {kana: consonant + vowel for consonant, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)}
_KANA |= {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu", "や": "ya", "ゆ": "yu",
          "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n", "ゔ": "vu"}  # fmt: skip
_SMALL_Y = dict(zip("ゃゅょ", "auo", strict=True))
_SMALL_VOWELS = dict(zip("ぁぃぅぇぉ", "aiueo", strict=True))
_TO_HIRAGANA = {ord(kana): ord(kana) - 0x60 for kana in map(chr, range(0x30A1, 0x30F7))}
_TO_KATAKANA = {low: high for high, low in _TO_HIRAGANA.items()}
_RUN = regex.compile(r"[\u3041-\u3096\u30A1-\u30FAー]+")
_SYLLABLE = regex.compile(r"っ+|ー|.[ゃゅょぁぃぅぇぉ]?")
_LONG_O = regex.compile(r"o(?:o(?!$)|u(?!e$))")
_TWO_VOWELS = regex.compile(r"nou(?=e)")
_LONG_U = regex.compile(r"(?<!ts)uu")


def hepburn(text: str) -> str:
    """The text with its kana romanized, each word with a capital; other text stays."""
    return _RUN.sub(lambda found: _word(found[0].translate(_TO_HIRAGANA)), text)


def katakana(text: str) -> str:
    """The text with hiragana as katakana."""
    return text.translate(_TO_KATAKANA)


def hiragana(text: str) -> str:
    """The text with katakana as hiragana."""
    return text.translate(_TO_HIRAGANA)


def _word(kana: str) -> str:
    result = ""
    for syllable in reversed(_SYLLABLE.findall(kana)):
        if syllable.startswith("っ"):
            result = ("t" if result.startswith("ch") else result[:1] if result[:1] not in "aeioun" else "") + result
        elif syllable == "ん" and result[:1] in ("b", "m", "p"):
            result = "m" + result
        elif syllable != "ー":
            result = _syllable(syllable) + result
    kept = _TWO_VOWELS.sub("no|u", result)
    return _LONG_U.sub("u", _LONG_O.sub("o", kept)).replace("|", "").capitalize()


def _syllable(kana: str) -> str:
    sound = _KANA.get(kana[0]) or _SMALL_VOWELS.get(kana[0]) or "y" + _SMALL_Y.get(kana[0], "")
    if len(kana) == 1:
        return sound
    stem = sound[:-1]
    if kana[1] in _SMALL_Y:
        return stem + ("" if stem in {"sh", "ch", "j"} else "y") + _SMALL_Y[kana[1]]
    return ("w" if sound == "u" else stem) + _SMALL_VOWELS[kana[1]]
