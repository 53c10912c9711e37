"""A plan as JSON, streamed: one change at a time, whatever the plan's size."""

from collections.abc import Iterator
from typing import Any, TextIO

import orjson

from nameplate.planning import Plan
from nameplate.reports.objects import change_object, finding_object, guard_object, plan_object
from nameplate.reports.results import results


def write_json(plan: Plan, out: TextIO) -> None:
    """The plan as one JSON object, in the form of docs/formats.md; changes stand on a line each."""
    head = {"plan": plan_object(plan), "summary": plan.summary()}
    result = results(plan)
    out.write(text(head)[:-1])
    write_list(out, "changes", (change_object(change, result(change.id)) for change in plan.changes()))
    write_list(out, "findings", (finding_object(found) for found in plan.findings()))
    write_list(out, "guards", (guard_object(verdict) for verdict in plan.guards()))
    write_list(out, "sources", (source._asdict() for source in plan.sources()))
    write_list(out, "directories", (directory._asdict() for directory in plan.directories()))
    out.write("}\n")


def write_list(out: TextIO, key: str, items: Iterator[dict[str, Any]]) -> None:
    """`"key": [...]`, an item a line."""
    out.write(f',\n"{key}": [')
    separator = "\n"
    for item in items:
        out.write(separator + text(item))
        separator = ",\n"
    out.write("]")


def text(item: Any) -> str:
    """Compact JSON."""
    return orjson.dumps(item).decode()
