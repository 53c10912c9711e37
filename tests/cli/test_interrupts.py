"""An interrupt stops at once, or finishes what is under way."""

import asyncio
import os
import signal

import pytest

from nameplate.cli.interrupts import run_interruptibly


def interrupt():
    """Ctrl-C."""
    os.kill(os.getpid(), signal.SIGINT)


def test_before_anything_is_written_it_stops_at_once():
    """A preview has nothing to finish."""

    async def work(halt):
        interrupt()
        await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work)


def test_while_requests_are_under_way_it_waits_for_them(capsys):
    """The work sees the halt, and ends by itself."""

    async def work(halt):
        halt.writing = True
        interrupt()
        await halt.interrupted.wait()
        return "finished"

    assert run_interruptibly(work) == "finished"
    assert "interrupt again to stop at once" in capsys.readouterr().err


def test_twice_stops_at_once_all_the_same():
    """Whatever is under way."""

    async def work(halt):
        halt.writing = True
        interrupt()
        await halt.interrupted.wait()
        interrupt()
        await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work)
