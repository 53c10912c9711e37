"""What takes the time of a preview."""

import time
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from nameplate.planning.planfile import Timing

STAGES = ("reading", "mapping", "listing", "comparing", "writing")

T = TypeVar("T")


class Clock:
    """Adds up seconds and people by stage, and tells the time.

    Args:
        now: A fixed time, for a test.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now
        self._seconds = dict.fromkeys(STAGES, 0.0)
        self._people = dict.fromkeys(STAGES, 0)
        self._busy = 0.0

    def now(self) -> str:
        """The time, UTC, ISO 8601, in seconds."""
        return written(self._now or datetime.now(UTC))

    def add(self, stage: str, seconds: float, people: int = 0) -> None:
        """Add to a stage."""
        self._seconds[stage] += seconds
        self._people[stage] += people

    @contextmanager
    def timing(self, stage: str, people: int = 0) -> Iterator[None]:
        """Add the time of a block to a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.work(stage, time.perf_counter() - began, people)

    def work(self, stage: str, seconds: float, people: int = 0) -> None:
        """Add time in which nothing else could run."""
        self._busy += seconds
        self.add(stage, seconds, people)

    async def pages(self, stage: str, pages: AsyncIterator[T], count: Callable[[T], int]) -> AsyncIterator[T]:
        """The pages, with the time that each takes added to a stage, and the people on it."""
        async with aclosing(cast("Any", pages)) as closing:
            while True:
                try:
                    page = await self.awaiting(stage, anext(closing))
                except StopAsyncIteration:
                    return
                self.add(stage, 0.0, count(page))
                yield page

    @types.coroutine
    def awaiting(self, stage: str, awaited: Awaitable[T]) -> Generator[Any, Any, T]:
        """What comes of awaiting something; the time in which it runs, or waits for an answer, is added to a stage.

        The time in which others have their turn is theirs.
        """
        steps = awaited.__await__()
        error: BaseException | None = None
        while True:
            began = time.perf_counter()
            try:
                waits_for = next(steps) if error is None else steps.throw(error)
            except StopIteration as end:
                result: T = end.value
                return result
            finally:
                self.work(stage, time.perf_counter() - began)
            error, began, busy = None, time.perf_counter(), self._busy
            try:
                yield waits_for
            except BaseException as thrown:  # noqa: BLE001 -- handed on to what is awaited
                error = thrown
            if waits_for is not None:  # asyncio.sleep(0) waits for nothing
                self.add(stage, time.perf_counter() - began - (self._busy - busy))

    def timings(self) -> list[Timing]:
        """Every stage, in the order of the work."""
        return [Timing(stage, self._seconds[stage], self._people[stage]) for stage in STAGES]


def written(moment: datetime) -> str:
    """A time as plans hold it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
