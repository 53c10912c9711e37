"""Turns a connector's pages: tries again what may work later, and refuses what goes in circles."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from nameplate.errors import ReadError, Unavailable, UnexpectedAnswer
from nameplate.plugins import Page, Query
from nameplate.reading.guarded import Guarded

LONGEST_WAIT = 300.0
"""Seconds; a server that asks for more ends the read, which says when to try again."""
FIRST_WAIT = 0.5
"""Seconds before the second attempt, where the server doesn't say; they double up to LONGEST_BACKOFF."""
LONGEST_BACKOFF = 30.0

Retrying = Callable[[int, float, Unavailable], None]
"""Told of the attempt that failed (from 1), the seconds until the next one, and the error."""


async def turn_pages(
    connector: Guarded, query: Query, *, attempts: int, retrying: Retrying, where: str = ""
) -> AsyncGenerator[Page, None]:
    """Every page of a query, in order; ends only when the last page was reached. Errors begin with `where`.

    Raises:
        ReadError: A page can't be had, or is not one; the message says which.
    """
    cursor: str | None = None
    seen: set[Hashable] = set()
    number = 0
    while True:
        number += 1
        try:
            page = await fetch(connector, query, cursor, attempts=attempts, retrying=retrying)
            check_page(page, connector, seen)
        except ReadError as error:
            raise located(error, f"{where}, page {number}".removeprefix(", ")) from error.__cause__
        yield page
        if page.next is None:
            return
        cursor = page.next


async def fetch(connector: Guarded, query: Query, cursor: str | None, *, attempts: int, retrying: Retrying) -> Page:
    """One page, tried up to `attempts` times.

    Raises:
        ReadError: It can't be had.
    """
    for attempt in range(1, attempts + 1):
        try:
            return await connector.fetch(query, cursor)
        except Unavailable as error:
            if error.retry_after is not None and error.retry_after > LONGEST_WAIT:
                raise too_long(error, error.retry_after) from error
            if attempt == attempts:
                raise Unavailable(
                    f"{error.message} (tried {attempts} {'time' if attempts == 1 else 'times'})",
                    retry_after=error.retry_after,
                    remedy=error.remedy or "Try again later; `attempts` in the settings says how often to ask.",
                ) from error
            wait = seconds_to_wait(attempt, error.retry_after)
            retrying(attempt, wait, error)
            await asyncio.sleep(wait)
    raise AssertionError("attempts is at least 1")


def too_long(error: Unavailable, seconds: float) -> Unavailable:
    """The error for a server that asks for more seconds than a read waits; it says until when."""
    try:
        until = f"{datetime.now().astimezone() + timedelta(seconds=seconds):%Y-%m-%d %H:%M %Z}"
    except (OverflowError, ValueError):
        until = ""
    return Unavailable(
        f"{error.message} (it asks not to be asked again for {seconds:,.0f} s{until and f', until {until}'})",
        retry_after=seconds,
        remedy=f"Run the command again after {until or 'that time'}; a read waits {LONGEST_WAIT:.0f} s at most.",
    )


def seconds_to_wait(attempt: int, retry_after: float | None) -> float:
    """The seconds between a failed attempt (from 1) and the next: the server's, or longer each time, with jitter."""
    if retry_after is not None:
        return max(retry_after, 0.0)
    longest = min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_BACKOFF)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads requests, guards nothing


def check_page(page: Page, connector: Guarded, seen: set[Hashable]) -> None:
    """Hold a page against those before it, whose ids and cursors are in `seen`, and remember its own.

    Raises:
        UnexpectedAnswer: It is no page, it was there already, or it leads back to one that was.
    """
    if not isinstance(page, Page) or not isinstance(page.records, Sequence) or page.next == "":
        raise UnexpectedAnswer(f"{connector.name} gave no page of records.", remedy="Report it to the plugin's makers.")
    marks: list[tuple[Hashable, str]] = []
    if page.records:
        marks.append((("ids", hash(tuple(map(identify, page.records)))), "it repeats an earlier page"))
    if page.next is not None:
        marks.append((("cursor", hash(page.next)), "its next link leads back to an earlier page"))
    for mark, wrong in marks:
        if mark in seen:
            raise UnexpectedAnswer(
                f"The answer goes in circles: {wrong}.",
                remedy="Try again; if it stays so, ask the identity provider's support, or who runs the proxy.",
            )
        seen.add(mark)


def identify(record: Any) -> str:
    """What tells a record from others: its id, or all of it."""
    return str(record.get("id", record)) if isinstance(record, Mapping) else str(record)


def located(error: ReadError, where: str) -> ReadError:
    """The same error, its message with where it happened."""
    error.message = f"{where}: {error.message}"
    error.args = (error.message,)
    return error
