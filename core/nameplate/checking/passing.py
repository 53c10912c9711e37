"""Where people's data lies while a command runs that saves nothing."""

import os
import tempfile
from pathlib import Path


def passing_folder(beside: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder that only its owner may enter, gone afterwards: where TMPDIR says, else in the folder `beside`.

    The system's own folder may be memory, which staged people would fill; it serves where nothing else can be written.
    """
    if "TMPDIR" not in os.environ and os.access(beside, os.W_OK | os.X_OK):
        return tempfile.TemporaryDirectory(prefix=".nameplate-", dir=beside)
    return tempfile.TemporaryDirectory(prefix="nameplate-")
