"""What is filtered, as a file."""

import re
import tempfile
from collections.abc import Iterator
from typing import IO, Any, Self, TextIO, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from nameplate.model import Action, Change
from nameplate.planning import Plan
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


class FilteredPlan(Plan):
    """A plan that has only what filters let pass; its findings, guards and sources are the whole plan's."""

    wanted: Wanted

    @classmethod
    def of(cls, plan: Plan, wanted: Wanted) -> Self:
        """The same open file, filtered."""
        filtered = cls.__new__(cls)
        vars(filtered).update(vars(plan))
        filtered.wanted = wanted
        return filtered

    def changes(self, **filters: Any) -> Iterator[Change]:
        """The changes that pass both."""
        return super().changes(**self._both(filters))

    def count(self, **filters: Any) -> int:
        """How many pass both."""
        return super().count(**self._both(filters))

    def summary(self) -> dict[str, int]:
        """People by action, of those who pass; unchanged people are not listed in a plan, so not counted here."""
        return {action.value: self.count(actions=[action]) for action in Action}

    def _both(self, filters: dict[str, Any]) -> dict[str, Any]:
        mine = self.wanted.filters
        if "actions" in mine and "actions" in filters:
            filters = filters | {"actions": [one for one in filters["actions"] if one in mine["actions"]]}
        return mine | filters


def export(request: Request) -> Response:
    """The filtered plan in one of KINDS, written to a temporary file first and then sent piece by piece."""
    ending = request.path_params["ending"]
    if ending not in KINDS:
        raise HTTPException(404)
    form, kind = KINDS[ending]
    wanted = Wanted.of(request.query_params)
    with opened(request) as (name, plan):
        file = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="", errors="backslashreplace")  # noqa: SIM115 -- closed once it is sent
        write_report(FilteredPlan.of(plan, wanted) if wanted.chosen else plan, form, cast("TextIO", file))
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
