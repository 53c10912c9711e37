"""The examples beside mappings, and their verdicts on an edit."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from nameplate.checking.examples.model import ExamplesFile
from nameplate.checking.examples.reading import SUFFIX, read_examples
from nameplate.checking.examples.running import Outcome, Runner
from nameplate.checking.examples.texts import problem
from nameplate.config import Config
from nameplate.errors import ConfigurationError
from nameplate.mapping.loading import files_below
from nameplate.plugins import Plugins
from nameplate.web.site import Stamp, stamp


@dataclass(frozen=True)
class Verdict:
    """How one example goes; `problem` is what is wrong, "" where it passes."""

    file: str
    name: str
    passes: bool
    problem: str = ""


class ExampleFiles:
    """Examples files, read again when they change."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, Stamp], ExamplesFile | ConfigurationError] = {}

    def read(self, folder: Path, path: Path) -> ExamplesFile | ConfigurationError:
        """A file below `folder`, or what is wrong with it; a copy with the same stamp is not read again."""
        key = (path.relative_to(folder).as_posix(), stamp(path))
        if key not in self._read:
            try:
                self._read[key] = read_examples(path)
            except ConfigurationError as error:
                self._read[key] = error
        found = self._read[key]
        return found if isinstance(found, ConfigurationError) else replace(found, path=path)


def verdicts(config: Config, plugins: Plugins, files: ExampleFiles, names: AbstractSet[str]) -> Iterator[Verdict]:
    """The examples of these mappings, and those whose people the regions route; failing ones first."""
    folder = config.mappings
    if folder is None:
        return
    runner = Runner(plugins, config, covering=False)
    found: list[Verdict] = []
    for path in files_below(folder, SUFFIX):
        file = files.read(folder, path)
        name = path.relative_to(folder).as_posix()
        if isinstance(file, ConfigurationError):
            found.append(Verdict(name, "(the file)", passes=False, problem=file.message))
        elif not file.mapping or file.mapping in names:
            found += [verdict(name, runner.outcome(file, example)) for example in file.examples]
    yield from sorted(found, key=lambda one: one.passes)


def verdict(file: str, outcome: Outcome) -> Verdict:
    """An outcome in words."""
    return Verdict(
        file, outcome.example.name, not outcome.failed, problem(outcome) if outcome.failed else outcome.skipped
    )
