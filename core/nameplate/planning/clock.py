"""What takes the time of a preview."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from nameplate.planning.planfile import Timing

STAGES = ("reading", "mapping", "listing", "comparing", "writing")


class Clock:
    """Adds up seconds and people by stage, and tells the time.

    Args:
        now: A fixed time, for a test.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now
        self._seconds = dict.fromkeys(STAGES, 0.0)
        self._people = dict.fromkeys(STAGES, 0)

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
            self.add(stage, time.perf_counter() - began, people)

    def timings(self) -> list[Timing]:
        """Every stage, in the order of the work."""
        return [Timing(stage, self._seconds[stage], self._people[stage]) for stage in STAGES]


def written(moment: datetime) -> str:
    """A time as plans hold it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
