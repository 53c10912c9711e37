"""The fast lane of a snapshot: whoever is known by their line is taken as they were, others are read off it."""

from functools import partial
from typing import Any

import orjson

from nameplate.plugins.lines import LineReader
from nameplate.reading.json_stream import ReadLine, one_record
from nameplate.reading.known import Known, Unchanged, digest_of

Line = tuple[Any, Unchanged | None, str]
"""A person read off the line, or the record, or None where there is nothing to look at in it; who is known by the
line; and its digest."""


class Lane:
    """Reads lines, as fast as it may.

    Args:
        read: Reads a person off a line; None where records have to be seen as they are.
        known: What was kept of an earlier read; None where nothing is to be kept.

    Attributes:
        settled: Records need not be seen as they are: it is known whose they are, and that no key is missing.
        settled_by_known: The same for records that were read earlier, as far as they go.
    """

    def __init__(self, read: LineReader | None, known: Known | None) -> None:
        self._read = read
        self._known = known
        self.settled = False
        self.settled_by_known = False

    def reader(self) -> ReadLine:
        """What reads the lines of the next block."""
        read = self._read if self.settled and self._read is not None else one_record
        return read if self._known is None else partial(self.with_known, self._known, read)

    def with_known(self, known: Known, read: ReadLine, line: bytes) -> Line | None:
        """What stands for the record in a line; None where the line holds something else than one record."""
        digest = digest_of(line)
        then = known.take(digest)
        if then is not None:
            return None if self.settled_by_known else orjson.loads(line), then, digest
        record = read(line)
        if record is None:
            record = one_record(line)
        return None if record is None else (record, None, digest)
