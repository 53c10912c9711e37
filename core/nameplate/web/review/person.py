"""One person of a plan, and how their values come about."""

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nameplate.checking.explain.building import person_trace
from nameplate.checking.explain.trace import PersonTrace
from nameplate.errors import NameplateError
from nameplate.mapping import compile_mappings
from nameplate.model import Change
from nameplate.planning import Plan
from nameplate.reports.results import results
from nameplate.reports.views import change_view
from nameplate.web.rendering import page
from nameplate.web.review.cures import cure
from nameplate.web.review.pilot import command_for
from nameplate.web.review.views import call_of, file_of, head, opened
from nameplate.web.site import Settings
from nameplate.web.workbench.people import reading


def person(request: Request) -> Response:
    """Everything a plan says of one person."""
    with opened(request) as (name, plan):
        change = change_of(plan, request.path_params["change"])
        result = results(plan)(change.id)
        return page(
            request,
            "person.html.j2",
            **head(name, plan),
            change=change,
            view=change_view(change, result.sentence if result else ""),
            cures=[(found, cure(found.code)) for found in change.findings],
            pilot=command_for(call_of(request), file_of(plan), [change]),
            needed=[change_of(plan, number) for number in change.needs],
        )


async def explanation(request: Request) -> Response:
    """How the values come about today: a part of the page of a person."""
    settings: Settings = request.app.state.settings

    def found() -> tuple[Change, str]:
        with opened(request) as (_, plan):
            return change_of(plan, request.path_params["change"]), plan.meta.mappings_hash

    change, mappings_hash = await run_in_threadpool(found)
    context: Mapping[str, Any] = {"trace": None, "why": "", "moved": False}
    try:
        trace, current_hash = await traced(settings, change)
        context = {"trace": trace, "why": "", "moved": current_hash != mappings_hash}
    except NameplateError as error:
        context = {"trace": None, "why": f"{error.message} {error.remedy}".strip(), "moved": False}
    return page(request, "explanation.html.j2", **context)


async def traced(settings: Settings, change: Change) -> tuple[PersonTrace, str]:
    """The trace of a person by the configuration as it is now, and the hash of its mappings.

    Raises:
        NameplateError: It can't be told, and why.
    """
    if not change.connection:
        raise NameplateError("The account matches nobody who was read, so that no rule was asked.")
    if not settings.there:
        raise NameplateError("There is no nameplate.yaml here.", remedy="Start `nameplate serve` with -c FILE.")
    config = settings.config()
    connection = config.connections.get(change.connection)
    if connection is None:
        raise NameplateError(f"The configuration has no connection {change.connection} any more.")
    if connection.snapshot is None:
        raise NameplateError(
            f"{change.connection} is read live, and these pages ask nobody.",
            remedy=f"In the terminal: nameplate explain {change.user_name}",
        )
    mapper = compile_mappings(config, settings.plugins)
    pages = reading(config, settings.plugins, change.connection, mapper.needs[change.connection])
    async with aclosing(pages):
        async for people in pages:
            for one in people:
                if one.id == change.source_id:
                    trace = person_trace(config, mapper, change.connection, one, connection.snapshot.name)
                    return trace, mapper.mappings_hash
    raise NameplateError(f"{connection.snapshot.name} has no such person any more.")


def change_of(plan: Plan, number: int) -> Change:
    """A change of the plan.

    Raises:
        HTTPException: It has none with this number.
    """
    try:
        return plan.change(number)
    except KeyError:
        raise HTTPException(404, "The plan has no such person") from None
