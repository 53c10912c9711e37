"""Maps everybody by both sides, and keeps who differs; memory stays flat however many people there are."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from nameplate.checking.diff.model import BLOCKED, DIRECTORY, IN_SCOPE, Cell, Differing
from nameplate.checking.diff.shelf import Shelf
from nameplate.checking.diff.sides import Side
from nameplate.mapping import Mapped
from nameplate.model import ATTRIBUTES, Needs, Progress
from nameplate.plugins import Plugins
from nameplate.reading import open_source


async def differing(old: Side, new: Side, plugins: Plugins, progress: Progress) -> AsyncIterator[Differing]:
    """The people whose payload differs, connection by connection.

    Raises:
        ReadError: A connection could not be read to its end.
    """
    for name in dict.fromkeys((*old.config.connections, *new.config.connections)):
        pair = Pair(old, new, name)
        async for mapped in pair.people(plugins, progress):
            found = pair.compare(*mapped)
            if found is not None:
                yield found


@dataclass(frozen=True)
class Pair:
    """One connection on both sides."""

    old: Side
    new: Side
    connection: str

    def people(self, plugins: Plugins, progress: Progress) -> AsyncIterator[tuple[Mapped | None, Mapped | None]]:
        """Everybody as both sides map them; None on the side that does not have the person."""
        return self._together(plugins, progress) if self._reads_alike else self._apart(plugins, progress)

    @property
    def _reads_alike(self) -> bool:
        """Whether both sides read the same people in the same way, so that one read will do."""
        one, other = (side.config.connections.get(self.connection) for side in (self.old, self.new))
        if one is None or other is None:
            return False
        same = {"directory": "", "regions": None}
        return one.model_copy(update=same) == other.model_copy(update=same)

    async def _together(
        self, plugins: Plugins, progress: Progress
    ) -> AsyncIterator[tuple[Mapped | None, Mapped | None]]:
        needs = self.old.mapper.needs[self.connection] | self.new.mapper.needs[self.connection]
        source = open_source(self.new.config, plugins, self.connection, needs, progress=progress)
        async with aclosing(source.pages()) as pages:
            async for page in pages:
                for person in page:
                    yield (
                        self.old.mapper.map(person, self.connection),
                        self.new.mapper.map(person, self.connection),
                    )

    async def _apart(self, plugins: Plugins, progress: Progress) -> AsyncIterator[tuple[Mapped | None, Mapped | None]]:
        with Shelf(self.new.config.file.parent) as shelf:
            async for mapped in self._side(self.old, plugins, progress):
                shelf.put(mapped)
            async for mapped in self._side(self.new, plugins, progress):
                yield shelf.take(mapped.source_id), mapped
            for mapped in shelf.left():
                yield mapped, None

    async def _side(self, side: Side, plugins: Plugins, progress: Progress) -> AsyncIterator[Mapped]:
        if self.connection not in side.config.connections:
            return
        needs: Needs = side.mapper.needs[self.connection]
        source = open_source(side.config, plugins, self.connection, needs, progress=progress)
        async with aclosing(source.pages()) as pages:
            async for page in pages:
                for person in page:
                    yield side.mapper.map(person, self.connection)

    def compare(self, old: Mapped | None, new: Mapped | None) -> Differing | None:
        """The person, if the payloads differ."""
        old_directory, new_directory = self._directories
        if old is not None and new is not None and _alike(old, new) and old_directory == new_directory:
            return None
        cells = tuple(self._cells(old, new))
        if not cells:
            return None
        known = new or old
        assert known is not None  # noqa: S101 -- one side has them
        before = set(old.findings) if old is not None else set()
        return Differing(
            connection=self.connection,
            source_id=known.source_id,
            person=known.person,
            user_name=known.email or known.user_name,
            old_region=old.region if old else "",
            new_region=new.region if new else "",
            cells=cells,
            findings=tuple(found for found in (new.findings if new else ()) if found not in before),
        )

    def _cells(self, old: Mapped | None, new: Mapped | None) -> list[Cell]:
        cells = []
        if _in_scope(old) != _in_scope(new):
            cells.append(Cell(IN_SCOPE, _truth(_in_scope(old)), _truth(_in_scope(new))))
        if not (_in_scope(old) or _in_scope(new)):
            return []
        if _in_scope(old) and _in_scope(new) and len(set(self._directories)) > 1:
            cells.append(Cell(DIRECTORY, *self._directories))
        if old is not None and new is not None and old.blocked != new.blocked:
            cells.append(Cell(BLOCKED, _truth(old.blocked), _truth(new.blocked)))
        rules = [self._rules(side, mapped) for side, mapped in ((self.old, old), (self.new, new))]
        for index, attribute in enumerate(ATTRIBUTES):
            before = old.values[index] if old is not None and _in_scope(old) else None
            after = new.values[index] if new is not None and _in_scope(new) else None
            if before != after:
                cells.append(Cell(attribute.path, before, after, rules[0][index], rules[1][index]))
        return cells

    def _rules(self, side: Side, mapped: Mapped | None) -> list[str]:
        if mapped is None or mapped.excluded or not mapped.region:
            return [""] * len(ATTRIBUTES)
        chosen = dict(mapped.chosen)
        addresses = side.mapper.addresses(self.connection, mapped.region)
        return [chosen.get(one.name, address) for one, address in zip(ATTRIBUTES, addresses, strict=True)]

    @property
    def _directories(self) -> tuple[str, str]:
        """The directory that the connection feeds, old and new; "" where the side has no such connection."""
        found = [side.config.connections.get(self.connection) for side in (self.old, self.new)]
        old, new = (one.directory if one is not None else "" for one in found)
        return old, new


def _alike(old: Mapped, new: Mapped) -> bool:
    return (old.values, old.blocked, old.excluded) == (new.values, new.blocked, new.excluded)


def _in_scope(mapped: Mapped | None) -> bool:
    return mapped is not None and not mapped.excluded


def _truth(value: bool) -> str:  # noqa: FBT001 -- the value itself
    return "true" if value else "false"
