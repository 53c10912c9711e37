"""The pace follows what the directory bears."""

import asyncio
import random
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.responses import Response

from nameplate.directory.exchange import Exchange
from nameplate.directory.pace import Pace, instant
from nameplate.directory.sandbox.faults import Faults, Faulty, RateLimit
from support.virtual_time import run_virtually


async def empty(scope, receive, send):
    """An application that always answers `{}`."""
    await Response(b"{}", media_type="application/json")(scope, receive, send)


def drive(faults, requests, *, ceiling=1000.0, concurrency=8):
    """Send so many requests in virtual time: seconds, traffic."""

    async def main(clock):
        app = Faulty(empty, faults, clock=clock)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as http:
            pace = Pace(ceiling, concurrency, clock=clock, wall=clock)
            exchange = Exchange(http, "http://x", token=lambda: "key", token_name="KEY", pace=pace)
            todo, began = iter(range(requests)), clock()

            async def worker():
                for _ in todo:
                    await exchange.get("/", doing="x")

            await asyncio.gather(*(worker() for _ in range(concurrency)))
            return clock() - began, exchange.traffic

    return run_virtually(main)


@pytest.mark.parametrize("window", [1.0, 10.0, 60.0])
@pytest.mark.parametrize("limit", [10, 50, 200])
def test_with_rate_limit_headers_the_limit_is_used_and_not_crossed(limit, window):
    """At least 0.95 of it, and under 1% answered 429."""
    faults = Faults(latency=0.02, limit=RateLimit(limit * window, window))
    seconds, traffic = drive(faults, limit * 30)
    assert limit * 30 / seconds >= 0.95 * limit
    assert traffic.throttled < 0.01 * traffic.requests


@pytest.mark.parametrize("retry_after", [True, False])
@pytest.mark.parametrize("limit", [10, 50, 200])
def test_without_headers_it_settles_just_below_the_limit(limit, retry_after):
    """Learnt from 429 alone."""
    faults = Faults(latency=0.02, limit=RateLimit(limit, headers=False, retry_after=retry_after))
    seconds, traffic = drive(faults, limit * 60)
    assert limit * 60 / seconds >= 0.85 * limit
    assert traffic.throttled < 0.01 * traffic.requests


def test_the_ceiling_of_the_configuration_holds():
    """However much the directory would bear."""
    seconds, traffic = drive(Faults(latency=0.01), 300, ceiling=20)
    assert 14 <= seconds <= 16
    assert traffic.throttled == 0


def test_no_more_requests_than_the_concurrency_are_under_way():
    """Even if answers are slow."""
    seconds, _ = drive(Faults(latency=1.0), 40, concurrency=4)
    assert seconds >= 10


def test_errors_halve_what_is_under_way_and_successes_bring_it_back():
    """Down at once, up slowly."""
    now = [0.0]
    pace = Pace(100, 8, clock=lambda: now[0], wall=lambda: now[0])
    pace.failed()
    assert pace.width == 4
    pace.failed()
    assert pace.width == 4, "failures of one moment count once"
    now[0] = 5
    pace.failed()
    assert pace.width == 2
    for _ in range(500):
        pace.answered(200, {})
    assert pace.width == 8


def test_a_server_whose_clock_is_wrong_is_read_by_its_own_date():
    """The reset counts from the answer's Date where that is far from ours."""
    pace = Pace(100, 8, clock=lambda: 0.0, wall=lambda: 1_000_000.0)
    reset = datetime.fromtimestamp(2_000_010, UTC)
    date = datetime.fromtimestamp(2_000_000, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    limit = {"x-ratelimit-limit": "50", "x-ratelimit-remaining": "49", "x-ratelimit-reset": reset.isoformat()}
    pace.answered(200, limit | {"date": date})
    assert pace.rate == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1743508800", 1743508800.0), ("2025-04-01T12:00:00Z", 1743508800.0), ("2025-04-01T12:00:00", 1743508800.0)],
)
def test_a_reset_is_iso_8601_or_a_number(text, seconds):
    """Without a zone it is UTC."""
    assert instant(text) == seconds


def test_with_slow_and_uneven_answers_the_limit_is_still_used():
    """Answers that overtake each other, and some that come after their window, don't slow it down."""

    async def main(clock):
        chance, limited = random.Random(1), Faulty(empty, Faults(limit=RateLimit(200)), clock=clock)  # noqa: S311 -- no secret

        async def uneven(scope, receive, send):
            messages = []

            async def keep(message):
                messages.append(message)

            await asyncio.sleep(chance.expovariate(40))
            await limited(scope, receive, keep)
            await asyncio.sleep(chance.expovariate(40) + (0.3 if chance.random() < 0.02 else 0))
            for message in messages:
                await send(message)

        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(uneven)) as http:
            pace = Pace(1000, 16, clock=clock, wall=clock)
            exchange = Exchange(http, "http://x", token=lambda: "key", token_name="KEY", pace=pace)
            todo, began = iter(range(4000)), clock()

            async def worker():
                for _ in todo:
                    await exchange.get("/", doing="x")

            await asyncio.gather(*(worker() for _ in range(16)))
            return 4000 / (clock() - began), exchange.traffic

    rate, traffic = run_virtually(main)
    assert rate >= 0.95 * 200
    assert traffic.throttled < 0.01 * traffic.requests
