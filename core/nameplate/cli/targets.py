"""Keeps `-o FILE` from replacing a file of another kind, such as the configuration."""

from pathlib import Path

from nameplate.errors import UsageError

SNAPSHOT_BEGINS = (b"{", b"[", b"\xef\xbb\xbf", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""JSON, with or without a byte order mark, gzip and Zstandard (RFC 8878 §3.1.1)."""
SANDBOX_BEGINS = (b"SQLite format 3",)


def refuse_other_kind(path: Path, begins: tuple[bytes, ...], what: str) -> None:
    """Let a new file take the place of one that begins as its kind does, or of an empty one.

    Raises:
        UsageError: Another kind of file is at `path`.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        start = file.read(16)
    if start.strip() and not start.startswith(begins):
        raise UsageError(
            f"{path} is there already, and it is not {what}; it stays as it is.", remedy="Name another file."
        )
