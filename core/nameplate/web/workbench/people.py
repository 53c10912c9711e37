"""People out of the snapshots: a few of every kind whom a mapping concerns, or those whose name is asked for."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from nameplate.config import Config
from nameplate.errors import NameplateError
from nameplate.mapping import Mapper
from nameplate.model import BadRecord, Needs, SourceUser
from nameplate.plugins import Plugins
from nameplate.reading import open_source
from nameplate.web.workbench.edit import Using

SIZE = 12
"""People in a sample."""
ENOUGH = 20_000
"""People of one connection that are looked at for a sample, if that gives somebody."""

Person = SourceUser | BadRecord


@dataclass(frozen=True)
class Sampled:
    """A person of a connection."""

    connection: str
    person: Person


@dataclass(frozen=True)
class Sample:
    """People, and what is to be said of where they come from."""

    people: tuple[Sampled, ...]
    remarks: tuple[str, ...] = ()


async def reading(
    config: Config, plugins: Plugins, connection: str, needs: Needs
) -> AsyncGenerator[list[Person], None]:
    """The people of a connection's snapshot, page by page; a live identity provider is never asked.

    Raises:
        ReadError: The snapshot can't be read.
    """
    source = open_source(config, plugins, connection, needs)
    async with aclosing(source.pages()) as pages:
        async for page in pages:
            yield page


async def sample(config: Config, plugins: Plugins, mapper: Mapper, using: Using, needs: Mapping[str, Needs]) -> Sample:
    """A few people of every kind: those who differ in what is known of them come first."""
    kinds: dict[tuple[object, ...], list[Sampled]] = {}
    remarks: list[str] = []
    for connection in snapshots(config, using, remarks):
        looked = found = 0
        try:
            async with aclosing(reading(config, plugins, connection, needs[connection])) as pages:
                async for page in pages:
                    looked += len(page)
                    for person in page:
                        region = region_of(mapper, connection, person)
                        if (connection, region) in using:
                            found += 1
                            kind = kinds.setdefault((region, *shape(person)), [])
                            if len(kind) < SIZE:
                                kind.append(Sampled(connection, person))
                    if looked >= ENOUGH and found >= SIZE:
                        break
        except NameplateError as error:
            remarks.append(f"{error.message} {error.remedy}".strip())
    return Sample(tuple(chosen(list(kinds.values()))), tuple(remarks))


async def search(config: Config, plugins: Plugins, words: str, needs: Mapping[str, Needs], using: Using) -> Sample:
    """The people in whose names or addresses these words are, whatever their region."""
    wanted = words.casefold().split()
    remarks: list[str] = []
    found: list[Sampled] = []
    for connection in snapshots(config, using, remarks):
        try:
            async with aclosing(reading(config, plugins, connection, needs[connection])) as pages:
                async for page in pages:
                    found += [Sampled(connection, person) for person in page if named(person, wanted)]
                    if len(found) >= SIZE:
                        break
        except NameplateError as error:
            remarks.append(f"{error.message} {error.remedy}".strip())
    return Sample(tuple(found[:SIZE]), tuple(remarks))


def snapshots(config: Config, using: Using, remarks: list[str]) -> list[str]:
    """The connections that a mapping concerns and that are read from a file; the others are remarked on."""
    names = [name for name in config.connections if any(connection == name for connection, _ in using)]
    live = [name for name in names if config.connections[name].snapshot is None]
    remarks += [
        f"{name} is read live, and these pages ask nobody: save its people with "
        f"`nameplate snapshot {name} -o {name}.jsonl`, and name that file as the connection's snapshot."
        for name in live
    ]
    return [name for name in names if name not in live]


def region_of(mapper: Mapper, connection: str, person: Person) -> str:
    """The region of a person, "" where there is none or it can't be told."""
    return mapper.map(person, connection).region


def shape(person: Person) -> tuple[object, ...]:
    """What kind of record a person has: which fields are there, and whether the name is in Latin letters."""
    if isinstance(person, BadRecord):
        return (BadRecord,)
    custom = tuple(sorted(name for name, value in person.custom.items() if value))
    present = tuple(name for name in ("given_name", "family_name", "middle_name", "display_name", "nick_name",
        "honorific_prefix", "honorific_suffix", "phonetic_family_name") if getattr(person, name))  # fmt: skip
    return (present, custom, f"{person.family_name}{person.given_name}".isascii(), person.active)


def chosen(kinds: list[list[Sampled]]) -> list[Sampled]:
    """SIZE people, of each kind one before of any a second."""
    people: list[Sampled] = []
    turn = 0
    while len(people) < SIZE and any(turn < len(kind) for kind in kinds):
        people += [kind[turn] for kind in kinds if turn < len(kind)]
        turn += 1
    return people[:SIZE]


def named(person: Person, words: list[str]) -> bool:
    """Whether all the words stand in what a person is called."""
    text: tuple[str, ...] = (person.person, person.user_name, person.email, person.id)
    if isinstance(person, SourceUser):
        text += (person.given_name, person.family_name)
    joined = "\n".join(text).casefold()
    return all(word in joined for word in words)
