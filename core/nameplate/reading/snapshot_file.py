"""A snapshot's bytes: plain, `.gz` or `.zst` by the name; hashed while they are read."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Protocol

import zstandard

from nameplate.errors import ReadError, UnexpectedAnswer
from nameplate.reading.json_scanner import CUT_OFF, NOT_JSON

BLOCK = 128 * 1024
"""Bytes that are read at once; the records of a larger block no longer fit the processor's cache, and cost twice as
much."""
PIECE = 64 * 1024
"""Compressed bytes that are unpacked at once; they may come to a thousand times as many."""
MAGIC = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd"}
"""End of a compressed file's name → the bytes that it begins with (RFC 1952, RFC 8878)."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Digest(Protocol):
    """What hashlib gives."""

    def update(self, data: bytes, /) -> None:
        """Add bytes."""
        ...

    def hexdigest(self) -> str:
        """The digest so far."""
        ...


def new_digest() -> Digest:
    """The digest of a snapshot's bytes, as they are on disk; SHA-256, which processors have instructions for."""
    return hashlib.sha256()


def blocks(path: Path, shown: str, digest: Digest | None = None) -> Iterator[bytes]:
    """The text of a snapshot as bytes of UTF-8, without a byte order mark.

    Args:
        path: The file.
        shown: How it is called in errors.
        digest: Fed with the bytes on disk.

    Raises:
        ReadError: It can't be opened.
        UnexpectedAnswer: It is damaged, in another encoding, or plainly not JSON.
    """
    with reading(shown), path.open("rb") as file:
        first = True
        for block in unpacked(path, hashed(file, digest), shown):
            if first and block:
                look_at_start(block, shown)
                first = False
                yield block.removeprefix(BYTE_ORDER_MARK)
            elif block:
                yield block


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """Errors of the system as read errors.

    Raises:
        ReadError: The file can't be opened or read.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise ReadError(f"{shown}: there is no such file.", remedy="Take it with `nameplate snapshot`.") from error
    except OSError as error:
        raise ReadError(f"{shown}: {error.strerror or error}.", remedy="See whether you may read the file.") from error


def hashed(file: IO[bytes], digest: Digest | None) -> Iterator[bytes]:
    """The file's bytes, which the digest sees too."""
    while block := file.read(BLOCK):
        if digest is not None:
            digest.update(block)
        yield block


def unpacked(path: Path, packed: Iterator[bytes], shown: str) -> Iterator[bytes]:
    """The bytes, decompressed where the name ends so.

    Raises:
        UnexpectedAnswer: The file is not compressed as its name says, or damaged, or cut off.
    """
    suffix = path.suffix.lower()
    if suffix not in MAGIC:
        yield from packed
        return
    first = next(packed, b"")
    if first and not first.startswith(MAGIC[suffix]):
        raise UnexpectedAnswer(
            f"{shown}: its name ends in {suffix}, but the file is not compressed so.",
            remedy=f"Take {suffix} off its name, if it is a plain file.",
        )
    try:
        yield from frames(chain([first], packed), zlib_frame if suffix == ".gz" else zstandard_frame, shown)
    except (zlib.error, zstandard.ZstdError) as error:
        raise UnexpectedAnswer(f"{shown}: the compressed file is damaged ({error}).", remedy=CUT_OFF) from error


class Frame(Protocol):
    """One compressed stream; a file may have several, one after the other."""

    @property
    def eof(self) -> bool:
        """Whether its end was reached."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What follows its end."""
        ...

    def decompress(self, data: bytes, /) -> bytes:
        """The bytes, decompressed."""
        ...


def zlib_frame() -> Frame:
    """A gzip stream."""
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def zstandard_frame() -> Frame:
    """A Zstandard stream."""
    return zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()


def frames(packed: Iterator[bytes], new_frame: Callable[[], Frame], shown: str) -> Iterator[bytes]:
    """The contents of all streams of a file, one after the other.

    Raises:
        UnexpectedAnswer: The last one has no end.
    """
    frame: Frame | None = None
    for block in packed:
        pending = block
        while pending:
            frame = frame or new_frame()
            yield frame.decompress(pending[:PIECE])
            pending = (frame.unused_data if frame.eof else b"") + pending[PIECE:]
            frame = None if frame.eof else frame
    if frame is not None:
        raise UnexpectedAnswer(f"{shown}: the compressed file is cut off.", remedy=CUT_OFF)


def look_at_start(block: bytes, shown: str) -> None:
    """Refuse what is plainly something else.

    Raises:
        UnexpectedAnswer: Another encoding, a compressed file by another name, or a web page.
    """
    start = block[:512].removeprefix(BYTE_ORDER_MARK)
    if start.startswith(tuple(MAGIC.values())):
        raise UnexpectedAnswer(
            f"{shown}: the file is compressed, but its name doesn't say so.",
            remedy="Let the name end in .gz (gzip) or .zst (Zstandard).",
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
        raise UnexpectedAnswer(
            f"{shown}: the text is not UTF-8 (UTF-16 or UTF-32 by its first bytes).",
            remedy="Save the file as UTF-8; in PowerShell 5: Out-File -Encoding utf8.",
        )
    if start.lstrip().startswith(b"<"):
        raise UnexpectedAnswer(f"{shown}: not JSON: it begins like a web page or XML.", remedy=NOT_JSON)
