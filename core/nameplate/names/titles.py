"""Capitals in names that came in one case: `title_name`."""

import regex

from nameplate.names.casing import capitalize_first, language_of, lower_name, upper_name
from nameplate.names.scripts import script
from nameplate.names.subtags import parse_locale

PARTICLES = frozenset(
    (
        "af av bin bint binti da das de dei del della den der des di do dos du el e ibn la las le los of op 't te ten "
        "ter the und uit van vande vanden vander vom von y zu zum zur"
    ).split()
)
_NO_PARTICLES = frozenset({"it", "vi", "ja", "ko", "zh", "id", "ms"})
_ELISIONS = frozenset({"d", "dell", "l"})
_NUMERAL = regex.compile(r"(?:VI{0,3}|I[XV]|I{2,3})\.?")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’]+(?:\.(?=\p{L}))?")
_APOSTROPHE = regex.compile(r"(['’])")
_TWO_INITIALS = 2
_MC = "mc"


def title_name(text: str, language: str = "") -> str:
    """The name with the capitals that a name has: McDonald, van den Berg, O'Brien, d'Artagnan.

    Only words that are all capitals or all small are changed: DeShawn stays, and AJ before another word. Other
    scripts than Latin stay as they are. Particles are small before another word (in Belgium and in Italian they have
    a capital).

    Args:
        text: A name, or a part of one.
        language: The BCP 47 tag of its language, or "".
    """
    if script(text) != "Latn":
        return text
    words = _WORD.findall(text)
    lasts, shouted = len(words), text == upper_name(text, language)
    position = 0

    def recased(found: "regex.Match[str]") -> str:
        nonlocal position
        position += 1
        return _word(found[0], language, last=position == lasts, first=position == 1, shouted=shouted)

    return _WORD.sub(recased, text)


def _word(word: str, language: str, *, first: bool, last: bool, shouted: bool) -> str:
    small = lower_name(word, language)
    if word not in {small, upper_name(word, language)}:
        return word
    if last and not first and _NUMERAL.fullmatch(upper_name(word)) and word.isupper():
        return word
    code = language_of(language)
    if small in PARTICLES and not last and code not in _NO_PARTICLES:
        return capitalize_first(small, language) if first and _is_belgian(language) else small
    if first and not last and not shouted and len(word) == _TWO_INITIALS and word.isupper():
        return word
    return _with_inner_capitals(small, language, code)


def _with_inner_capitals(small: str, language: str, code: str) -> str:
    head, *rest = _APOSTROPHE.split(small)
    if rest and rest[1]:
        tail = "".join(
            part if number % 2 == 0 else _with_inner_capitals(part, language, code) for number, part in enumerate(rest)
        )
        if head in _ELISIONS and code not in _NO_PARTICLES:
            return (head if head == "d" else capitalize_first(head, language)) + tail
        return capitalize_first(head, language) + (tail if len(rest[1]) > 1 else "".join(rest))
    if small.startswith(_MC) and len(small) > len(_MC) + 1:
        return "Mc" + capitalize_first(small[len(_MC) :], language)
    return capitalize_first(small, language)


def _is_belgian(language: str) -> bool:
    locale = parse_locale(language)
    return locale is not None and locale.region == "BE"
