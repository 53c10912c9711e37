"""Pages as HTML: the templates of the pages, and those that they share with the HTML report; everything is escaped."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from nameplate.reports.figures import SHOWN
from nameplate.reports.labels import ATTRIBUTE_WORDS, PROFILE_WORDS
from nameplate.reports.views import environment as shared
from nameplate.web.assets import address
from nameplate.web.door import Refusal
from nameplate.web.workbench.edit import EVERYBODY


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of the pages' templates."""
    ours = shared().overlay(loader=ChoiceLoader([PackageLoader("nameplate.web"), shared().loader]))  # type: ignore[list-item]
    ours.globals.update(
        asset=address,
        KINDS=[kind for kind in SHOWN if kind != "unchanged"],
        PROFILE_WORDS=PROFILE_WORDS,
        attribute_words=ATTRIBUTE_WORDS,
        EVERYBODY=EVERYBODY,
    )
    ours.filters["moment"] = moment
    return ours


def render(template: str, **context: Any) -> str:
    """A template as text."""
    return environment().get_template(template).render(**context)


def moment(text: str) -> str:
    """A time of a plan for people: `5 January 2026, 09:00 UTC`; as it is, where it is none."""
    try:
        when = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page; every template knows whether anything may be written, and where it stands."""
    site = request.app.state.site
    known = {"read_only": site.read_only, "path": request.url.path}
    return HTMLResponse(render(template, **known, **context), status)


def asks_for_part(request: Request) -> bool:
    """Whether a script asks for a part of a page, to put it in."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


def refused(refusal: Refusal) -> Response:
    """The page of a refusal."""
    status, headline, advice = refusal.value
    context = {"status": status, "headline": headline, "advice": advice, "read_only": True, "path": "", "findings": ()}
    return HTMLResponse(render("problem.html.j2", **context, outside=True), status)
