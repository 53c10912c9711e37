"""How far work is, drawn on standard error; nothing where that is no terminal."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

LONG_WAIT = 5.0
"""Seconds, from which a wait is told in a log too."""


class TerminalProgress:
    """A `Progress` drawn with rich while its context is open; where it is no terminal, only long waits are told.

    with TerminalProgress() as progress:
        asyncio.run(preview(config, plugins, progress=progress, …))
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(file=sys.stderr)
        self.tasks: dict[str, TaskID] = {}
        self.drawn = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=self.console,
            disable=not self.console.is_terminal,
            transient=True,
        )

    def __enter__(self) -> Self:
        self.drawn.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.drawn.stop()

    def start(self, task: str, total: int | None = None) -> None:
        """A line for the task; a bar once its total is known."""
        self.tasks[task] = self.drawn.add_task(task, total=total, note="")

    def advance(self, task: str, count: int = 1, note: str = "") -> None:
        """`count` more are done."""
        if task not in self.tasks:
            self.start(task)
        self.drawn.advance(self.tasks[task], count)
        if note:
            self.drawn.update(self.tasks[task], note=note)

    def wait(self, task: str, seconds: float, note: str) -> None:
        """Nothing happens for so long; `note` says why."""
        self.advance(task, 0, note)
        if self.drawn.disable and seconds >= LONG_WAIT:
            self.console.print(f"{task}: {note}", markup=False, highlight=False, soft_wrap=True)

    def finish(self, task: str, note: str = "") -> None:
        """The task is over: its bar is full."""
        if (number := self.tasks.get(task)) is None:
            return
        done = next(one.completed for one in self.drawn.tasks if one.id == number)
        self.drawn.update(number, total=max(done, 1), completed=max(done, 1), note=note)
