"""What the sample shows of each person: what Atlassian holds, the value now, the value with the edit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nameplate.findings import Finding
from nameplate.mapping import Mapped
from nameplate.model import ATTRIBUTES
from nameplate.reports.difference import Marked, mark
from nameplate.reports.labels import PROFILE_WORDS
from nameplate.web.workbench.edit import Version
from nameplate.web.workbench.held import Held, Key
from nameplate.web.workbench.people import Sampled

ALWAYS = frozenset({"display_name"})


@dataclass(frozen=True)
class Cell:
    """A value: marked text, or `word` where there is none (`left as it is`, `cleared`…), "" while there are errors."""

    marked: Marked | None = None
    word: str = ""


@dataclass(frozen=True)
class AttributeRow:
    """One attribute of one person."""

    word: str
    held: Cell
    now: Cell
    then: Cell
    changed: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class PersonRow:
    """One person of the sample; `findings` are those on no attribute."""

    person: str
    email: str
    region: str
    connection: str
    source: str
    attributes: tuple[AttributeRow, ...]
    findings: tuple[Finding, ...]
    blocked: bool
    excluded: bool

    @property
    def changed(self) -> bool:
        """Whether the edit changes anything."""
        return any(row.changed for row in self.attributes)


def rows(people: Sequence[Sampled], now: Version, then: Version, held: Mapping[Key, Held]) -> list[PersonRow]:
    """The people with the attributes that the mapping decides, or that change for one of them."""
    pairs = [(one, mapped(now, one), mapped(then, one)) for one in people]
    shown = ALWAYS | now.relevant | then.relevant | {name for _, a, b in pairs for name in differing(a, b)}
    return [row(one, before, after, held.get((one.connection, one.person.id)), shown) for one, before, after in pairs]


def mapped(version: Version, one: Sampled) -> Mapped | None:
    """The person as a version maps them; None where it can't be compiled."""
    return version.mapper.map(one.person, one.connection) if version.mapper else None


def differing(now: Mapped | None, then: Mapped | None) -> set[str]:
    """The attributes that differ."""
    if now is None or then is None:
        return set()
    zipped = zip(ATTRIBUTES, now.values, then.values, strict=True)
    return {attribute.name for attribute, before, after in zipped if before != after}


def row(one: Sampled, now: Mapped | None, then: Mapped | None, held: Held | None, shown: frozenset[str]) -> PersonRow:
    """One person."""
    either = then or now
    findings = either.findings if either else ()
    return PersonRow(
        one.person.person,
        one.person.email or one.person.user_name,
        either.region if either else "",
        one.connection,
        held.source if held else "",
        tuple(
            attribute_row(index, now, then, held, findings)
            for index, attribute in enumerate(ATTRIBUTES)
            if attribute.name in shown and not (either and either.excluded)
        ),
        tuple(found for found in findings if found.attribute not in shown),
        blocked=bool(either and either.blocked),
        excluded=bool(either and either.excluded),
    )


def attribute_row(
    index: int, now: Mapped | None, then: Mapped | None, held: Held | None, findings: Sequence[Finding]
) -> AttributeRow:
    """One attribute, with what the edit changes marked."""
    name = ATTRIBUTES[index].name
    before, after = (now.values[index] if now else None), (then.values[index] if then else None)
    changed = now is not None and then is not None and before != after
    left, right = mark(before or "", after or "") if changed else (plain(before), plain(after))
    mine = tuple(found for found in findings if found.attribute == name)
    return AttributeRow(
        PROFILE_WORDS[name],
        held_cell(name, held),
        cell(now, before, left),
        cell(then, after, right),
        changed,
        mine,
    )


def plain(text: str | None) -> Marked:
    """The text without a mark."""
    return Marked(text or "", "", "")


def cell(mapped: Mapped | None, value: str | None, marked: Marked) -> Cell:
    """A value that the rules give."""
    if mapped is None:
        return Cell()
    if value is None:
        return Cell(word="left as it is")
    return Cell(marked) if value else Cell(word="cleared")


def held_cell(name: str, held: Held | None) -> Cell:
    """A value that Atlassian holds."""
    if held is None:
        return Cell(word="not known")
    if not held.exists:
        return Cell(word="no account")
    if name not in held.values:
        return Cell(word="not known")
    value = held.values[name]
    return Cell(plain(value)) if value else Cell(word="(none)")
