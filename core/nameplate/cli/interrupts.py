"""Ctrl-C during a push: finish what is under way, then stop; twice, or before anything is written: stop at once."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from nameplate.cli.failures import say
from nameplate.pushing import Halt

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_interruptibly(work: Callable[[Halt], Awaitable[T]]) -> T:
    """Run `work` to its end; an interrupt sets the halt that it is given.

    Raises:
        KeyboardInterrupt: It was interrupted before it wrote anything, or twice.
    """

    async def main() -> T:
        halt, loop, task = Halt(), asyncio.get_running_loop(), asyncio.current_task()

        def interrupt() -> None:
            again = halt.interrupted.is_set()
            halt.interrupted.set()
            if halt.writing and not again:
                say("Finishing what is under way, then stopping; interrupt again to stop at once.")
            elif task is not None:
                task.cancel()

        for one in _SIGNALS:
            with suppress(NotImplementedError):  # on Windows an interrupt stops at once; the journal makes that safe
                loop.add_signal_handler(one, interrupt)
        try:
            return await work(halt)
        except asyncio.CancelledError:
            if halt.interrupted.is_set():
                raise KeyboardInterrupt from None
            raise

    return asyncio.run(main())
