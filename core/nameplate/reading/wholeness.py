"""Whether a snapshot holds everyone, by what its end says."""

from collections.abc import Mapping
from typing import Any

from nameplate.errors import UnexpectedAnswer
from nameplate.reading.closing import AGAIN, Closing
from nameplate.reading.selection import Selection

NEXT_LINKS = ("@odata.nextLink", "nextPageToken")
"""Keys of a list response by which it says that there is more."""
NO_CLOSING = (
    "it has no closing line, so it can't be told whether it was cut off; take it with `nameplate snapshot`, "
    "or say snapshot_complete: true"
)


def check_closing(closing: Closing, records: int, selection: Selection, file: str) -> None:
    """Hold a file against its closing line.

    Args:
        closing: The line.
        records: How many were in the file.
        selection: What is needed of them.
        file: How the file is called in messages.

    Raises:
        UnexpectedAnswer: Records are missing, or fields that are needed were not asked for.
    """
    if closing.people != records:
        raise UnexpectedAnswer(
            f"{file}: the closing line says {closing.people} people, but {records} are there.", remedy=AGAIN
        )
    if closing.fields is not None and (unsaved := selection.unsaved(closing.fields)):
        raise UnexpectedAnswer(
            f"{file}: the snapshot was taken without what is needed now: {', '.join(unsaved)}.", remedy=AGAIN
        )


def why_incomplete(closing: Closing | None, envelope: Mapping[str, Any] | None, *, declared: bool) -> str:
    """Why a file doesn't prove that it holds everyone, or "".

    Args:
        closing: Its closing line.
        envelope: What is around the people of its last list response.
        declared: The configuration says that it holds everyone.
    """
    if closing is not None:
        return "" if closing.complete else "its closing line says that it is not complete"
    link = next((key for key in NEXT_LINKS if envelope and envelope.get(key)), "")
    if link:
        return f"its last list response has a {link} left over, so there is more"
    return "" if declared else NO_CLOSING
