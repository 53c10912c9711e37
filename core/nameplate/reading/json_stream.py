"""A stream of bytes as JSON values with their lines, in flat memory.

What people have on disk is JSON Lines, or list responses of an API: `{"value": [...]}`, `{"users": [...]}`, `[...]`,
one after the other, pretty-printed or not. Lines are decoded one by one; whatever is laid out otherwise goes to the
scanner, which takes a value at a time.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from nameplate.errors import UnexpectedAnswer
from nameplate.reading.json_scanner import LARGEST_VALUE, LISTS, Damaged, Envelope, Scanner

__all__ = ["Damaged", "Envelope", "Item", "read_values"]


Item = tuple[Any, int]
"""A record or what `ReadLine` gives for it, or the `Envelope` that ends a list response; and its line."""
ReadLine = Callable[[bytes], Any]
"""What stands for the record in a line; None where the line has to be decoded, or doesn't hold one record."""


def read_values(
    blocks: Iterator[bytes], file: str, reader: Callable[[], ReadLine] | None = None
) -> Iterator[list[Item]]:
    """The records of a file, a block at a time, and an `Envelope` at the end of each list response.

    Args:
        blocks: The file's bytes, UTF-8.
        file: The file's name, for errors.
        reader: Says, for each block of valid UTF-8, what reads its lines; by default it is `one_record`, which is
            asked as well wherever a reader gives None.

    Raises:
        UnexpectedAnswer: It is not JSON, or is cut off; the message has the line.
    """
    line, rest = 1, b""
    for block in blocks:
        text, newline, rest = (rest + block).rpartition(b"\n")
        if not newline and (line == 1 or len(rest) > LARGEST_VALUE):
            yield from scan(rest, blocks, file, line)
            return
        texts = text.split(b"\n") if newline else []
        read = reader_of(text, reader)
        batch: list[Item] = []
        for number, one in enumerate(texts, line):
            value = read(one)
            if value is None:
                value = one_record(one)
            if value is not None:
                batch.append((value, number))
            elif not add_line(batch, one, number):
                yield batch
                yield from scan(b"\n".join([*texts[number - line :], rest]), blocks, file, number)
                return
        line += len(texts)
        yield batch
    batch = []
    value = reader_of(rest, reader)(rest)
    if value is None:
        value = one_record(rest)
    if value is not None:
        yield [(value, line)]
    elif add_line(batch, rest, line):
        yield batch
    else:
        yield from scan(rest, blocks, file, line)


def reader_of(text: bytes, reader: Callable[[], ReadLine] | None) -> ReadLine:
    """What reads the lines of a text."""
    return reader() if reader and is_utf8(text) else one_record


def one_record(line: bytes) -> dict[str, Any] | None:
    """The record that a line holds; None where it holds something else, or several."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return value if type(value) is dict and "id" in value else None


def is_utf8(text: bytes) -> bool:
    """Whether all of it is UTF-8."""
    try:
        return text.isascii() or text.decode() != ""
    except UnicodeDecodeError:
        return False


def add_line(batch: list[Item], text: bytes, line: int) -> bool:
    """Add what one line holds to `batch`; False if it doesn't hold whole values."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        if not text.strip():
            return True
        value = damaged(text)
        if value is None:
            return False
    batch.extend((one, line) for one in unfold(value))
    return True


def damaged(text: bytes) -> Damaged | None:
    """A line that is an object by its brackets and quotes, with something in it that JSON or Unicode don't allow."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or any(isinstance(value.get(name), list) for name in LISTS):
        return None
    return Damaged(value)


def unfold(value: Any) -> Iterator[Any]:
    """The records of a list response and then its envelope; anything else is itself."""
    if isinstance(value, list):
        yield from value
        yield Envelope({})
        return
    name = next((name for name in LISTS if isinstance(value, Mapping) and isinstance(value.get(name), list)), None)
    if name is None:
        yield value
    else:
        yield from value[name]
        yield Envelope({key: other for key, other in value.items() if key != name})


def scan(text: bytes, blocks: Iterator[bytes], file: str, line: int) -> Iterator[list[Item]]:
    """The values of what is not laid out in lines, in batches."""
    batch: list[Item] = []
    try:
        for value, at in Scanner(text, blocks, file, line).values():
            batch.append((value, at))
            if len(batch) >= BATCH:
                yield batch
                batch = []
    except UnexpectedAnswer:
        yield batch
        raise
    yield batch


BATCH = 1000
"""Values that are handed on together."""
