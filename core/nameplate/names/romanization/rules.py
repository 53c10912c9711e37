"""Which rule spells which text: `romanize`, and `both_scripts` beside it."""

import unicodedata

import regex

from nameplate.errors import RuleError
from nameplate.names.romanization.han import pinyin
from nameplate.names.romanization.hangul import revised_romanization
from nameplate.names.romanization.kana import hepburn
from nameplate.names.romanization.letters import plain_letters
from nameplate.names.scripts import script, script_of, scripts_match
from nameplate.names.subtags import Locale, maximize, parse_locale

_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor", "Ethi"})
_CASELESS = frozenset({"Geor", "Ethi"})
_KANA = frozenset({"Hira", "Kana"})
_NOT_PINYIN = frozenset({"HK", "MO"})
_WORD_START = regex.compile(r"(?<![\p{L}\p{M}'])\p{Ll}")


class CannotRomanize(RuleError):
    """A text can't be spelt in Latin letters without knowing more; the remedy says what."""


def romanize(text: str, language: str = "", reading: str = "") -> str:
    """The text in the letters A to Z.

    Latin letters lose their marks (ä is ae in German, ø is oe in Danish), Hangul goes by Revised Romanization, kana
    by the Hepburn spelling of Japanese passports, Chinese by pinyin, Cyrillic and Greek by the tables of their
    languages. Han characters that are not said to be Chinese need a reading; so do scripts that don't write all
    vowels or words, such as Arabic and Thai.

    Args:
        text: A name or a part of one.
        language: The BCP 47 tag of its language, or "".
        reading: How it is read, in kana or any script that can be spelt; used only where the text can't be.

    Raises:
        CannotRomanize: The text can't be read.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    locale = parse_locale(language) or Locale("und")
    scripts = {code for code in map(script_of, text) if code != "Zzzz"}
    if scripts <= _ALPHABETS:
        return _finish(plain_letters(text, locale.language), text)
    if scripts <= _ALPHABETS | {"Hang"}:
        return _finish(plain_letters(revised_romanization(text), locale.language), text)
    if scripts <= _ALPHABETS | _KANA:
        return _finish(plain_letters(hepburn(text), locale.language), text)
    if reading.strip() and script(reading) != script(text):
        return romanize(reading, language)
    if scripts <= _ALPHABETS | {"Hani"} and _is_read_as_pinyin(locale):
        return _finish(plain_letters(pinyin(text), "zh"), text)
    raise _refusal(text, scripts, locale)


def both_scripts(native: str, latin: str) -> str:
    """Both spellings, `山田 太郎 (Yamada Taro)`; one of them where the other adds nothing.

    Args:
        native: The name in its own script.
        latin: The name in Latin letters.
    """
    native, latin = native.strip(), latin.strip()
    if not native or not latin:
        return native or latin
    own, other = script(native), script(latin)
    return native if not other or (own and scripts_match(own, other)) else f"{native} ({latin})"


def _is_read_as_pinyin(locale: Locale) -> bool:
    """Whether Han characters of this locale are Chinese; people of Hong Kong and Macau spell theirs otherwise."""
    return locale.language == "zh" and maximize(locale).region not in _NOT_PINYIN


def _finish(spelt: str, text: str) -> str:
    """Capitals at the start of words where the script has none, and single spaces."""
    if script(text) in _CASELESS:
        spelt = _WORD_START.sub(lambda found: found[0].upper(), spelt)
    return " ".join(spelt.split())


def _refusal(text: str, scripts: set[str], locale: Locale) -> CannotRomanize:
    if "Hani" in scripts:
        remedy = (
            "Give its reading (romanize(reading=user.phonetic_family_name)), or say language='zh' if it is Chinese."
        )
        if locale.language in {"zh", "yue"}:
            remedy = "Take the Latin spelling from the directory: in Hong Kong and Macau each person has their own."
        return CannotRomanize(f"`{text}` can't be read without a reading.", remedy=remedy)
    odd = ", ".join(sorted(scripts - _ALPHABETS))
    return CannotRomanize(
        f"`{text}` can't be spelt in Latin letters: its script ({odd}) doesn't tell how it sounds.",
        remedy="Give its reading (romanize(reading=…)), or take the Latin spelling from the directory.",
    )
