"""List a directory completely, or not at all."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from nameplate.errors import DirectoryError

T = TypeVar("T")
Fetch = Callable[[int], Awaitable[tuple[int, list[T]]]]
"""Gives `totalResults` and the resources from a 1-based index on, as many as the directory likes."""


async def complete_pages(
    fetch: Fetch[T], identify: Callable[[T], str], *, ahead: int, name: str
) -> AsyncGenerator[list[T], None]:
    """Everyone in the directory, once each, page by page.

    The listing is complete if the distinct ids are as many as the greatest `totalResults` that any page gave. Where
    they aren't (people came or went meanwhile), it is listed once more, and those who were handed on already aren't
    handed on again. Whoever of them has gone by then is as if they had gone just after the listing.

    Args:
        fetch: Asks for one page.
        identify: A resource's id.
        ahead: How many pages may be asked for at once.
        name: The directory's name, for messages.

    Raises:
        DirectoryError: It can't be listed completely; what was handed on must not be used.
    """
    given: set[int] = set()
    seen, total = given, 0
    for attempt in range(2):
        # Hashes rather than ids: a million of them fit in memory, and a collision only refuses the listing.
        seen, total = (given, 0) if attempt == 0 else (set(), 0)
        async with aclosing(_in_order(fetch, ahead)) as pages:
            async for stated, items in pages:
                total = max(total, stated)
                keys = [hash(identify(item)) for item in items]
                fresh = [item for key, item in zip(keys, items, strict=True) if _new(key, given)]
                seen.update(keys)
                if fresh:
                    yield fresh
        if len(seen) == total:
            return
    raise DirectoryError(
        f"The directory {name} could not be listed completely: it says that it holds {total} users, "
        f"and listed {len(seen)}.",
        remedy="Perhaps someone else was changing it. Run the command again when nobody does.",
    )


def _new(key: int, given: set[int]) -> bool:
    if key in given:
        return False
    given.add(key)
    return True


async def _in_order(fetch: Fetch[T], ahead: int) -> AsyncGenerator[tuple[int, list[T]], None]:
    """The pages one after another, those to come asked for already.

    Where the next page begins is known only from what the one before returned; a guess that turns out wrong is
    thrown away.
    """
    guesses: deque[tuple[int, asyncio.Task[tuple[int, list[T]]]]] = deque()
    start, step, highest = 1, 0, 1
    try:
        while start <= highest:
            if not guesses or guesses[0][0] != start:
                await _drop(guesses)
                guesses.append((start, asyncio.ensure_future(fetch(start))))
            total, items = await guesses.popleft()[1]
            yield total, items
            if not items:
                return
            start += len(items)
            step, highest = max(step, len(items)), max(highest, total)
            following = guesses[-1][0] + step if guesses else start
            while len(guesses) < ahead and following <= highest:
                guesses.append((following, asyncio.ensure_future(fetch(following))))
                following += step
    finally:
        await _drop(guesses)


async def _drop(guesses: deque[tuple[int, asyncio.Task[tuple[int, list[T]]]]]) -> None:
    tasks = [task for _, task in guesses]
    guesses.clear()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
