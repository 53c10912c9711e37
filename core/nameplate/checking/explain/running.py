"""Explains a person: one preview of everybody, watched."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nameplate.checking.explain.building import person_trace, scope_words
from nameplate.checking.explain.trace import AttributeTrace, Explained, Looked, PersonTrace, PlanTrace
from nameplate.checking.explain.trial import TrialMapper, trial_of
from nameplate.checking.explain.watching import Watch, WatchedParts
from nameplate.checking.passing import passing_folder
from nameplate.config import Config, Scope
from nameplate.errors import NameplateError
from nameplate.mapping import Mapper, compile_mappings
from nameplate.mapping.chosen_names import ChosenNames, read_chosen_names
from nameplate.model import ATTRIBUTES, Account, Action, Change, Progress, Quiet
from nameplate.model.attributes import INDEX
from nameplate.planning import GuardVerdict, Plan, PreviewOptions, preview
from nameplate.planning.guards import BUILT_IN
from nameplate.planning.opening import RealParts, against_sandbox
from nameplate.plugins import Plugins
from nameplate.reading import open_source


@dataclass(frozen=True)
class Question:
    """Who is asked about, and with which mapping in place of their region's; `sandbox` stands for the directories."""

    address: str
    mapping: Path | None = None
    sandbox: Path | None = None
    connections: tuple[str, ...] = ()


def explain(config: Config, plugins: Plugins, question: Question, progress: Progress | None = None) -> Explained:
    """Everybody who answers to the address, each with their whole way; nothing that is written stays.

    An address that only Atlassian knows is looked up there, and its person explained.

    Raises:
        ConfigurationError: A mapping can't be compiled.
    """
    if question.sandbox is not None:
        config = against_sandbox(config, question.sandbox)
    explained, others = _asked(config, plugins, question, progress)
    if explained.people or not others:
        return explained
    again, _ = _asked(config, plugins, replace(question, address=others[0]), progress)
    return replace(again if again.people else explained, asked=question.address)


def _asked(
    config: Config, plugins: Plugins, question: Question, progress: Progress | None
) -> tuple[Explained, tuple[str, ...]]:
    """Who answers to the address in the source; and the source ids of who answers to it at Atlassian."""
    watch = Watch(question.address)
    mapper = compile_mappings(config, plugins)
    shown, planning = _mappers(config, plugins, question, mapper, watch)
    parts = WatchedParts(RealParts(config, plugins, planning, progress or Quiet()), watch)
    with passing_folder(config.file.parent) as folder:
        options = PreviewOptions(mapper=planning, cache=False)
        out = Path(folder) / "plan.db"
        with asyncio.run(preview(config, plugins, out=out, options=options, progress=progress, parts=parts)) as plan:
            people = tuple(_people(config, plugins, shown, watch, plan, question.connections))
            looked = tuple(_looked(config, plan))
            others = tuple(one.source_id for one in plan.changes(users=[watch.asked]) if one.source_id)
    if people:
        return Explained(question.address, people, looked), ()
    accounts = [(name, account) for name, found in watch.accounts.items() for account in found]
    explained = Explained(
        question.address,
        (),
        looked,
        watch.near,
        tuple(asyncio.run(_out_of_scope(config, plugins, mapper, question.address))),
        tuple(f"{name}: {account.person}" for name, account in accounts),
    )
    return explained, (*others, *(account.external_id for _, account in accounts if account.external_id))


def _mappers(
    config: Config, plugins: Plugins, question: Question, mapper: Mapper, watch: Watch
) -> tuple[Mapper, Mapper | TrialMapper]:
    """The mapper that is shown, and the one that everybody is previewed with."""
    if question.mapping is None:
        return mapper, mapper
    rows = read_chosen_names(config.exceptions, date.today()) if config.exceptions else ChosenNames()  # noqa: DTZ011 -- as when mapping
    trial = trial_of(mapper, config, plugins, question.mapping, rows)
    return trial, TrialMapper(mapper, trial, watch.knows)


