"""The mappings that can be looked at, and the folder in which they are written; nothing outside it ever is."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nameplate.errors import NameplateError
from nameplate.mapping import SearchPath
from nameplate.mapping.loading import LARGEST, SHIPPED_PREFIX, files_below

GOOD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.j2")
BOM = b"\xef\xbb\xbf"


class Refused(NameplateError):
    """A mapping can't be opened or written."""


class Changed(Refused):
    """The file is another than the one that was edited; `there` is its text now."""

    def __init__(self, name: str, there: "MappingFile") -> None:
        super().__init__(f"{name} has changed since you opened it.", remedy="Look at both, then decide.")
        self.there = there


@dataclass(frozen=True)
class MappingFile:
    r"""A mapping as its file has it.

    `text` has `\n` at its line ends; `hash` is of the bytes, SHA-256 hex. `own` files may be written.
    """

    name: str
    text: str
    hash: str
    own: bool


class MappingFolder:
    """The organization's mappings and the shipped ones, by name.

    Args:
        folder: The organization's own, or None where the configuration names none.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.search = SearchPath((folder,) if folder else ())

    def own(self) -> list[str]:
        """The names of the organization's mappings."""
        return sorted(self._below(self.folder)) if self.folder else []

    def shipped(self) -> list[str]:
        """The names of the shipped mappings, each with `nameplate/` before it."""
        return sorted(SHIPPED_PREFIX + name for name in self._below(self.search.shipped))

    def read(self, name: str) -> MappingFile:
        """A mapping.

        Raises:
            Refused: There is none of that name, or it isn't text.
        """
        path = self._path(name)
        data = path.read_bytes()
        if len(data) > LARGEST:
            raise Refused(f"{name} is larger than a mapping may be.", remedy=f"At most {LARGEST:,} bytes are taken.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused(f"{name} is not UTF-8.", remedy="Save it as UTF-8 with a text editor first.") from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return MappingFile(name, text, hashlib.sha256(data).hexdigest(), not name.startswith(SHIPPED_PREFIX))

    def save(self, name: str, text: str, opened_as: str) -> MappingFile:
        """Replace a mapping, whole or not at all, if it still is what was opened.

        Args:
            name: One of `own`.
            text: The new text.
            opened_as: The hash of what was edited.

        Raises:
            Changed: It is another by now.
            Refused: It is no mapping of the folder, or can't be written.
        """
        there = self.read(name)
        if not there.own:
            raise Refused(f"{name} ships with nameplate and can't be changed.", remedy="Copy it into your mappings.")
        if there.hash != opened_as:
            raise Changed(name, there)
        path = self._path(name)
        write(path, encoded(text, path.read_bytes()), path.stat().st_mode & 0o777)
        return self.read(name)

    def copy(self, name: str, to: str) -> MappingFile:
        """Copy a mapping under a new name into the organization's folder.

        Raises:
            Refused: The name is taken, or none that a mapping may have; or there is no folder.
        """
        if self.folder is None:
            raise Refused(
                "The configuration has no folder of mappings.", remedy="Add `mappings: ./mappings` to nameplate.yaml."
            )
        if not GOOD_NAME.fullmatch(to):
            raise Refused(
                f"{to or 'An empty name'} is no name for a mapping.",
                remedy="Use letters, digits, - and _, and end with .j2",
            )
        text = self.read(name).text
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with (self.folder / to).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            raise Refused(f"{to} is there already.", remedy="Choose another name.") from None
        except OSError as error:
            raise Refused(f"{to} can't be written: {error.strerror}.") from None
        return self.read(to)

    def _path(self, name: str) -> Path:
        """The file of one of the names that are listed; no other name has one."""
        if name in self.own() and self.folder is not None:
            return self.folder / name
        if name in self.shipped():
            return self.search.shipped / name.removeprefix(SHIPPED_PREFIX)
        raise Refused(f"There is no mapping {name}.", remedy="Choose one of the list.")

    @staticmethod
    def _below(folder: Path) -> Iterator[str]:
        """The mappings below a folder; a link that leads out of it is none of them."""
        root = folder.resolve()
        for path in files_below(folder, ".j2"):
            if path.is_file() and path.resolve().is_relative_to(root):
                yield path.relative_to(folder).as_posix()


def encoded(text: str, before: bytes) -> bytes:
    """The text as bytes, with the line ends and the byte order mark that the file had."""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    data = text.encode("utf-8")
    if len(data) > LARGEST:
        raise Refused(f"The text has {len(data):,} bytes.", remedy=f"A mapping has at most {LARGEST:,}.")
    return BOM + data if before.startswith(BOM) else data


def write(path: Path, data: bytes, mode: int) -> None:
    """Replace the file's content in one step.

    Raises:
        Refused: The folder can't be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise Refused(f"{path.name} can't be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise Refused(f"{path.name} can't be written: {error.strerror}.") from None
