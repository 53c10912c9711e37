"""`format_name`: a name as a locale writes it. Source: UTS #35 part 8, Formatting Process."""

from dataclasses import dataclass
from functools import lru_cache

import regex

from nameplate.errors import RuleError
from nameplate.names.data import FORMALITIES, LENGTHS, ORDERS, USAGES, Profile, subtags
from nameplate.names.patterns import Field, Pattern, choose
from nameplate.names.person import PersonName, Style
from nameplate.names.scripts import UNKNOWN, scripts_match
from nameplate.names.subtags import Locale, maximize, parents, parse_locale, profile_of, root_profile

_SPACES = regex.compile(" +")
_HAN_LANGUAGES = frozenset({"ja", "zh", "yue"})
_CAPITALS = frozenset({"allCaps"})


@dataclass(frozen=True, slots=True)
class Plan:
    """All that formatting needs and that many names share."""

    patterns: tuple[Pattern, ...]
    style: Style
    space: str


def format_name(
    name: PersonName,
    locale: str,
    *,
    order: str | None = None,
    length: str | None = None,
    usage: str | None = None,
    formality: str | None = None,
    surname_caps: bool = False,
) -> str:
    """The name as `locale` writes it, by CLDR's data.

    A name in another script than the locale's is written as its own language, or the usual language of that script,
    writes it.

    Args:
        name: The name.
        locale: Whose custom to follow, BCP 47 or with underscores.
        order: `givenFirst`, `surnameFirst`, `sorting`, or `native`: what the name's own language has. None: the
            name's preference, else what the locale does with names of that language.
        length: `long`, `medium` or `short`. None: the locale's usual.
        usage: `referring`, `addressing` or `monogram`. None: `referring`.
        formality: `formal` or `informal`. None: the locale's usual.
        surname_caps: Whether to write the surname in capitals.

    Raises:
        RuleError: The locale can't be read, or an option is not one of the words above.
    """
    plan = _plan(name.script, name.locale, name.preferred_order, locale, order, length, usage, formality)
    text = _fill(name, plan, surname_caps=surname_caps)
    if not text and name.has_surname:
        text = _fill(name.as_given(), plan, surname_caps=False)
    return _SPACES.sub(plan.space, text)


def initials(name: PersonName, locale: str) -> str:
    """The initials of a name as the locale writes a monogram: `TS` of Thomas Smith, 太 of 山田太郎.

    Raises:
        RuleError: The locale can't be read.
    """
    return format_name(name, locale, length="long", usage="monogram", formality="informal")


def _fill(name: PersonName, plan: Plan, *, surname_caps: bool) -> str:
    candidates = []
    for pattern in plan.patterns:
        person = name if name.has_surname or not pattern.lacks_given else name.as_surname()
        fields = [_in_capitals(field) for field in pattern.fields] if surname_caps else pattern.fields
        candidates.append((pattern, [person.value(field, plan.style) for field in fields]))
    pattern, values = candidates[0] if len(candidates) == 1 else choose(candidates)
    return pattern.fill(values)


def _in_capitals(field: Field) -> Field:
    return Field(field.name, field.modifiers | _CAPITALS) if field.name.startswith("surname") else field


@lru_cache(4096)
def _plan(  # noqa: PLR0913, PLR0917 -- the cache's key
    script: str,
    name_locale: str | None,
    preferred: str | None,
    locale: str,
    order: str | None,
    length: str | None,
    usage: str | None,
    formality: str | None,
) -> Plan:
    own = _name_locale(name_locale)
    formatter = parse_locale(locale)
    if formatter is None:
        raise RuleError(f"`{locale}` is not a locale.", remedy="Write a language tag, like ja-JP or zh-Hant-TW.")
    written = _written_locale(own, script)
    target, profile = _formatting_locale(maximize(formatter), written, script)
    order = _word("order", order, (*ORDERS, "native"))
    usage = _word("usage", usage, USAGES) or "referring"
    if order == "sorting" and usage != "referring":
        order, usage = (None, usage) if usage == "monogram" else (order, "referring")
    order = _order(order, _word("preferred order", preferred, ORDERS[:2]), own or written, profile)
    length = _word("length", length, LENGTHS) or profile.length
    formality = _word("formality", formality, FORMALITIES) or profile.formality
    return Plan(
        profile.patterns(order, length, usage, formality),
        Style(
            profile.initial,
            profile.initial_sequence,
            written.language if own and _at_home(own, script) else target.language,
        ),
        profile.native_space if _same_spaces(target.language, written.language) else profile.foreign_space,
    )


def _name_locale(tag: str | None) -> Locale | None:
    """The locale that a name says it is in; `und-JP` says Japanese."""
    locale = parse_locale(tag) if tag else None
    if locale is None or locale == Locale("und"):
        return None
    return maximize(locale) if locale.language == "und" else locale


def _written_locale(own: Locale | None, script: str) -> Locale:
    """The name's locale with the script that it is written in."""
    if own is None:
        return maximize(Locale("und", "" if script == UNKNOWN else script))
    full = maximize(own)
    return full if script == UNKNOWN or scripts_match(script, full.script) else full._replace(script=script)


def _formatting_locale(formatter: Locale, written: Locale, script: str) -> tuple[Locale, Profile]:
    """The locale to format with, and its data: the asked one unless the name is in another script.

    Where neither has data, the language that is usual for the script stands in: English for a Japanese name in
    Latin letters, as in ICU; by the letter of the specification it would be `ja-Latn`, which has none.
    """
    known = str(Locale(formatter.language)) in subtags()["likely"]
    if script == UNKNOWN or not known or scripts_match(script, formatter.script):
        return formatter, profile_of(formatter) or root_profile()
    if profile := profile_of(written):
        return written, profile
    usual = maximize(Locale("und", script))._replace(region=written.region)
    return usual, profile_of(usual) or root_profile()


def _order(asked: str | None, preferred: str | None, own: Locale, profile: Profile) -> str:
    """The order of a name. Source: UTS #35 part 8, Derive the name order."""
    if asked == "native":
        return "surnameFirst" if own.language in subtags()["surname_first"].split() else "givenFirst"
    if chosen := asked or preferred:
        return chosen
    for locale in parents(own):
        for candidate in (str(locale), str(locale._replace(language="und"))):
            if candidate in profile.given_first:
                return "givenFirst"
            if candidate in profile.surname_first:
                return "surnameFirst"
    return "givenFirst"


def _word(option: str, value: str | None, words: tuple[str, ...]) -> str | None:
    """The option's value as CLDR spells it; snake case is accepted.

    Raises:
        RuleError: It is none of `words`.
    """
    if value is None:
        return None
    spelling = {word.lower(): word for word in words}
    found = spelling.get(value.replace("_", "").lower())
    if found is None:
        raise RuleError(f"`{value}` is not a name's {option}.", remedy=f"Write one of {', '.join(words)}.")
    return found


def _at_home(own: Locale, script: str) -> bool:
    """Whether the name is in the script of its own language, whose rules for capitals then hold."""
    return scripts_match(script, maximize(own).script)


def _same_spaces(one: str, other: str) -> bool:
    return one == other or {one, other} <= _HAN_LANGUAGES
