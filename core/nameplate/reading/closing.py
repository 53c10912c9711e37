"""The closing line of a snapshot: `{"@nameplate": {"complete": true, "people": n, "fields": […], "groups": {…}}}`.

JSON Lines that are cut at a line's end parse cleanly, so nothing else proves that everyone is there.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from os import SEEK_END
from pathlib import Path
from typing import Any

import msgspec

from nameplate.errors import UnexpectedAnswer, UnknownGroup
from nameplate.reading.snapshot_file import blocks, reading

KEY = "@nameplate"
TAIL = 64 * 1024
"""Bytes that are read from the end of a file at first."""
AGAIN = "Take the snapshot again with `nameplate snapshot`."


class Closing(msgspec.Struct, frozen=True):
    """What a snapshot says about itself.

    `people` are its records. `fields` are the raw paths that were asked for (`*` for all), None where it doesn't say;
    `groups` the members' ids by name or id of the group.
    """

    complete: bool
    people: int
    fields: tuple[str, ...] | None = None
    groups: Mapping[str, frozenset[str]] = {}
    time: str = ""


def closing_of(value: Any, where: str) -> Closing | None:
    """The closing line that `value` is, or None where it is a record.

    Raises:
        UnexpectedAnswer: It is a closing line, but not a whole one.
    """
    if not isinstance(value, Mapping) or KEY not in value:
        return None
    try:
        return msgspec.convert(value[KEY], Closing)
    except msgspec.ValidationError as error:
        raise UnexpectedAnswer(
            f"{where}: the closing line of the snapshot is damaged: {error}.", remedy=AGAIN
        ) from error


def find_closing(path: Path, shown: str) -> Closing | None:
    """The closing line at the end of a file, read before its people; None where there is none.

    Raises:
        ReadError: The file can't be read.
        UnexpectedAnswer: It is damaged.
    """
    line = last_packed_line(blocks(path, shown)) if path.suffix.lower() in {".gz", ".zst"} else last_line(path, shown)
    if f'"{KEY}"'.encode() not in line[:64]:
        return None
    try:
        value = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    return closing_of(value, shown)


def last_line(path: Path, shown: str) -> bytes:
    """The last line of a plain file that is not empty."""
    with reading(shown), path.open("rb") as file:
        end, size = file.seek(0, SEEK_END), TAIL
        while True:
            file.seek(max(0, end - size))
            tail = file.read().rstrip()
            if b"\n" in tail or size >= end:
                return tail.rpartition(b"\n")[2]
            size *= 8


def last_packed_line(stream: Iterable[bytes]) -> bytes:
    """The last line of a stream that is not empty."""
    line = b""
    for block in stream:
        pending = line + block
        body = pending.rstrip()
        line = body.rpartition(b"\n")[2] + pending[len(body) :]
    return line.rstrip()


def require_groups(
    closing: Closing | None, groups: Iterable[str], shown: str, *, globs: bool = False
) -> dict[str, frozenset[str]]:
    """The members of each group that the configuration mentions, by its name there; names ignore case.

    Args:
        closing: The closing line that saved them.
        groups: Names or ids.
        shown: How the file is called in errors.
        globs: A name may be a glob, for all saved groups that it matches, by their own names.

    Raises:
        UnknownGroup: Of one the members were not saved.
    """
    saved = closing.groups if closing else {}
    found: dict[str, frozenset[str]] = {}
    missing: list[str] = []
    for group in groups:
        folded = group.casefold()
        pattern = folded.replace("[", "[[]")  # a bracket in the name of a group is one
        if alike := [group] if group in saved else [name for name in saved if name.casefold() == folded]:
            found[group] = frozenset().union(*(saved[name] for name in alike))
        elif globs and is_glob(group) and (matching := [one for one in saved if fnmatchcase(one.casefold(), pattern)]):
            found |= {name: saved[name] for name in matching}
        else:
            missing.append(group)
    if missing:
        names = ", ".join(map(repr, sorted(missing)))
        raise UnknownGroup(
            f"{shown}: the configuration mentions the group {names}, whose members this snapshot doesn't hold.",
            remedy=f"{AGAIN} It saves the members of the groups that the configuration mentions.",
        )
    return found


def is_glob(group: str) -> bool:
    """Whether a group is mentioned by a pattern rather than a name."""
    return "*" in group or "?" in group
