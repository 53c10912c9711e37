"""Lets pytest run the examples of mappings: `pytest mappings/` collects `*.examples.yaml` and nothing else.

Loaded in every pytest run of an environment that has nameplate, so that it imports nothing before it meets such a file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nameplate.checking.examples.model import Example, ExamplesFile
    from nameplate.checking.examples.running import Runner

CONFIGURATION = "nameplate.yaml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of examples."""
    if file_path.name.endswith(".examples.yaml"):
        collector: pytest.Collector = ExamplesCollector.from_parent(parent, path=file_path)
        return collector
    return None


class ExamplesCollector(pytest.File):
    """The examples of one file; the nearest nameplate.yaml at or above it is used, if there is one."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each example."""
        from nameplate.checking.examples.reading import read_examples  # noqa: PLC0415 -- see the module
        from nameplate.errors import ConfigurationError  # noqa: PLC0415

        try:
            file = read_examples(self.path)
        except ConfigurationError as error:
            said = "\n".join(f"{one.address}: {one.code} {one.message} {one.remedy}" for one in error.findings)
            raise self.CollectError(said) from error
        names: set[str] = set()
        for example in file.examples:
            name = example.name if example.name not in names else f"{example.name} ({example.index + 1})"
            names.add(name)
            yield ExampleItem.from_parent(self, name=name, file=file, example=example)


class ExampleItem(pytest.Item):
    """One example."""

    def __init__(self, *, file: "ExamplesFile", example: "Example", **keywords: Any) -> None:
        super().__init__(**keywords)
        self.file = file
        self.example = example

    def runtest(self) -> None:
        """Map the person and compare."""
        from nameplate.checking.examples.texts import problem  # noqa: PLC0415 -- see the module

        outcome = runner_for(self).outcome(self.file, self.example)
        if outcome.skipped:
            pytest.skip(outcome.skipped)
        if outcome.failed:
            pytest.fail(problem(outcome), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the example stands."""
        return self.path, self.example.line - 1, f"{self.path.name}: {self.example.name}"


RUNNERS = pytest.StashKey[dict[Path | None, "Runner"]]()


def runner_for(item: ExampleItem) -> "Runner":
    """The runner for the configuration at or above an examples file; mappings are compiled once in a session."""
    from nameplate.checking.examples.running import Runner  # noqa: PLC0415 -- see the module
    from nameplate.config import load_config  # noqa: PLC0415
    from nameplate.plugins import load_plugins  # noqa: PLC0415

    runners = item.session.stash.setdefault(RUNNERS, {})
    found = configuration_of(item.path, item.config.rootpath)
    if found not in runners:
        plugins = load_plugins()
        runners[found] = Runner(plugins, load_config(found, plugins.connectors) if found else None, covering=False)
    return runners[found]


def configuration_of(path: Path, root: Path) -> Path | None:
    """The nearest nameplate.yaml at or above a file, no further up than `root`."""
    for folder in path.parents:
        if (folder / CONFIGURATION).is_file():
            return folder / CONFIGURATION
        if folder == root:
            return None
    return None
