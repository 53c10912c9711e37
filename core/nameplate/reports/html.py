"""A plan as one self-contained HTML file: search, filters, pages; no request to anywhere."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, TextIO

import orjson

from nameplate.model import Change
from nameplate.planning import Plan
from nameplate.reports.figures import SHOWN, guard_bars, region_bars
from nameplate.reports.results import results
from nameplate.reports.views import environment, render_change

CHUNK = 200
"""Changes in one script element, so that no line and no object grows with the plan."""


def write_html(plan: Plan, out: TextIO) -> None:
    """The report. Rows stand in it as rendered HTML with the words that filters look at, a page of them in the DOM."""
    template = environment().get_template("report.html.j2")
    assets = files("nameplate.reports") / "assets"
    out.writelines(
        template.generate(
            plan=plan,
            meta=plan.meta,
            summary=plan.summary(),
            findings=plan.findings(),
            guards=guard_bars(plan),
            regions=region_bars(plan),
            kinds=[kind for kind in SHOWN if kind != "unchanged"],
            chunks=chunks(plan),
            style=(assets / "report.css").read_text("utf-8"),
            script=(assets / "report.js").read_text("utf-8"),
        )
    )


def chunks(plan: Plan) -> Iterator[str]:
    """The changes as JSON arrays that may stand inside a script element."""
    rows: list[dict[str, Any]] = []
    result = results(plan)
    for change in plan.changes():
        found = result(change.id)
        rows.append(row(change, found.sentence if found else ""))
        if len(rows) == CHUNK:
            yield script_safe(rows)
            rows = []
    if rows:
        yield script_safe(rows)


def row(change: Change, outcome: str) -> dict[str, Any]:
    """What the filters look at, and the row itself."""
    return {
        "a": change.action.value,
        "c": change.connection,
        "r": change.region,
        "p": [attribute.path for attribute in change.attributes],
        "f": sorted({found.code for found in change.findings}),
        "t": searchable(change),
        "h": render_change(change, outcome),
    }


def searchable(change: Change) -> str:
    """Every word that a reviewer might search for, in lower case."""
    words: Iterable[str] = (
        change.person,
        change.user_name,
        change.source_id,
        *(text for attribute in change.attributes for text in (attribute.before, attribute.after)),
        *(found.message for found in change.findings),
    )
    return " ".join(words).casefold()


def script_safe(rows: list[dict[str, Any]]) -> str:
    """JSON in which nothing can end a script element or start a comment."""
    text = orjson.dumps(rows).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
