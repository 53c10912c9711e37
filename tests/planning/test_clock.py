"""What takes the time: each stage has its own, and nobody else's."""

import asyncio
import time

import pytest

from nameplate.planning.clock import Clock


def busy(seconds):
    """Keep the processor, as decoding does."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


async def working(pages, seconds, wait=0.0):
    """Pages that take work, after a wait for an answer."""
    for number in range(pages):
        if wait:
            await asyncio.sleep(wait)
        busy(seconds)
        yield [number]
        await asyncio.sleep(0)


def seconds(clock):
    """Seconds by stage."""
    return {timing.stage: timing.seconds for timing in clock.timings()}


async def drain(clock, stage, pages, work=0.0):
    """Take all pages, with some work of another stage for each."""
    taken = []
    async for page in clock.pages(stage, pages, len):
        with clock.timing("mapping"):
            busy(work)
        taken += page
    return taken


def test_the_turns_of_others_count_for_others():
    """Two stages that work in turn on one processor together have the time that passed, not twice of it."""
    clock = Clock()

    async def both():
        return await asyncio.gather(
            drain(clock, "reading", working(5, 0.01)), drain(clock, "listing", working(5, 0.02), work=0.01)
        )

    began = time.perf_counter()
    assert asyncio.run(both()) == [[0, 1, 2, 3, 4]] * 2
    passed = time.perf_counter() - began
    told = seconds(clock)
    assert told["reading"] >= 0.05
    assert told["listing"] >= 0.1
    assert sum(told.values()) <= passed


def test_a_wait_for_an_answer_counts():
    """It is what a live read takes."""
    clock = Clock()
    asyncio.run(drain(clock, "reading", working(2, 0.0, wait=0.03)))
    assert seconds(clock)["reading"] >= 0.06
    assert [(one.stage, one.people) for one in clock.timings() if one.people] == [("reading", 2)]


def test_errors_and_cancellation_pass_through():
    """Whatever ends the pages ends those who wait for them."""

    async def failing():
        yield [1]
        await asyncio.sleep(0)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(drain(Clock(), "reading", failing()))

    closed = []

    async def endless():
        try:
            yield [1]
            await asyncio.sleep(3600)
        finally:
            closed.append(True)

    async def cancelled():
        task = asyncio.create_task(drain(Clock(), "reading", endless()))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert closed == [True]
