"""The pages of the review."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nameplate.errors import PlanError
from nameplate.findings import CATALOGUE
from nameplate.model import WRITES
from nameplate.planning import Plan
from nameplate.reports import figures
from nameplate.reports.results import results
from nameplate.reports.views import change_view
from nameplate.web.rendering import asks_for_part, page
from nameplate.web.review.cures import cure
from nameplate.web.review.library import Library
from nameplate.web.review.pilot import Command, command, command_for
from nameplate.web.review.wanted import Wanted

PAGE = 50
"""Changes on a page."""
PILOT = 25
"""People that a pilot has unless told otherwise."""


def plans(request: Request) -> Response:
    """The plans of the folder."""
    library = library_of(request)
    return page(request, "plans.html.j2", plans=list(library.listed()), folder=nearby(library.folder))


def overview(request: Request) -> Response:
    """A plan's figures."""
    with opened(request) as (name, plan):
        return page(
            request,
            "overview_page.html.j2",
            **head(name, plan),
            regions=figures.region_bars(plan),
            connections=figures.connection_bars(plan),
            attributes=figures.attribute_bars(plan),
            guards=figures.guard_bars(plan),
            codes=[(CATALOGUE.get(code), code, count) for code, count in plan.finding_counts().items()],
            sources=plan.sources(),
            directories=plan.directories(),
            pushes=plan.pushes(),
        )


def changes(request: Request) -> Response:
    """A page of a plan's changes; the part that a filter replaces, where a script asks for that."""
    wanted = Wanted.of(request.query_params)
    with opened(request) as (name, plan):
        total = plan.count(**wanted.filters)
        last = max(1, -(-total // PAGE))
        number = min(wanted.page, last)
        result = results(plan)
        rows = []
        for change in plan.changes(limit=PAGE, offset=(number - 1) * PAGE, **wanted.filters):
            found = result(change.id)
            rows.append(change_view(change, found.sentence if found else ""))
        return page(
            request,
            "changes_part.html.j2" if asks_for_part(request) else "changes.html.j2",
            **head(name, plan),
            wanted=wanted,
            rows=rows,
            total=total,
            number=number,
            last=last,
            writes=WRITES,
            pilot=pilot_command(request, plan, wanted, PILOT),
            limit=PILOT,
            choices=choices(plan),
        )


def pilot(request: Request) -> Response:
    """The command for the people who are chosen, or for the filters."""
    number = request.query_params.get("limit", "")
    limit = int(number) if number.isascii() and number.isdecimal() and len(number) < len("10000000") else 0
    with opened(request) as (_, plan):
        picked = [int(one) for one in request.query_params.getlist("pick") if one.isascii() and one.isdecimal()]
        if picked:
            people = list(plan.changes(ids=picked[:1000]))
            found = command_for(call_of(request), file_of(plan), people)
        else:
            found = pilot_command(request, plan, Wanted.of(request.query_params), limit)
        return page(request, "command.html.j2", pilot=found)


def findings(request: Request) -> Response:
    """A plan's findings by code, each with its cure."""
    with opened(request) as (name, plan):
        on_run = list(plan.findings())
        groups = [
            (code, CATALOGUE.get(code), count, [one for one in on_run if one.code == code], cure(code))
            for code, count in plan.finding_counts().items()
        ]
        order = {"error": 0, "warning": 1, "note": 2}
        groups.sort(key=lambda group: (order.get(group[1].level if group[1] else "", 3), -group[2], group[0]))
        return page(request, "findings.html.j2", **head(name, plan), groups=groups)


def integrity(request: Request) -> Response:
    """Whether the plan is as its preview wrote it: a part of each of its pages."""
    name = request.path_params["plan"]
    return page(request, "integrity.html.j2", problem=library_of(request).edited(name))


def head(name: str, plan: Plan) -> dict[str, Any]:
    """What every page of a plan shows."""
    return {
        "name": name,
        "plan": plan,
        "meta": plan.meta,
        "summary": plan.summary(),
        "expired": plan.expired(),
        "run_findings": list(plan.findings()),
    }


def choices(plan: Plan) -> dict[str, list[str]]:
    """What the filters offer."""
    rows = plan.summary_rows()
    return {
        "region": sorted({row.region for row in rows}),
        "connection": sorted({row.connection for row in rows}),
        "directory": sorted({row.directory for row in rows}),
        "attribute": list(plan.attribute_counts()),
        "code": list(plan.finding_counts()),
    }


def pilot_command(request: Request, plan: Plan, wanted: Wanted, limit: int) -> Command:
    """The command for filters."""
    return command(call_of(request), file_of(plan), wanted, limit=limit)


def call_of(request: Request) -> tuple[str, ...]:
    """How nameplate is called."""
    call: tuple[str, ...] = request.app.state.site.command
    return call


def file_of(plan: Plan) -> str:
    """The plan's path, for a command."""
    return nearby(plan.path)


def nearby(path: Path) -> str:
    """The path as one would type it in the terminal of `nameplate serve`."""
    path, here = path.absolute(), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def library_of(request: Request) -> Library:
    """The folder's plans."""
    library: Library = request.app.state.library
    return library


@contextmanager
def opened(request: Request) -> Iterator[tuple[str, Plan]]:
    """The plan that the address names.

    Raises:
        HTTPException: There is none.
    """
    name = request.path_params["plan"]
    try:
        plan = library_of(request).open(name)
    except PlanError as error:
        raise HTTPException(404, error.message) from error
    with plan:
        yield name, plan
