"""Plans of people written down against real directories, and pushes of them."""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

from nameplate.config.models import Config, Directory
from nameplate.directory import open_directory
from nameplate.model import Change
from nameplate.planning import Attempt, PreviewOptions, open_plan, preview
from nameplate.pushing import PushOptions, PushResult, push
from support.planning_parts import Read, StandInMapper, StandInParts, configuration, no_plugins
from support.sandbox import reached

NO_GUARDS = {
    name: {"percent": 100, "count": 10**6, "floor": 10**6}
    for name in (
        "deactivations",
        "deactivations_per_connection",
        "display_names",
        "emails",
        "creations",
        "reactivations",
        "clears",
    )
}
"""Guards that never bite."""


class RealDirectories(StandInParts):
    """Sources as written down, directories as configured."""

    def __init__(self, reads: dict[str, Read], config: Config) -> None:
        super().__init__(reads, {})
        self.config = config

    def directory(self, name: str) -> Any:
        """The directory of that name."""
        return open_directory(name, self.config.directories[name])


def configured(directory: Directory | Path, **more: Any) -> Config:
    """A configuration of one connection `okta` that feeds one directory `main`, without guards that bite."""
    one = Directory(sandbox=directory) if isinstance(directory, Path) else directory
    return configuration(**{"guards": NO_GUARDS} | more).model_copy(update={"directories": {"main": one}})


def save_plan(
    out: Path, people: list[Any], config: Config, *, mapper: StandInMapper | None = None, **options: Any
) -> Path:
    """Save the plan for these people."""
    parts = RealDirectories({"okta": Read(list(people))}, config)
    chosen = PreviewOptions(mapper=mapper or StandInMapper(), cache=False, **options)
    asyncio.run(preview(config, no_plugins(), out=out, options=chosen, parts=parts)).close()
    return out


def push_plan(plan: Path, config: Config, *, guards: Any = (), now: Any = None, **options: Any) -> PushResult:
    """Push a plan."""
    return asyncio.run(push(plan, config, no_plugins(guards), options=PushOptions(**options), now=now))


def changes_of(plan: Path) -> list[Change]:
    """The changes of a plan, in its order."""
    with closing(open_plan(plan)) as opened:
        return list(opened.changes())


def attempts_of(plan: Path) -> list[Attempt]:
    """What pushes did, in order."""
    with closing(open_plan(plan)) as opened:
        return list(opened.attempts())


def outcomes_of(plan: Path) -> dict[str, str]:
    """The last outcome of each change, by its person's name."""
    people = {change.id: change.person for change in changes_of(plan)}
    return {people[attempt.change_id]: attempt.outcome for attempt in attempts_of(plan)}


def push_and_exit(plan: Path, base_url: str) -> NoReturn:
    """Push a plan to a sandbox that is served, as a process of its own."""
    result = push_plan(plan, configured(reached(base_url)))
    raise SystemExit(0 if result.fine else 1)
