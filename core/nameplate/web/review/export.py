"""What is filtered, as a file."""

import re
import tempfile
from collections.abc import Iterator
from typing import IO, TextIO, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from nameplate.checking.passing import passing_place
from nameplate.reports import write_report
from nameplate.web.review.views import opened
from nameplate.web.review.wanted import Wanted

KINDS = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "json": ("json", "application/json"),
    "md": ("markdown", "text/markdown; charset=utf-8"),
}
"""Ending of the address → format of the report, media type."""
CHUNK = 64 * 1024
IN_MEMORY = 4 * 1024 * 1024


def export(request: Request) -> Response:
    """The filtered plan in one of KINDS, sent piece by piece from a file without a name where memory isn't enough."""
    ending = request.path_params["ending"]
    if ending not in KINDS:
        raise HTTPException(404)
    form, kind = KINDS[ending]
    wanted = Wanted.of(request.query_params)
    with opened(request) as (name, plan):
        place = passing_place(plan.path.parent)
        file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 -- closed once it is sent
            IN_MEMORY, "w+", encoding="utf-8", newline="", errors="backslashreplace", dir=str(place) if place else None
        )
        write_report(plan.narrowed(**wanted.filters) if wanted.chosen else plan, form, cast("TextIO", file))
    file.seek(0)
    headers = {"content-disposition": f'attachment; filename="{filename(name, ending)}"'}
    return StreamingResponse(pieces(file), media_type=kind, headers=headers)


def filename(name: str, ending: str) -> str:
    """A name that every system takes."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name.rpartition(".")[0] or name).strip("-.") or "plan"
    return f"{stem}.{ending}"


def pieces(file: IO[str]) -> Iterator[str]:
    """The text, piece by piece; the file is gone afterwards."""
    with file:
        while piece := file.read(CHUNK):
            yield piece
