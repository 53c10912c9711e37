"""Where people's data lies while something runs that saves nothing."""

import os
import tempfile
from pathlib import Path


def passing_folder(beside: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder that only its owner may enter, gone afterwards: where TMPDIR says, else in the folder `beside`.

    Version control passes over it: a process that is killed leaves it behind.
    """
    place = passing_place(beside)
    folder = tempfile.TemporaryDirectory(prefix=".nameplate-" if place else "nameplate-", dir=place)
    (Path(folder.name) / ".gitignore").write_text("*\n", "utf-8")
    return folder


def passing_place(beside: Path) -> Path | None:
    """The folder `beside`; None for the system's own, where TMPDIR says so or nothing else can be written.

    The system's own may be memory, which a large organization's people would fill.
    """
    return beside if "TMPDIR" not in os.environ and os.access(beside, os.W_OK | os.X_OK) else None
