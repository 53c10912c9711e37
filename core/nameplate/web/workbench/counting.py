"""How many people of the whole snapshots an edit would change, counted beside the requests."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from nameplate.config import Config
from nameplate.errors import NameplateError
from nameplate.mapping import Mapped
from nameplate.model import ATTRIBUTES, Needs
from nameplate.plugins import Plugins
from nameplate.web.workbench.edit import Version
from nameplate.web.workbench.people import Person, reading, snapshots

PAUSE = 0.25
"""Seconds before a count begins, so that typing doesn't begin one at each letter."""
MOST_SHOWN = 8
"""People who are named."""


@dataclass(frozen=True)
class Example:
    """Someone whom the edit changes: one attribute of theirs."""

    person: str
    attribute: str
    now: str | None
    then: str | None


@dataclass
class Count:
    """How far a count is, and what it found; only its own task writes it."""

    expected: int = 0
    """People that were read the last time, 0 for unknown."""
    read: int = 0
    concerned: int = 0
    changed: int = 0
    attributes: Counter[str] = field(default_factory=Counter)
    newly_blocked: int = 0
    no_longer_blocked: int = 0
    examples: list[Example] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    state: str = "running"
    """`running`, `done`, `cancelled` or `failed`."""

    @property
    def percent(self) -> int | None:
        """How far it is, where that is known."""
        return min(99, 100 * self.read // self.expected) if self.expected else None

    def add(self, now: Mapped, then: Mapped) -> None:
        """One person whom the mapping concerns."""
        self.concerned += 1
        if now.values == then.values and now.blocked == then.blocked:
            return
        self.changed += 1
        self.newly_blocked += then.blocked and not now.blocked
        self.no_longer_blocked += now.blocked and not then.blocked
        differing = [
            (attribute.name, before, after)
            for attribute, before, after in zip(ATTRIBUTES, now.values, then.values, strict=True)
            if before != after
        ]
        self.attributes.update(name for name, _, _ in differing)
        if differing and len(self.examples) < MOST_SHOWN:
            self.examples.append(Example(now.person, *differing[0]))


class Counting:
    """One count, as a task that can be cancelled."""

    def __init__(self, count: Count, task: "asyncio.Task[None]") -> None:
        self.count = count
        self._task = task

    @classmethod
    def start(
        cls, config: Config, plugins: Plugins, now: Version, then: Version, needs: Mapping[str, Needs], expected: int
    ) -> "Counting":
        """Begin to count."""
        count = Count(expected)
        return cls(count, asyncio.create_task(run(count, config, plugins, now, then, needs)))

    def cancel(self) -> None:
        """Give it up."""
        if not self._task.done():
            self._task.cancel()
            self.count.state = "cancelled"

    async def wait(self) -> Count:
        """The count once it has ended."""
        await asyncio.wait([self._task])
        return self.count


async def run(
    count: Count, config: Config, plugins: Plugins, now: Version, then: Version, needs: Mapping[str, Needs]
) -> None:
    """Map everybody twice, page by page; others have their turn after each."""
    await asyncio.sleep(PAUSE)
    using = now.using | then.using
    try:
        for connection in snapshots(config, using, count.remarks):
            async with aclosing(reading(config, plugins, connection, needs[connection])) as pages:
                async for page in pages:
                    count.read += len(page)
                    for person in page:
                        compare(count, now, then, connection, person)
                    await asyncio.sleep(0)
    except NameplateError as error:
        count.state = "failed"
        count.remarks.append(f"{error.message} {error.remedy}".strip())
    else:
        count.state = "done"


def compare(count: Count, now: Version, then: Version, connection: str, person: Person) -> None:
    """Count one person."""
    assert now.mapper is not None and then.mapper is not None  # noqa: PT018, S101 -- a count begins with both
    before = now.mapper.map(person, connection)
    if (connection, before.region) in now.using | then.using:
        count.add(before, then.mapper.map(person, connection))
