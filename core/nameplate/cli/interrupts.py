"""Ctrl-C during a push: finish what is under way, then stop; twice: stop at once."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

from nameplate.cli.failures import say
from nameplate.pushing import Halt

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_interruptibly(work: Callable[[Halt], Awaitable[T]]) -> T:
    """Run `work` to its end; an interrupt sets the halt that it is given."""

    async def main() -> T:
        halt, loop = Halt(), asyncio.get_running_loop()

        def interrupt() -> None:
            say("Finishing what is under way, then stopping; interrupt again to stop at once.")
            halt.interrupted.set()
            for one in _SIGNALS:
                loop.remove_signal_handler(one)

        for one in _SIGNALS:
            loop.add_signal_handler(one, interrupt)
        return await work(halt)

    return asyncio.run(main())
