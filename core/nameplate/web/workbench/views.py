"""The pages of the workbench."""

import secrets
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nameplate.findings import Level
from nameplate.web.forms import fields
from nameplate.web.rendering import page
from nameplate.web.review.views import nearby
from nameplate.web.workbench.bench import Bench
from nameplate.web.workbench.folder import Changed, MappingFile, Refused
from nameplate.web.workbench.rows import rows
from nameplate.web.workbench.words import words

NO_CONFIGURATION = "There is no nameplate.yaml here, so there are no mappings to work on."


async def index(request: Request) -> Response:
    """The mappings to choose from."""
    bench = bench_of(request)
    folder = bench.folder()
    own = [(name, regions_of(bench, name)) for name in folder.own()]
    return page(
        request,
        "mappings.html.j2",
        own=own,
        shipped=folder.shipped(),
        folder=nearby(folder.folder) if folder.folder else "",
    )


async def edit(request: Request) -> Response:
    """The editor of one mapping."""
    bench = bench_of(request)
    file = opened(bench, request.path_params["mapping"])
    folder = bench.folder()
    names = [*folder.own(), *folder.shipped()]
    return editor(request, file, names=names, words=words(bench.config, bench.plugins, names))


def editor(request: Request, file: MappingFile, **context: Any) -> Response:
    """The page of the editor."""
    return page(request, "editor.html.j2", file=file, tab=secrets.token_urlsafe(8), **context)


async def attempt(request: Request) -> Response:
    """What the edit comes to: findings, people, examples; a count begins."""
    bench = bench_of(request)
    form = await fields(request)
    name, text, tab = form.get("mapping", ""), form.get("text", ""), form.get("tab", "")
    file = opened(bench, name)
    now = bench.saved(name)
    then = bench.edited(name, text) if file.own else now
    bench.give_up(tab)
    differs = text != file.text
    drawn = await bench.drawn(name, form.get("q", "").strip(), now, then)
    people = drawn.sample.people if drawn else ()
    shown = rows(people, now, then, drawn.held if drawn else {})
    findings = (*then.findings, *then.stopped)
    return page(
        request,
        "attempt.html.j2",
        file=file,
        findings=findings,
        errors=sum(one.level is Level.ERROR for one in findings),
        now=now,
        then=then,
        differs=differs,
        rows=shown,
        remarks=drawn.sample.remarks if drawn else (),
        tab=tab,
        asked=form.get("q", "").strip(),
        counting=bench.count(tab, now, then) if file.own and differs else None,
    )


async def count(request: Request) -> Response:
    """How far a tab's count is."""
    bench = bench_of(request)
    tab = request.path_params["tab"]
    counting = bench.counts.get(tab)
    if counting is not None:
        bench.ended(counting)
    return page(request, "count.html.j2", counting=counting, tab=tab)


async def cancel(request: Request) -> Response:
    """Give a tab's count up."""
    bench = bench_of(request)
    tab = request.path_params["tab"]
    counting = bench.counts.get(tab)
    if counting is not None:
        counting.cancel()
    return page(request, "count.html.j2", counting=counting, tab=tab)


async def save(request: Request) -> Response:
    """Write the mapping, if the file is still what was opened; else show both."""
    refuse_read_only(request)
    bench = bench_of(request)
    form = await fields(request)
    name, text = form.get("mapping", ""), form.get("text", "")
    try:
        file = bench.folder().save(name, text, form.get("hash", ""))
    except Changed as changed:
        return page(request, "conflict.html.j2", status=409, changed=changed, text=text, file=changed.there)
    return page(request, "saved.html.j2", file=file, errors=bench.saved(name).errors)


async def copy(request: Request) -> Response:
    """Copy a shipped mapping into the organization's folder, and open it."""
    refuse_read_only(request)
    bench = bench_of(request)
    form = await fields(request)
    file = bench.folder().copy(form.get("mapping", ""), form.get("to", "").strip())
    return RedirectResponse(f"/workbench/edit/{quote(file.name)}", status_code=303)


def opened(bench: Bench, name: str) -> MappingFile:
    """The mapping of that name.

    Raises:
        HTTPException: There is none.
    """
    try:
        return bench.folder().read(name)
    except Refused as error:
        raise HTTPException(404, error.message) from error


def regions_of(bench: Bench, name: str) -> list[str]:
    """The regions that name a mapping."""
    config = bench.config
    regions = [region for connection in config.connections for region in config.regions_of(connection)]
    return list(dict.fromkeys(region.name for region in regions if region.mapping == name))


def refuse_read_only(request: Request) -> None:
    """Refuse a write, where the pages are read-only.

    Raises:
        HTTPException: They are.
    """
    if request.app.state.site.read_only:
        raise HTTPException(403, "These pages are read-only: nameplate serve was started with --read-only.")


def bench_of(request: Request) -> Bench:
    """The workbench.

    Raises:
        HTTPException: There is no configuration.
    """
    bench: Bench = request.app.state.bench
    if not bench.settings.there:
        raise HTTPException(404, NO_CONFIGURATION)
    return bench


ROUTES = [
    Route("/workbench", index),
    Route("/workbench/edit/{mapping:path}", edit),
    Route("/workbench/attempt", attempt, methods=["POST"]),
    Route("/workbench/count/{tab}", count),
    Route("/workbench/count/{tab}/cancel", cancel, methods=["POST"]),
    Route("/workbench/save", save, methods=["POST"]),
    Route("/workbench/copy", copy, methods=["POST"]),
]
