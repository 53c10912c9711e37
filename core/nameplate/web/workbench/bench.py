"""What the workbench remembers between two requests: compiled versions, samples, and the count of each tab."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from nameplate.config import Config
from nameplate.mapping import Mapper
from nameplate.mapping.loading import files_below
from nameplate.model import Needs
from nameplate.plugins import Plugins
from nameplate.web.review.library import Library
from nameplate.web.site import Settings, Stamp, stamp
from nameplate.web.workbench.counting import Counting
from nameplate.web.workbench.edit import Using, Version, version
from nameplate.web.workbench.folder import MappingFolder
from nameplate.web.workbench.held import Held, Key, held
from nameplate.web.workbench.people import Sample, sample, search
from nameplate.web.workbench.trials import ExampleFiles

MOST_TABS = 16
MOST_SAMPLES = 16


@dataclass(frozen=True)
class Drawn:
    """A sample with what Atlassian holds, and what was read of its people."""

    sample: Sample
    held: Mapping[Key, Held]
    needs: Mapping[str, Needs]


class Bench:
    """One for all tabs; used from the event loop alone, since a mapper is not for several threads."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self.settings = settings
        self.library = library
        self.examples = ExampleFiles()
        self.counts: OrderedDict[str, Counting] = OrderedDict()
        self._saved: tuple[object, Version] | None = None
        self._drawn: OrderedDict[object, Drawn] = OrderedDict()
        self._people_read: dict[object, int] = {}

    @property
    def config(self) -> Config:
        """The configuration as it is now."""
        return self.settings.config()

    @property
    def plugins(self) -> Plugins:
        """The plugins."""
        return self.settings.plugins

    def folder(self) -> MappingFolder:
        """The mappings."""
        return MappingFolder(self.config.mappings)

    def saved(self, name: str) -> Version:
        """The configuration as it is saved, seen from one mapping; compiled again when a file changes."""
        key = (name, self._state())
        if self._saved is None or self._saved[0] != key:
            self._saved = (key, version(self.config, self.plugins, name, None, self.examples))
        return self._saved[1]

    def edited(self, name: str, text: str) -> Version:
        """The configuration with an edit."""
        return version(self.config, self.plugins, name, text, self.examples)

    async def drawn(self, name: str, words: str, now: Version, then: Version) -> Drawn | None:
        """The people to show: those drawn before, as long as they were read for all that the rules need."""
        using, mapper = now.using | then.using, now.mapper or then.mapper
        if mapper is None:
            return None
        needs = needed(now.mapper, then.mapper)
        key = (name, words, using, self._snapshots())
        found = self._drawn.get(key)
        if found is None or not covers(found.needs, needs):
            found = await self._draw(words, mapper, using, needs)
            self._drawn[key] = found
            while len(self._drawn) > MOST_SAMPLES:
                self._drawn.popitem(last=False)
        return found

    async def _draw(self, words: str, mapper: Mapper, using: Using, needs: Mapping[str, Needs]) -> Drawn:
        config = self.config
        people = (
            await search(config, self.plugins, words, needs, using)
            if words
            else await sample(config, self.plugins, mapper, using, needs)
        )
        return Drawn(people, await held(config, self.library, mapper, people.people), needs)

    def count(self, tab: str, now: Version, then: Version) -> Counting | None:
        """Begin to count for a tab; what it counted before is given up. None where there is nothing to compare."""
        self.give_up(tab)
        if now.mapper is None or then.mapper is None:
            return None
        expected = self._people_read.get(self._snapshots(), 0)
        counting = Counting.start(self.config, self.plugins, now, then, needed(now.mapper, then.mapper), expected)
        self.counts[tab] = counting
        while len(self.counts) > MOST_TABS:
            self.counts.popitem(last=False)[1].cancel()
        return counting

    def give_up(self, tab: str) -> None:
        """Cancel a tab's count."""
        if counting := self.counts.pop(tab, None):
            counting.cancel()

    def ended(self, counting: Counting) -> None:
        """Remember how many people there are, for the next progress bar."""
        if counting.count.state == "done":
            self._people_read[self._snapshots()] = counting.count.read

    def _state(self) -> tuple[object, ...]:
        """What compiled versions depend on."""
        config = self.config
        folder = config.mappings
        files = files_below(folder, (".j2", ".yaml")) if folder else ()
        return (id(config), *((str(path), stamp(path)) for path in files))

    def _snapshots(self) -> tuple[tuple[str, Stamp], ...]:
        """What samples and counts depend on."""
        files = ((name, one.snapshot) for name, one in self.config.connections.items())
        return tuple((name, stamp(path)) for name, path in files if path is not None)


def needed(*mappers: Mapper | None) -> dict[str, Needs]:
    """What the rules of all these mappers read, by connection."""
    found: dict[str, Needs] = {}
    for mapper in mappers:
        for name, needs in mapper.needs.items() if mapper else ():
            found[name] = found.get(name, Needs()) | needs
    return found


def covers(read: Mapping[str, Needs], needs: Mapping[str, Needs]) -> bool:
    """Whether what was read is enough."""
    return all(
        name in read and one.fields | one.raw | one.groups <= read[name].fields | read[name].raw | read[name].groups
        for name, one in needs.items()
    )
