"""One region of one connection: from a source user to a payload, with findings where a rule or a value fails."""

from collections.abc import Sequence

import msgspec

from nameplate.config.models import Region
from nameplate.errors import RuleError
from nameplate.findings import Finding, finding
from nameplate.mapping.chosen_names import ChosenName
from nameplate.mapping.fusing import MapPerson, fuse, lowered
from nameplate.mapping.rules import BlockContext, CompiledMapping, Place, RuleFailed, RuleStopped
from nameplate.model import ATTRIBUTES, SourceUser, Values, validate
from nameplate.model.attributes import ACTIVE, INDEX, NAMES
from nameplate.model.validation import passes_unchanged

NOTHING: Values = (None,) * len(ATTRIBUTES)
NEEDED = frozenset({attribute.name for attribute in ATTRIBUTES if attribute.required} | {"active"})
"""Attributes whose rule must not fail: without them the person is blocked."""


class Payload(msgspec.Struct, frozen=True, gc=False):
    """What the rules of a region give for one person."""

    values: Values
    findings: tuple[Finding, ...] = ()
    blocked: bool = False
    chosen: tuple[tuple[str, str], ...] = ()


class Rendered(msgspec.Struct, frozen=True, gc=False):
    """Values before validation."""

    values: Values
    findings: tuple[Finding, ...] = ()
    blocked: bool = False


class RegionMapper:
    """Maps the people of one region of one connection.

    Args:
        region: The region.
        mapping: Its mapping, compiled.
        connection: The connection's name.
    """

    def __init__(self, region: Region, mapping: CompiledMapping, connection: str) -> None:
        self.region = region
        self.mapping = mapping
        self.place = Place(connection, region.name, region.locale)
        self.addresses = tuple(mapping.infos[name].address if name in mapping.infos else "" for name in NAMES)
        self.attributes = frozenset(name for name, address in zip(NAMES, self.addresses, strict=True) if address)
        self._fast: MapPerson = self._fuse_first
        self._without: frozenset[str] = frozenset()
        self._single: dict[str, MapPerson] = {}
        self.managed = (*map(bool, self.addresses[:ACTIVE]), True)

    def payload(self, user: SourceUser, chosen: Sequence[ChosenName] = ()) -> Payload:
        """The validated payload for a person, chosen names put in."""
        fast = self.attempt(user)
        if fast is not None and not chosen and passes_unchanged(fast):
            return Payload(fast)
        return self.look_closely(user, fast, chosen)

    def attempt(self, user: SourceUser) -> Values | None:
        """The values of a person's rules before validation; None where a rule failed."""
        try:
            return self._fast(user)
        except Exception:  # noqa: BLE001 -- rendered rule by rule, for the findings
            return None

    def look_closely(self, user: SourceUser, fast: Values | None, chosen: Sequence[ChosenName] = ()) -> Payload:
        """The validated payload where there is something to say; `fast` is what an attempt gave."""
        rendered = self.render(user) if fast is None else Rendered(fast)
        values, addresses = list(rendered.values), list(self.addresses)
        findings = list(rendered.findings)
        for choice in chosen:
            values[choice.index], addresses[choice.index] = choice.value, choice.address
            findings = [found for found in findings if found.attribute != choice.attribute]
        checked, remarks, blocked = validate(tuple(values))
        findings.extend(_chosen(choice) for choice in chosen if checked[choice.index] is not None)
        findings.extend(_at(remark, addresses[INDEX[remark.attribute]]) for remark in remarks)
        blocked = blocked or (rendered.blocked and not (chosen and _only_chosen(rendered, chosen)))
        return Payload(
            checked, tuple(findings), blocked, tuple((choice.attribute, choice.address) for choice in chosen)
        )

    def _fuse_first(self, user: SourceUser) -> Values:
        """What stands for the fused function until it is needed."""
        self._fuse()
        return self._fast(user)

    def _fuse(self) -> None:
        """Write the fused function, without the rules that are stopped."""
        stopped = self._without = frozenset(self.mapping.stopped)
        if stopped & NEEDED:
            self._fast = _never
        else:
            self._fast = fuse(self.mapping, self.attributes, stopped).at(self.mapping.at(self.place))

    def render(self, user: SourceUser) -> Rendered:
        """Rule by rule; what a rule raises is a finding, and its attribute is not sent."""
        context = self.mapping.at(self.place)
        context.begin(user)
        values: list[str | None] = list(NOTHING)
        findings: list[Finding] = []
        blocked = False
        for index, name in enumerate(NAMES):
            if not self.addresses[index]:
                continue
            try:
                values[index] = self._value(context, user, name)
            except RuleFailed as error:
                blocked = blocked or name in NEEDED
                if not isinstance(error, RuleStopped) or name in NEEDED:
                    findings.append(error.finding)
        if not self.addresses[ACTIVE]:
            values[ACTIVE] = source_active(user.active)
        else:
            values[ACTIVE] = lowered(values[ACTIVE])
        if len(self.mapping.stopped) != len(self._without):
            self._fuse()
        return Rendered(tuple(values), tuple(findings), blocked)

    def _value(self, context: BlockContext, user: SourceUser, name: str) -> str | None:
        """A rule's value, by its part of the fused function; as a block where that fails, which gives the finding.

        A rule that goes over its budget is stopped for the whole run.
        """
        stopped = self.mapping.stopped.get(name)
        if stopped is not None:
            raise RuleStopped(stopped)
        try:
            return self._alone(name)(user)[INDEX[name]]
        except Exception:  # noqa: BLE001, S110 -- rendered again below, for the finding
            pass
        try:
            return context.value(name)
        except RuleStopped as error:
            self.mapping.stopped[name] = error.finding
            raise

    def _alone(self, name: str) -> MapPerson:
        """The fused function of one rule."""
        if name not in self._single:
            self._single[name] = fuse(self.mapping, {name}).at(self.mapping.at(self.place))
        return self._single[name]


def _never(user: SourceUser) -> Values:  # noqa: ARG001 -- a fused function's signature
    raise RuleError("a rule that everybody needs is stopped")


def source_active(active: bool | None) -> str | None:  # noqa: FBT001 -- a field of the source
    """The payload's `active` where no rule says it."""
    return None if active is None else "true" if active else "false"


def _at(remark: Finding, address: str) -> Finding:
    file, _, line = address.rpartition(":")
    return msgspec.structs.replace(remark, file=file, line=int(line or 0))


def _chosen(choice: ChosenName) -> Finding:
    file, _, line = choice.address.rpartition(":")
    until = f", until {choice.until}" if choice.until else ""
    return finding(
        "NP518",
        f"{choice.attribute} is as the person asked{': ' if choice.reason else ''}{choice.reason}{until}",
        attribute=choice.attribute,
        file=file,
        line=int(line),
    )


def _only_chosen(rendered: Rendered, chosen: Sequence[ChosenName]) -> bool:
    """Whether every rule that failed is one that a chosen name replaces."""
    names = {choice.attribute for choice in chosen}
    return all(found.attribute in names for found in rendered.findings if found.attribute in NEEDED)
