"""A union of sources: what another connection knows of the same people, taken where a connection itself has nothing.

The connection that others enrich from is read to its end before them, and kept as a table of the values that are
taken. If it can't be read, nor can they: a person without the name that it has would be renamed.
"""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from nameplate.config.models import Config, Enrichment
from nameplate.errors import ConfigurationError, ReadError, UnexpectedAnswer
from nameplate.findings import Finding, finding
from nameplate.model import EVERYTHING, BadRecord, Needs, SourceUser
from nameplate.plugins import Field
from nameplate.plugins.fields import read_field
from nameplate.reading.paging import located
from nameplate.reading.records import Person

if TYPE_CHECKING:
    from nameplate.reading.source import Source

CUSTOM = "custom."
NEVER = frozenset({"id", "active"})
"""What no other connection says of a person: who they are, and whether they are there."""

Taken = tuple[str, ...]
"""The values of a person's fields that are taken, in the order of `Enricher.fields`; () where several fit."""


@dataclass
class Enricher:
    """Takes fields of people from one other connection.

    Args:
        enrichment: Which connection, joined on which field, and what is taken.
        source: That connection, to be read once.
        needs: What rules and conditions read of the people who are enriched.
        own: Where the enriched connection itself has the fields.
    """

    enrichment: Enrichment
    source: "Source"
    needs: Needs
    own: Mapping[str, Field]
    table: dict[str, Taken] = field(default_factory=dict)
    unreadable: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are taken, as far as any rule reads them."""
        wanted = self.needs.fields
        return tuple(one for one in self.enrichment.fields if one in wanted or EVERYTHING in wanted)

    async def load(self) -> None:
        """Read the other connection.

        Raises:
            ReadError: It can't be read to its end, or has nobody.
        """
        people, name = 0, self.enrichment.connection
        try:
            async with aclosing(self.source.pages()) as pages:
                async for page in pages:
                    people += len(page)
                    for person in page:
                        self.remember(person)
            if not people:
                raise UnexpectedAnswer("nobody was read.", remedy=f"See whether the scope of {name} is right.")
        except ReadError as error:
            raise located(error, f"enriching from {name}") from error

    def remember(self, person: Person) -> None:
        """Note what a person of the other connection has; of several with one key, that there are several."""
        if isinstance(person, BadRecord):
            self.unreadable += 1
        elif key := value_of(person, self.enrichment.key).casefold():
            values = tuple(value_of(person, one) for one in self.fields)
            self.table[key] = () if key in self.table else values

    def enrich(self, person: Person) -> Person:
        """The person with what the other connection has and their own doesn't; a finding where several fit."""
        if isinstance(person, BadRecord) or not self.fields:
            return person
        key = value_of(person, self.enrichment.key)
        taken = self.table.get(key.casefold()) if key else None
        if taken is None:
            return person
        if not taken:
            return replace(person, findings=(*person.findings, self.ambiguous(key)))
        pairs = zip(self.fields, taken, strict=True)
        return with_values(person, {one: value for one, value in pairs if value and not value_of(person, one)})

    def taken_for(self, person: SourceUser) -> list[str]:
        """The fields of an enriched person that came from the other connection."""
        taken = self.table.get(value_of(person, self.enrichment.key).casefold()) or ()
        return [
            one
            for one, value in zip(self.fields, taken, strict=False)
            if value and value == value_of(person, one) and not self.is_own(person, one)
        ]

    def is_own(self, person: SourceUser, name: str) -> bool:
        """Whether the person's own record has the field."""
        return name in self.own and bool(read_field(name, self.own[name], person.raw))

    def ambiguous(self, key: str) -> Finding:
        """The finding on a person whom several of the other connection fit."""
        name, on = self.enrichment.connection, self.enrichment.key
        return finding(
            "NP313",
            f"Several people of {name} have the {on} {key!r}, so nothing is taken from any of them.",
            remedy=f"Correct {on} there, or join on another field: enrich_from, key.",
        )

    def remarks(self) -> list[Finding]:
        """Findings on the other connection as a whole."""
        name, status = self.enrichment.connection, self.source.status
        found = list(status.findings)
        if self.unreadable:
            message = f"{self.unreadable} records of {name} can't be read; nothing is taken from them."
            found.append(finding("NP313", message, remedy=f"`nameplate map --connection {name}` shows them."))
        if not status.complete:
            message = f"Nobody knows whether {name} is complete: {status.incomplete}. Who is missing is not enriched."
            found.append(finding("NP313", message))
        return found


def value_of(person: SourceUser, name: str) -> str:
    """The text of a field, `custom.NAME` too; "" where there is none."""
    if name.startswith(CUSTOM):
        return person.custom.get(name.removeprefix(CUSTOM), "")
    return str(getattr(person, name) or "")


def with_values(person: SourceUser, values: Mapping[str, str]) -> SourceUser:
    """The person with other texts in some fields."""
    if not values:
        return person
    own = {name: value for name, value in values.items() if not name.startswith(CUSTOM)}
    custom = {name.removeprefix(CUSTOM): value for name, value in values.items() if name.startswith(CUSTOM)}
    return replace(person, **own, custom={**person.custom, **custom})


def other_needs(enrichment: Enrichment) -> Needs:
    """What has to be read of the other connection."""
    return Needs(frozenset({enrichment.key, *enrichment.fields}))


def own_needs(config: Config, connection: str, needs: Needs) -> Needs:
    """What has to be read of the enriched connection: the keys too.

    Raises:
        ConfigurationError: Connections enrich each other in a circle, or take what can't be taken (NP103).
    """
    refuse_circle(config, connection, (connection,))
    keys = frozenset(one.key for one in config.connections[connection].enrich_from)
    return needs | Needs(keys)


def refuse_circle(config: Config, connection: str, chain: tuple[str, ...]) -> None:
    """Follow what a connection is enriched from.

    Raises:
        ConfigurationError: The way leads back, or a field is taken that is nobody else's to say.
    """
    for number, one in enumerate(config.connections[connection].enrich_from):
        if one.connection in chain:
            way = " from ".join((*chain, one.connection))
            raise mistaken(config, (connection, number), f"Connections enrich each other in a circle: {way}.")
        if never := sorted(NEVER & set(one.fields)):
            raise mistaken(
                config, (connection, number), f"{' and '.join(never)} can't be taken from another connection."
            )
        refuse_circle(config, one.connection, (*chain, one.connection))


def mistaken(config: Config, place: tuple[str, int], message: str) -> ConfigurationError:
    """The error for an entry of a connection's `enrich_from`."""
    line, column = config.position("connections", place[0], "enrich_from", place[1])
    found = finding("NP103", message, file=str(config.file), line=line, column=column)
    return ConfigurationError(message, findings=(found,), remedy="Correct `enrich_from`.")
