"""People of the old side, on disk until the new side asks for them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from nameplate.checking.passing import passing_folder
from nameplate.mapping import Mapped

ENCODE = msgspec.msgpack.Encoder().encode
DECODE = msgspec.msgpack.Decoder(Mapped).decode


class Shelf:
    """Mapped people by their source id, in a file that is gone afterwards.

    Args:
        beside: The folder in which the file's own folder lies meanwhile.
    """

    def __init__(self, beside: Path) -> None:
        self._beside = beside

    def __enter__(self) -> Self:
        self._folder = passing_folder(self._beside)
        self._database = sqlite3.connect(Path(self._folder.name) / "people.db", isolation_level=None)
        self._database.execute("pragma synchronous = off")
        self._database.execute("create table person (id text primary key, mapped blob not null) without rowid")
        self._database.execute("begin")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()
        self._folder.cleanup()

    def put(self, mapped: Mapped) -> None:
        """Keep a person; one without an id can't be found again, and is left out."""
        if mapped.source_id:
            self._database.execute("insert or ignore into person values (?, ?)", (mapped.source_id, ENCODE(mapped)))

    def take(self, source_id: str) -> Mapped | None:
        """The person with an id, who is then no longer here."""
        row = self._database.execute("delete from person where id = ? returning mapped", (source_id,)).fetchone()
        return DECODE(row[0]) if row else None

    def left(self) -> Iterator[Mapped]:
        """Whoever was not taken."""
        for (content,) in self._database.execute("select mapped from person order by id"):
            yield DECODE(content)
