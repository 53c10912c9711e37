"""A push on one screen: refuse what must be refused, then apply exactly what was previewed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

from nameplate.config.models import Config
from nameplate.directory import DirectoryClient, open_directory
from nameplate.errors import PlanError
from nameplate.model import Change, Progress, Quiet
from nameplate.planning import Outcome, Plan, open_plan
from nameplate.planning.protection import protector
from nameplate.plugins import Plugins
from nameplate.pushing.applying import Applier, Circumstances, Halt
from nameplate.pushing.guarding import refuse_guarded
from nameplate.pushing.journal import Journal
from nameplate.pushing.locking import locked
from nameplate.pushing.options import PushOptions, PushResult, refuse_unknown
from nameplate.pushing.pending import ACTIONS, Chosen, choose, progressed, selected
from nameplate.pushing.present import Present, present_state
from nameplate.pushing.verifying import verify


async def push(
    path: Path,
    config: Config,
    plugins: Plugins,
    *,
    options: PushOptions | None = None,
    progress: Progress | None = None,
    halt: Halt | None = None,
    now: datetime | None = None,
) -> PushResult:
    """Apply the plan at `path`; what happens is in the file as it happens, and a later push goes on from there.

    Args:
        path: The plan file.
        config: The present configuration: tokens, guards, protected people.
        plugins: For their guards.
        options: Whom to push.
        progress: Told of every change.
        halt: Set its `interrupted` to finish what is under way and stop.
        now: Replaces the clock for the plan's expiry.

    Raises:
        UsageError: The options name what the plan hasn't.
        PlanError: The file is not a plan, was edited, expired, was applied already, is being pushed by another
            process, or was made for other directories.
        GuardRefused: A guard doesn't hold and isn't overridden.
        ConfigurationError: A directory's key is not there.
        DirectoryError: A directory can't be listed; what is told of single people is in the result instead.
    """
    options, progress, halt = options or PushOptions(), progress or Quiet(), halt or Halt()
    with locked(path), open_plan(path) as plan:
        refuse_unknown(plan, options)
        refuse_expired(plan, now)
        before = progressed(path)
        chosen = choose(plan, options, before)
        refuse_moved(plan, config, chosen)
        refuse_guarded(plan, before.written, chosen.ids, config.guards, plugins.guards, options)
        async with Journal(path, options) as journal:
            halt.writing = True
            shared = Circumstances(journal, before, protector(config.protected), halt, progress)
            run = _Pushing(plan, config, options, chosen, shared)
            await run.directories()
        return run.result()


def refuse_expired(plan: Plan, now: datetime | None) -> None:
    """Refuse a plan that is too old.

    Raises:
        PlanError: It expired.
    """
    if plan.expired(now):
        raise PlanError(
            f"{plan.path} expired at {plan.meta.expires_at}.",
            remedy="Preview again; plans: {expire_after: …} in the configuration says how long a plan lives.",
        )


def refuse_moved(plan: Plan, config: Config, chosen: Chosen) -> None:
    """Refuse a plan that was made for directories that the configuration doesn't have, or has elsewhere.

    Raises:
        PlanError: A directory is missing, or at another address.
    """
    planned = {row.name: row.address for row in plan.directories()}
    for name in chosen.by_directory:
        if name not in config.directories:
            raise PlanError(
                f"The plan is for the directory {name}, which {config.file} doesn't have.",
                remedy="Push with the configuration that the plan was made with, or preview again.",
            )
        address = config.directories[name].address
        if address != planned.get(name):
            raise PlanError(
                f"The plan was made for {name} at {planned.get(name)}; the configuration has it at {address}.",
                remedy="Push with the configuration that the plan was made with, or preview again.",
            )


class _Pushing:
    """One push, once nothing refuses it."""

    def __init__(self, plan: Plan, config: Config, options: PushOptions, chosen: Chosen, shared: Circumstances) -> None:
        self._plan = plan
        self._config = config
        self._options = options
        self._chosen = chosen
        self._shared = shared
        self._outcomes: Counter[Outcome] = Counter()
        self._differences = self._requests = self._throttled = 0

    async def directories(self) -> None:
        """Push to one directory after the other."""
        for name, numbers in self._chosen.by_directory.items():
            if not self._shared.halt.now:
                await self._directory(name, frozenset(numbers))

    async def _directory(self, name: str, numbers: frozenset[int]) -> None:
        directory = self._config.directories[name]
        async with open_directory(name, directory, progress=self._shared.progress) as client:
            try:
                async with self._present(client, len(numbers)) as present:
                    await self._apply(Applier(client, directory, present, self._shared), name, numbers)
                if self._options.verify and not self._shared.halt.now:
                    async with self._present(client, len(numbers)) as present:
                        self._differences += await verify(
                            self._applied(name), directory, present, self._shared.journal, self._shared.halt
                        )
            finally:
                self._requests += client.traffic.requests
                self._throttled += client.traffic.throttled

    def _present(self, client: DirectoryClient, changes: int) -> AbstractAsyncContextManager[Present]:
        accounts = next(row.accounts for row in self._plan.directories() if row.name == client.name)
        return present_state(client, accounts=accounts, changes=changes)

    async def _apply(self, applier: Applier, name: str, numbers: frozenset[int]) -> None:
        task = f"Pushing {name}"
        self._shared.progress.start(task, len(numbers))
        try:
            await applier.all(self._changes(numbers, name), task=task)
        finally:
            self._outcomes += applier.outcomes
            self._shared.progress.finish(task)

    def _changes(self, numbers: frozenset[int], name: str) -> Iterator[Change]:
        return (change for change in self._plan.changes(actions=ACTIONS, directory=name) if change.id in numbers)

    def _applied(self, name: str) -> Iterator[Change]:
        done = progressed(self._plan.path).done
        chosen = (change for change in selected(self._plan, self._options) if change.directory == name)
        return (change for change in chosen if change.id in done)

    def result(self) -> PushResult:
        """What it came to."""
        outcomes = self._outcomes
        done = len(self._shared.before.done) + outcomes[Outcome.APPLIED] + outcomes[Outcome.ALREADY]
        return PushResult(
            push_id=self._shared.journal.push_id,
            applied=outcomes[Outcome.APPLIED],
            already=outcomes[Outcome.ALREADY],
            skipped=outcomes[Outcome.SKIPPED],
            failed=outcomes[Outcome.FAILED],
            pending=self._plan.count(actions=ACTIONS) - done,
            differences=self._differences,
            requests=self._requests,
            throttled=self._throttled,
            interrupted=self._shared.halt.interrupted.is_set(),
            error=self._shared.halt.error,
        )
