"""What Atlassian holds for a few people, by a practice directory's file or the newest plan; it is never asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from nameplate.config import Config, Directory
from nameplate.directory import account_in, open_directory
from nameplate.errors import NameplateError
from nameplate.mapping import Mapper
from nameplate.model import ATTRIBUTES, Action, Change
from nameplate.planning import Plan
from nameplate.web.review.library import Library
from nameplate.web.workbench.people import Sampled

Key = tuple[str, str]
"""(connection, source id)."""


@dataclass(frozen=True)
class Held:
    """What an account holds, by attribute; an attribute that isn't in `values` is not known. `source` says whence."""

    source: str
    values: Mapping[str, str] = field(default_factory=dict)
    exists: bool = True


async def held(config: Config, library: Library, mapper: Mapper | None, people: Sequence[Sampled]) -> dict[Key, Held]:
    """What is known, by person; people of whom nothing is known are left out."""
    found: dict[Key, Held] = {}
    for name, directory in config.directories.items():
        mine = [one for one in people if one.person.id and config.connections[one.connection].directory == name]
        if mine and directory.sandbox is not None:
            found |= await in_sandbox(name, directory, mapper, mine)
        elif mine:
            found |= await run_in_threadpool(in_plan, library, mapper, mine)
    return found


async def in_sandbox(
    name: str, directory: Directory, mapper: Mapper | None, people: Iterable[Sampled]
) -> dict[Key, Held]:
    """What the accounts of a practice directory hold: the one with the source id, else with the mapped user name."""
    if directory.sandbox is None or not directory.sandbox.is_file():
        return {(one.connection, one.person.id): Held(name, exists=False) for one in people}
    found = {}
    try:
        async with open_directory(name, directory) as client:
            for one in people:
                resources = await client.find("externalId", one.person.id)
                user_name = mapper.map(one.person, one.connection).values[0] if mapper and not resources else None
                if user_name:
                    resources = await client.find("userName", user_name)
                found[one.connection, one.person.id] = of_resources(name, resources)
    except NameplateError:
        return {}
    return found


def of_resources(name: str, resources: Sequence[Mapping[str, object]]) -> Held:
    """The first of the users that were found."""
    if not resources:
        return Held(name, exists=False)
    account = account_in(resources[0])
    return Held(name, {one.name: value or "" for one, value in zip(ATTRIBUTES, account.values, strict=True)})


def in_plan(library: Library, mapper: Mapper | None, people: Sequence[Sampled]) -> dict[Key, Held]:
    """What the newest plan saw; where it was made with these mappings, what it leaves alone is as the rules say."""
    for name in library.names():
        try:
            with library.open(name) as plan:
                connections = {one.connection for one in people}
                if plan.failed_reads or not connections & {row.connection for row in plan.sources()}:
                    continue
                return dict(seen(plan, name, mapper, people))
        except NameplateError:
            continue
    return {}


def seen(plan: Plan, name: str, mapper: Mapper | None, people: Sequence[Sampled]) -> Iterable[tuple[Key, Held]]:
    """What one plan saw of each person."""
    ids = {one.person.id for one in people}
    connections = {one.connection for one in people}
    changes = {(one.connection, one.source_id): one for one in plan.changes(connections=connections, users=ids)}
    current = mapper if mapper is not None and mapper.mappings_hash == plan.meta.mappings_hash else None
    for one in people:
        key = (one.connection, one.person.id)
        yield key, of_change(changes.get(key), name, mapped_values(current, one))


def mapped_values(mapper: Mapper | None, one: Sampled) -> Mapping[str, str]:
    """What the rules of the plan give."""
    if mapper is None:
        return {}
    values = mapper.map(one.person, one.connection).values
    return {attribute.name: value for attribute, value in zip(ATTRIBUTES, values, strict=True) if value is not None}


def of_change(change: Change | None, name: str, mapped: Mapping[str, str]) -> Held:
    """What stood before a change; without one, everything was as the rules say."""
    source = f"plan {name}"
    if change is None:
        return Held(source, mapped)
    if change.action is Action.CREATE:
        return Held(source, exists=False)
    known = {} if change.action is Action.BLOCKED else dict(mapped)
    names = {attribute.path: attribute.name for attribute in ATTRIBUTES}
    before = {names[row.path]: row.before for row in change.attributes if row.path in names}
    return Held(source, known | before)
