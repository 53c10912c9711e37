"""Builds a person's trace with the mapper that maps everybody: nothing is decided here a second time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nameplate.checking.explain.trace import (
    AttributeTrace,
    ClauseTrace,
    PersonTrace,
    RegionTrace,
    State,
    Verdict,
)
from nameplate.config import Config
from nameplate.errors import RecordError, RuleError
from nameplate.mapping import Chooser, Clause, CompiledRegion, Mapped, Mapper, RegionMapper, RuleFailed
from nameplate.mapping.reads import rule_reads
from nameplate.model import ATTRIBUTES, EVERYTHING, TEXT_FIELDS, BadRecord, Needs, SourceUser
from nameplate.plugins.fields import look_up, parse_path

LONGEST = 400
"""Characters of a value that are shown."""


def person_trace(
    config: Config, mapper: Mapper, connection: str, person: SourceUser | BadRecord, read_from: str
) -> PersonTrace:
    """The way of a person up to the payload."""
    mapped = mapper.map(person, connection)
    configured = config.connections[connection]
    region = mapper.region_mapper(connection, mapped.region) if mapped.region and not mapped.excluded else None
    return PersonTrace(
        connection=connection,
        connector=configured.connector,
        read_from=read_from,
        directory=configured.directory,
        scope=scope_words(config, connection),
        person=mapped.person,
        source_id=mapped.source_id,
        fields=fields_of(person),
        regions=region_traces(mapper.chooser(connection), person) if isinstance(person, SourceUser) else (),
        region=mapped.region,
        mapping=region.mapping.family.name if region else "",
        attributes=attribute_traces(region, person, mapped) if region and isinstance(person, SourceUser) else (),
        blocked=mapped.blocked,
        excluded=mapped.excluded,
        findings=mapped.findings,
    )


def scope_words(config: Config, connection: str) -> str:
    """The scope of a connection as the file has it."""
    scope = config.connections[connection].scope
    parts = [f"groups: {', '.join(scope.groups)}"] if scope.groups else []
    parts += [f"{key}: {value}" for key, value in scope.values.items()]
    return "; ".join(parts) or "everybody"


def fields_of(person: SourceUser | BadRecord) -> Mapping[str, str]:
    """What is known of a person, by field, without what is empty."""
    if isinstance(person, BadRecord):
        known = {"id": person.id, "user_name": person.user_name, "email": person.email, "display_name": person.name}
        return {name: value for name, value in known.items() if value} | {"active": _word(person.active)}
    found = {name: getattr(person, name) for name in TEXT_FIELDS if getattr(person, name)}
    found["active"] = _word(person.active)
    if person.groups:
        found["groups"] = ", ".join(person.groups)
    return found | {f"custom.{name}": value for name, value in person.custom.items() if value}


def _word(active: bool | None) -> str:  # noqa: FBT001 -- a field of the source
    return {True: "true", False: "false", None: "unknown"}[active]


def region_traces(chooser: Chooser, person: SourceUser) -> tuple[RegionTrace, ...]:
    """Every region in order; those behind the one that matches are not asked."""
    traces: list[RegionTrace] = []
    decided = False
    for compiled in chooser.regions:
        trace = _unasked(compiled) if decided else _asked(compiled, person)
        decided = decided or trace.verdict in {Verdict.HOLDS, Verdict.BROKEN}
        traces.append(trace)
    return tuple(traces)


def _unasked(compiled: CompiledRegion) -> RegionTrace:
    clauses = tuple(ClauseTrace(one.key, one.patterns, "", Verdict.UNASKED) for one in compiled.clauses)
    return RegionTrace(compiled.region.name, Verdict.UNASKED, clauses, compiled.region.mapping, compiled.region.exclude)


def _asked(compiled: CompiledRegion, person: SourceUser) -> RegionTrace:
    clauses: list[ClauseTrace] = []
    verdict = Verdict.HOLDS
    for clause in compiled.clauses:
        one = _clause(clause, person)
        clauses.append(one)
        if verdict is Verdict.HOLDS:
            verdict = one.verdict
    return RegionTrace(compiled.region.name, verdict, tuple(clauses), compiled.region.mapping, compiled.region.exclude)


def _clause(clause: Clause, person: SourceUser) -> ClauseTrace:
    try:
        holds = clause.holds(person)
        value = clause.value(person)
    except RuleError as error:
        return ClauseTrace(clause.key, clause.patterns, "", Verdict.BROKEN, error.message)
    shown = ", ".join(value) if isinstance(value, tuple) else str(value)
    return ClauseTrace(clause.key, clause.patterns, shown, Verdict.HOLDS if holds else Verdict.FAILS)


def attribute_traces(region: RegionMapper, person: SourceUser, mapped: Mapped) -> tuple[AttributeTrace, ...]:
    """Every attribute: what its rule gave, and what became of that."""
    context = region.mapping.at(region.place)
    context.begin(person)
    chosen = dict(mapped.chosen)
    traces = []
    for attribute, value in zip(ATTRIBUTES, mapped.values, strict=True):
        name = attribute.name
        findings = tuple(found for found in mapped.findings if found.attribute == name)
        trace = AttributeTrace(name, attribute.path, State.UNMANAGED, value=value, findings=findings)
        if info := region.mapping.infos.get(name):
            trace = replace(
                trace,
                rule=info.address,
                chain=info.chain,
                helpers=tuple(helpers(region, name)),
                reads=tuple(reads(info.reads, person)),
            )
            try:
                given = context.value(name)
                state = State.KEPT if given is None else _state(value)
            except RuleFailed:
                given, state = None, State.FAILED
            trace = replace(trace, given=given, state=state)
        elif value is not None:
            trace = replace(trace, state=_state(value))
        if name in chosen:
            reason = next((found.message for found in findings if found.code == "NP518"), "")
            state = State.REFUSED if value is None else State.CHOSEN
            trace = replace(trace, state=state, rule=chosen[name], reason=reason)
        traces.append(trace)
    return tuple(traces)


def helpers(region: RegionMapper, attribute: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The helper blocks that a rule calls, and the addresses of each."""
    mapping = region.mapping
    for name in sorted(rule_reads(mapping.environment, mapping.family, attribute).blocks - {attribute}):
        if name in mapping.infos:
            yield name, mapping.infos[name].chain


def _state(value: str | None) -> State:
    if value is None:
        return State.REFUSED
    return State.SENT if value else State.CLEARED


def reads(needs: Needs, person: SourceUser) -> Iterator[tuple[str, str]]:
    """What a rule reads, with the person's values; "(everything)" where it reads the whole person or record."""
    for name in sorted(needs.fields):
        if name == EVERYTHING:
            yield "user", "(everything)"
        elif name == "groups":
            yield name, ", ".join(person.groups)
        elif name == "active":
            yield name, _word(person.active)
        elif name == "custom.*":
            yield from ((f"custom.{key}", value) for key, value in sorted(person.custom.items()))
        elif name.startswith("custom."):
            yield name, person.custom.get(name.removeprefix("custom."), "")
        else:
            yield name, getattr(person, name)
    for path in sorted(needs.raw):
        yield (f"raw.{path}", _raw(path, person)) if path != EVERYTHING else ("raw", "(everything)")


def _raw(path: str, person: SourceUser) -> str:
    try:
        value = look_up(person.raw, parse_path(path))
    except (RecordError, ValueError):
        return ""
    return "" if value is None else str(value)[:LONGEST]
