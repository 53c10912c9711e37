"""How fast to go: as fast as the configuration allows and the directory bears.

Departures are spread evenly. While answers carry X-RateLimit headers, the rate is what is left until the reset.
Without them it climbs until a 429, then stays just below what was borne and tries for more ever more slowly. Errors
and time-outs halve the number of requests under way, successes bring it back.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SLACK = 0.05
"""Seconds by which late departures may catch up."""
MARGIN = 0.02
"""Seconds to wait beyond a reset."""
SLOWEST = 0.2
"""Requests a second below which no answer pushes the rate."""
START = 20.0
"""Requests a second to begin with, unless told otherwise."""
LONGEST = 8.0
"""Seconds to wait, at most, after a refusal that doesn't say how long."""
CAREFUL, HASTY = 0.98, 1.05
"""The slowest and the fastest rate, of that which uses up a limit evenly; between them a late start is caught up."""
LEARNING = 1.0
"""Seconds of answers that tell how much is borne."""
TRUSTED_SKEW = 5.0
"""Seconds by which the server's clock may differ before its own Date header is the better one."""


class Pace:
    """One directory's token bucket and concurrency limit.

    Args:
        per_second: The ceiling, in requests a second.
        concurrency: The ceiling of requests under way.
        start: Requests a second to begin with.
        clock: Seconds, monotonic.
        wall: Seconds since 1970.
        sleep: Waits.
    """

    def __init__(
        self,
        per_second: float,
        concurrency: int,
        *,
        start: float = START,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.ceiling = per_second
        self.widest = concurrency
        self.rate = min(per_second, start)
        self.width = float(concurrency)
        self.under_way = 0
        self._sent = self._newest = 0
        self._window = 0.0
        self.clock, self.wall, self.sleep = clock, wall, sleep
        self._next = self._paused_until = float("-inf")
        self._haste = 0.0
        self._waits = 0
        self._cut_at = self._narrowed_at = float("-inf")
        self._borne = 0
        self._answers: deque[float] = deque()
        self._turn = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """Wait for one's turn; the request runs inside. Gives its number, for `answered`."""
        async with self._turn:
            await self._wait()
            self.under_way += 1
            self._sent += 1
            number = self._sent
        try:
            yield number
        finally:
            self.under_way -= 1
            self._freed.set()

    async def _wait(self) -> None:
        while True:
            if self.under_way >= int(self.width):
                self._freed.clear()
                await self._freed.wait()
                continue
            now = self.clock()
            at = self._next
            if at <= now:
                self._next = max(self._next, now - SLACK) + 1 / self.rate
                return
            await self.sleep(at - now)

    def answered(
        self, status: int, headers: Mapping[str, str], retry_after: float | None = None, number: int = 0
    ) -> None:
        """Learn from the answer to request `number`."""
        now = self.clock()
        if status == 429:  # noqa: PLR2004
            self._too_fast(now, headers, retry_after)
            return
        self._borne += 1
        self._waits = 0
        self._answers.append(now)
        while self._answers[0] < now - LEARNING:
            self._answers.popleft()
        self.width = min(self.width + 1 / (4 * self.width), self.widest)
        budget = self._budget(headers)
        if budget is not None:
            self._spread(now, *budget, number=number)
        else:
            # Before the first refusal, doubling each second; after it, a little a second.
            self.rate = min(self.rate + (self._haste or self.rate) / self.rate, self.ceiling)

    def failed(self, retry_after: float | None = None) -> None:
        """Learn from a time-out, a lost connection or a 5xx."""
        now = self.clock()
        if retry_after:
            self._pause(now + retry_after)
        if now - self._narrowed_at > LEARNING:
            self._narrowed_at = now
            self.width = max(self.width / 2, 1.0)

    def _too_fast(self, now: float, headers: Mapping[str, str], retry_after: float | None) -> None:
        if now < self._paused_until:
            return  # another of those that were under way
        budget = self._budget(headers)
        if now - self._cut_at > LEARNING:
            self._cut(now)
        if budget is not None:
            self._pause(now + budget[2] + MARGIN)
        elif retry_after is not None:
            self._pause(now + retry_after)
        else:
            self._pause(now + min(0.25 * 2**self._waits, LONGEST))
            self._waits += 1

    def _cut(self, now: float) -> None:
        """Go just below what was borne since the last cut (a short pause after it aside); at first, in one second."""
        if self._haste:
            borne = self._borne / max(now - self._cut_at - min(self._paused_until - self._cut_at, LEARNING), 0.1)
        else:
            borne = sum(at > now - LEARNING for at in self._answers) / LEARNING or self.rate / 2
        self.rate = max(0.98 * min(borne, self.rate), SLOWEST)
        self._haste = 0.002 * self.rate if not self._haste else max(self._haste / 2, 0.0002 * self.rate)
        self._cut_at, self._borne = now, 0

    def _spread(self, now: float, limit: float, left: float, seconds: float, *, number: int) -> None:
        """So many requests of `limit` are left for so many seconds; those sent after `number` aren't counted yet."""
        if number < self._newest or not seconds:
            return  # a later request was answered before, or another window has begun
        self._newest = number
        self._window = max(self._window, seconds)
        even = CAREFUL * limit / self._window
        spare = left - (self._sent - number)
        if spare >= 1:
            self.rate = min(max((spare + 1) / seconds, even, SLOWEST), HASTY * even, self.ceiling)
        elif left < 1 or seconds > self.under_way / self.rate:
            self._pause(now + seconds + MARGIN)
        # Else the reset is so near that what is under way falls behind it.

    def _pause(self, until: float) -> None:
        self._paused_until = max(self._paused_until, until)
        self._next = max(self._next, until)

    def _budget(self, headers: Mapping[str, str]) -> tuple[float, float, float] | None:
        """The limit, requests left and seconds to the reset, from X-RateLimit headers; None where they don't say."""
        try:
            limit = float(headers["x-ratelimit-limit"])
            left = float(headers["x-ratelimit-remaining"])
            reset = instant(headers["x-ratelimit-reset"])
        except (KeyError, ValueError):
            return None
        now = self.wall()
        try:
            served = parsedate_to_datetime(headers.get("date", "")).timestamp()
        except ValueError:
            served = now
        seconds = reset - (served if abs(served - now) > TRUSTED_SKEW else now)
        return (limit, left, max(seconds, 0.0)) if abs(seconds) < 3600 else None  # noqa: PLR2004 -- a longer window is no pace


def instant(text: str) -> float:
    """The seconds since 1970 in a reset header: ISO 8601, or a number.

    Raises:
        ValueError: Neither.
    """
    try:
        return float(text)
    except ValueError:
        then = datetime.fromisoformat(text)
        return (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp()
