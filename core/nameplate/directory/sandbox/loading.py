"""Fill a sandbox with users."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nameplate.directory.sandbox.sandbox import Sandbox


def load_sandbox(
    path: Path, resources: Iterable[dict[str, Any]], *, claimed_domains: Sequence[str] | None = None
) -> None:
    """Write a sandbox of these SCIM users, quickly; the file is replaced at the end, whole or not at all.

    Args:
        path: The sandbox's file.
        resources: SCIM users; one without an `id` gets one made from its user name.
        claimed_domains: The domains that the sandbox takes as claimed; None: all.

    Raises:
        DirectoryError: Two resources have the same id.
    """
    with new_sandbox(path) as sandbox:
        sandbox.configure(claimed_domains=claimed_domains)
        sandbox.load(resources)


@contextmanager
def new_sandbox(path: Path) -> Iterator[Sandbox]:
    """An empty sandbox that takes the place of the file at `path` once the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with Sandbox(temporary) as sandbox:
            yield sandbox
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
