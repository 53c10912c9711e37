"""Whether a connection works: sign in, read one page, say what was found."""

import time
from dataclasses import dataclass
from typing import Any

from nameplate.plugins.connector import Connector, Query


@dataclass(frozen=True)
class Probe:
    """What a probe found: people on the first page that had any, whether there are more, and how long it took."""

    people: int
    more: bool
    requests: int
    seconds: float


async def probe(connector: Connector[Any], query: Query, *, pages: int = 20) -> Probe:
    """Sign in and read one page; of a scope by groups, the first that has people among the first `pages`.

    Nothing is tried again: whoever asks wants to know what is, now.

    Raises:
        ReadError: It does not work; the message says what the service answered, the remedy what to do.
    """
    started = time.monotonic()
    people, cursor, requests = 0, None, 0
    async with connector:
        while not people and requests < pages:
            page = await connector.fetch(query, cursor)
            people, cursor, requests = len(page.records), page.next, requests + 1
            if cursor is None:
                break
    return Probe(people, cursor is not None, requests, time.monotonic() - started)
