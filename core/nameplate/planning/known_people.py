"""People kept from the last preview, found again by their records' digests.

Both sides stand in the order of the snapshot, so that a few thousand kept rows around the present one are in memory,
however many there are. Whoever moved farther than that is read again; nothing else comes of it.
"""

from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from nameplate.planning.kept import Kept, KeptRow

CHUNK = 1000
AHEAD, CHUNKS = 6 * CHUNK, 12


class Chunk(NamedTuple):
    """Kept rows that follow each other, by digest; those that were taken are gone. `first` and `last` are numbers."""

    rows: dict[str, KeptRow]
    first: int
    last: int


class KnownPeople:
    """What was kept of a connection's people (`reading.Known`).

    Args:
        kept: The file; None where nothing was kept, or nothing fits.
        rows: The rows that may be used again, in their order.
    """

    def __init__(self, kept: Kept | None = None, rows: Iterable[KeptRow] = ()) -> None:
        self._kept = kept
        self._rows = iter(rows)
        self._chunks: deque[Chunk] = deque()
        self._here: dict[str, KeptRow] = {}
        self._at = 0
        self._end: float = 0

    def begin(self, memberships: str) -> frozenset[str]:
        """Begin at the first record; returns which keys were missing from all records then.

        Nobody is known where the `memberships` are others than they were.
        """
        status = self._kept.about.status if self._kept else None
        if status is None or status.memberships != memberships:
            self._rows = iter(())
            return frozenset()
        return status.unselected

    def take(self, digest: str) -> KeptRow | None:
        """The row of the record with this digest, once; records are asked for in their order."""
        self._at += 1
        while self._at + AHEAD > self._end:
            self._fetch()
        row = self._here.pop(digest, None)
        if row is None:
            for chunk in self._chunks:
                row = chunk.rows.pop(digest, None)
                if row is not None:
                    self._here = chunk.rows
                    self._at = min(max(self._at, chunk.first), chunk.last)
                    break
        return row

    def _fetch(self) -> None:
        rows = list(islice(self._rows, CHUNK))
        if not rows:
            self._end = float("inf")
            return
        self._end = rows[-1].n
        self._chunks.append(Chunk({row.digest: row for row in rows}, rows[0].n, rows[-1].n))
        if len(self._chunks) > CHUNKS:
            self._chunks.popleft()