def _people(
    config: Config, plugins: Plugins, mapper: Mapper, watch: Watch, plan: Plan, connections: tuple[str, ...]
) -> Iterator[PersonTrace]:
    for connection, person in watch.people:
        if connections and connection not in connections:
            continue
        trace = person_trace(config, mapper, connection, person, watch.statuses[connection].read_from)
        accounts = watch.accounts.get(trace.directory, [])
        planned = plan_trace(plugins, plan, trace)
        account = next((one for one in accounts if _belongs(one, trace, planned.change)), None)
        yield replace(
            trace,
            plan=planned,
            attributes=tuple(_held(trace.attributes, account, planned.change)),
            sources=watch.sources.get((connection, person.id), {}),
        )


def plan_trace(plugins: Plugins, plan: Plan, trace: PersonTrace) -> PlanTrace:
    """What the plan does with a person, and the guards that count it."""
    remarks = tuple(found for found in plan.findings() if found.code in {"NP309", "NP513", "NP511"})
    failed = any(one.error for one in plan.directories() if one.name == trace.directory)
    change = next((one for one in plan.changes(connections=[trace.connection], users=[trace.source_id])), None)
    if change is None:
        action = "unknown" if failed else "out of scope" if trace.excluded else Action.UNCHANGED.value
        return PlanTrace(action, None, (), remarks)
    return PlanTrace(change.action.value, change, tuple(_guards(plugins, plan, change)), remarks)


def _guards(plugins: Plugins, plan: Plan, change: Change) -> Iterator[GuardVerdict]:
    own = {(plugin, guard.name): guard.counts for plugin, guard in plugins.guards}
    for verdict in plan.guards():
        counts = BUILT_IN.get(verdict.guard) if not verdict.plugin else own.get((verdict.plugin, verdict.guard))
        here = verdict.directory == change.directory and verdict.connection in {"", change.connection}
        if here and counts is not None and change.action is not Action.BLOCKED and _counted(counts, change):
            yield verdict


def _counted(counts: object, change: Change) -> bool:
    try:
        return bool(counts(change))  # type: ignore[operator]
    except Exception:  # noqa: BLE001 -- a plugin's guard that fails refuses the plan, and so counts everybody
        return True


def _belongs(account: Account, trace: PersonTrace, change: Change | None) -> bool:
    if change is not None and change.account_id:
        return account.id == change.account_id
    if account.external_id:
        return account.external_id == trace.source_id
    return change is None


def _held(
    attributes: tuple[AttributeTrace, ...], account: Account | None, change: Change | None
) -> Iterator[AttributeTrace]:
    """The attributes with what the directory holds, from the account, or where that is not known from the change."""
    before = {row.path: row.before for row in change.attributes} if change is not None else {}
    paths = {attribute.name: attribute.path for attribute in ATTRIBUTES}
    for one in attributes:
        held = account.values[INDEX[one.name]] or "" if account is not None else before.get(paths[one.name])
        yield replace(one, held=held)


def _looked(config: Config, plan: Plan) -> Iterator[Looked]:
    for source in plan.sources():
        words = scope_words(config, source.connection)
        yield Looked(source.connection, source.read_from, source.people, words, source.error)


async def _out_of_scope(config: Config, plugins: Plugins, mapper: Mapper, address: str) -> list[str]:
    """The connections whose snapshot has the person outside the scope."""
    found = []
    everybody: Mapping[str, object] = {"scope": Scope()}
    for name, connection in config.connections.items():
        if connection.snapshot is None or connection.scope == Scope():
            continue
        wide = config.model_copy(
            update={"connections": {**config.connections, name: connection.model_copy(update=everybody)}}
        )
        watch = Watch(address)
        try:
            source = open_source(wide, plugins, name, mapper.needs[name])
            async with aclosing(source.pages()) as pages:
                async for page in pages:
                    for person in page:
                        watch.see(name, person)
        except NameplateError:
            continue
        found += [name] if watch.people else []
    return found
