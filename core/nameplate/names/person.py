"""A person's name as parts, in CLDR's words: `PersonName`. Source: UTS #35 part 8, Person Name Object."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from nameplate.errors import RuleError
from nameplate.names.casing import capitalize_first, upper_name
from nameplate.names.patterns import Field
from nameplate.names.scripts import first_script
from nameplate.names.segments import first_cluster, words, words_and_hyphens

FIELDS = ("title", "given", "given2", "surname", "surname2", "generation", "credentials")
MODIFIERS = frozenset("informal prefix core initial monogram allCaps initialCap retain genitive vocative".split())
_INITIAL, _MONOGRAM, _ALL_CAPS, _INITIAL_CAP = "initial", "monogram", "allCaps", "initialCap"


@dataclass(frozen=True, slots=True)
class Style:
    """What a value's modifiers need to know: the two initial patterns of a locale, and the language for capitals."""

    initial: str
    initial_sequence: str
    language: str


@dataclass(frozen=True)
class PersonName:
    """A name to format.

    Args:
        fields: Texts by CLDR's field keys, `given`, `given-informal`, `given2`, `surname`, `surname-prefix`,
            `surname-core`, `surname2`, `title`, `generation`, `credentials`, or any of them with modifiers. White
            space is evened out and empty texts are as good as absent.
        locale: The locale that the name is in, BCP 47 or with underscores; None or one that can't be read means
            that the name's script decides.
        preferred_order: `givenFirst` or `surnameFirst`, if the person says so.

    Raises:
        RuleError: A field's key is not one of CLDR's.
    """

    fields: Mapping[str, str]
    locale: str | None = None
    preferred_order: str | None = None
    script: str = field(init=False, repr=False, compare=False)
    _supplied: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        supplied: dict[str, list[tuple[frozenset[str], str]]] = {}
        for key, value in self.fields.items():
            name, modifiers = _field(key)
            if text := " ".join(value.split()):
                supplied.setdefault(name, []).append((modifiers, text))
        object.__setattr__(
            self, "_supplied", {name: ordered for name, entries in supplied.items() if (ordered := _ordered(entries))}
        )
        object.__setattr__(self, "script", first_script(self.value(_SURNAME, _BARE), self.value(_GIVEN, _BARE)))

    @property
    def has_surname(self) -> bool:
        """Whether there is a surname, whole or in parts."""
        return "surname" in self._supplied

    @property
    def has_name(self) -> bool:
        """Whether there is a given name or a surname."""
        return not self._supplied.keys().isdisjoint(("given", "surname"))

    def as_surname(self) -> Self:
        """The mononym that stands where a surname is expected: its given name is its surname."""
        return self._moved("given", "surname")

    def as_given(self) -> Self:
        """The surname that stands where only a given name would be shown."""
        return self._moved("surname", "given")

    def value(self, wanted: Field, style: Style) -> str:
        """What the field shows: the supplied text that is nearest to `wanted`, with the modifiers that it lacks."""
        for modifiers, text in self._supplied.get(wanted.name, ()):
            if modifiers <= wanted.modifiers:
                left = wanted.modifiers - modifiers
                return _modified(text, left, style) if left else text
        return ""

    def _moved(self, source: str, target: str) -> Self:
        fields = {}
        for key, text in self.fields.items():
            name, *modifiers = key.replace("_", "-").split("-")
            if name == source:
                fields["-".join([target, *modifiers])] = text
            elif name != target:
                fields[key] = text
        return type(self)(fields, self.locale, self.preferred_order)


_BARE = Style("{0}", "{0}{1}", "")
_SURNAME, _GIVEN = Field("surname", frozenset()), Field("given", frozenset())


@lru_cache(1024)
def _field(key: str) -> Field:
    name, *modifiers = key.replace("_", "-").split("-")
    if name not in FIELDS or not MODIFIERS.issuperset(modifiers):
        raise RuleError(
            f"A name has no field `{key}`.",
            remedy=f"The fields are {', '.join(FIELDS)}, each with modifiers, as `surname-prefix` or `given-informal`.",
        )
    return Field(name, frozenset(modifiers))


def _ordered(entries: list[tuple[frozenset[str], str]]) -> tuple[tuple[frozenset[str], str], ...]:
    """The entries of a field, those with most modifiers first; prefix, core and plain made consistent.

    Source: UTS #35 part 8, Handle core and prefix.
    """
    if len(entries) == 1 and not entries[0][0]:
        return tuple(entries)
    texts = dict(entries)
    plain, prefix, core = frozenset[str](), frozenset({"prefix"}), frozenset({"core"})
    if core not in texts:
        texts.pop(prefix, None)
    elif plain in texts and prefix not in texts:
        del texts[core]
    elif plain not in texts:
        texts[plain] = " ".join(filter(None, [texts.get(prefix), texts[core]]))
    return tuple(sorted(texts.items(), key=lambda entry: -len(entry[0])))


def _modified(text: str, modifiers: frozenset[str], style: Style) -> str:
    """The text with the modifiers that the name itself did not supply; cases and informality have no rule."""
    if "prefix" in modifiers:
        return ""
    if _INITIAL in modifiers:
        text = _initials(text, style, retain="retain" in modifiers)
    elif _MONOGRAM in modifiers:
        text = first_cluster(text)
    if _ALL_CAPS in modifiers:
        return upper_name(text, style.language)
    return capitalize_first(text, style.language) if _INITIAL_CAP in modifiers else text


def _initials(text: str, style: Style, *, retain: bool) -> str:
    """`M. B.` of `Mary Beth`; with `retain`, `A.-M.` of `Anne-Marie`. Source: UTS #35 part 8, Derive initials."""
    groups = words_and_hyphens(text) if retain else [[word] for word in words(text)]
    first, *rest = ["-".join(_initial(word, style) for word in group) for group in groups] or [""]
    for initial in rest:
        first = style.initial_sequence.replace("{0}", first).replace("{1}", initial)
    return first


def _initial(word: str, style: Style) -> str:
    return style.initial.replace("{0}", first_cluster(word))
