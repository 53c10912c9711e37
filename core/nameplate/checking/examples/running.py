"""Runs examples files: outcomes, and which rules and branches were reached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from nameplate.checking.examples.coverage import Coverage
from nameplate.checking.examples.judging import Difference, differences
from nameplate.checking.examples.model import Example, ExamplesFile
from nameplate.checking.examples.people import NeedsConfiguration, Trial, Tried, WrongExample
from nameplate.checking.examples.reading import read_examples
from nameplate.config import Config
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding
from nameplate.plugins import Plugins


@dataclass(frozen=True)
class Outcome:
    """How one example went.

    `skipped` says why it was not tried. `findings` are mistakes that kept it from being tried; NP221 stands for one
    that was tried and fails.
    """

    file: ExamplesFile
    example: Example
    tried: Tried | None = None
    differences: tuple[Difference, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether it fails."""
        return bool(self.differences or self.findings)

    @property
    def failure(self) -> Finding | None:
        """NP221, where it fails."""
        if not self.differences:
            return None
        names = ", ".join(one.what for one in self.differences)
        message = f"the example {self.example.name!r} fails: {names}"
        return finding("NP221", message, file=str(self.file.path), line=self.example.line)


@dataclass(frozen=True)
class Broken:
    """An examples file that can't be read."""

    path: Path
    findings: tuple[Finding, ...]


class Runner:
    """Runs examples, and keeps what they reach.

    Args:
        plugins: Connectors, filters, functions.
        config: The configuration, or None for mappings alone.
        covering: Whether reached rules and branches are noted.
    """

    def __init__(self, plugins: Plugins, config: Config | None = None, *, covering: bool = True) -> None:
        self.trial = Trial(plugins, config)
        self.coverage = Coverage(plugins, config) if covering else None

    def run(self, paths: Iterable[Path]) -> Iterator[Outcome | Broken]:
        """Every example of these files, in order."""
        for path in paths:
            try:
                file = read_examples(path)
            except ConfigurationError as error:
                yield Broken(path, error.findings)
                continue
            for example in file.examples:
                yield self.outcome(file, example)

    def outcome(self, file: ExamplesFile, example: Example) -> Outcome:
        """How one example goes."""
        began = perf_counter()
        try:
            tried = self.trial.run(file, example)
        except NeedsConfiguration:
            return Outcome(file, example, skipped="it needs a configuration (-c nameplate.yaml)")
        except WrongExample as error:
            return Outcome(file, example, findings=(error.finding,))
        except ConfigurationError as error:
            return Outcome(file, example, findings=error.findings)
        if self.coverage is not None:
            self.coverage.note(file, tried)
        found = tuple(differences(example, tried))
        return Outcome(file, example, tried, found, seconds=perf_counter() - began)
