"""Takes a snapshot: the identity provider's own records as JSON Lines, written atomically."""

import gzip
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

import orjson
import zstandard

from nameplate.errors import NameplateError, ReadError, UnexpectedAnswer
from nameplate.model import EVERYTHING
from nameplate.reading.closing import KEY
from nameplate.reading.paging import located
from nameplate.reading.source import Source

COMPRESSION = 6
"""Of gzip and Zstandard: small files at a few hundred thousand people a minute."""


@dataclass(frozen=True)
class Saved:
    """A snapshot that was taken."""

    path: Path
    people: int
    groups: tuple[str, ...]


class Writer(Protocol):
    """What records are written to."""

    def write(self, data: bytes, /) -> object:
        """Add bytes."""
        ...


async def save_snapshot(source: Source, path: Path, *, now: datetime | None = None) -> Saved:
    """Save the raw records of a connection, read live, with the groups that the configuration mentions.

    The file appears whole or not at all, readable by its owner only; `.gz` and `.zst` are compressed.

    Raises:
        ReadError: The identity provider could not be read to its end, or gave nobody; nothing is saved.
        NameplateError: The file can't be written.
    """
    live = source.live()
    source.progress.start(source.task)
    try:
        async with live.open() as opened:
            with written(path) as file:
                groups = await live.memberships(opened, live.selection.needs.groups | frozenset(live.scope.groups))
                async for page in live.pages(opened):
                    file.write(b"".join(map(line_of, page.records)))
                    source.status.people += len(page.records)
                    source.progress.advance(source.task, len(page.records), f"{source.status.pages:,} pages")
                if not source.status.people:
                    raise UnexpectedAnswer(
                        "nobody was read, so nothing was saved.", remedy="See whether the scope is right."
                    )
                selected = frozenset({EVERYTHING}) if source.reads.whole else source.selection.select
                file.write(closing_line(source.status.people, selected, groups, now or datetime.now(UTC)))
    except ReadError as error:
        source.status.error = located(error, f"{source.connection} ({source.connector})").message
        raise
    finally:
        source.progress.finish(source.task, f"{source.status.people:,} people")
    source.status.complete = True
    return Saved(path, source.status.people, tuple(sorted(groups)))


def line_of(record: Any) -> bytes:
    """The record as a line of JSON."""
    try:
        return orjson.dumps(record, default=dict, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # half a character, or a number beyond 64 bits: kept as it came
        return json.dumps(record).encode() + b"\n"


def closing_line(people: int, fields: frozenset[str], groups: Mapping[str, frozenset[str]], now: datetime) -> bytes:
    """The line that says that the snapshot is whole."""
    about = {
        "complete": True,
        "people": people,
        "fields": sorted(fields),
        "groups": {name: sorted(ids) for name, ids in groups.items()},
        "time": now.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return orjson.dumps({KEY: about}, option=orjson.OPT_APPEND_NEWLINE)


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A file that takes its name when everything is in it, and is gone otherwise.

    Raises:
        NameplateError: It can't be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # its mode is 0600
    except OSError as error:
        raise unwritable(path, error) from error
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 -- the descriptor is mkstemp's
            with compressed(path, file) as packed:
                yield packed
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def compressed(path: Path, file: IO[bytes]) -> Iterator[Writer]:
    """Packs what is written, where the name ends so."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        with gzip.GzipFile("", "wb", COMPRESSION, file, mtime=0) as packed:
            yield packed
    elif suffix == ".zst":
        with zstandard.ZstdCompressor(COMPRESSION, write_checksum=True).stream_writer(file, closefd=False) as packing:
            yield packing
    else:
        yield file


def sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(path: Path, error: OSError) -> NameplateError:
    """The error of a file that can't be written."""
    return NameplateError(f"{path} can't be written: {error.strerror or error}.", remedy="Choose another file with -o.")
