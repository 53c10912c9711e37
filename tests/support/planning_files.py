"""Plan files made by hand."""

from collections.abc import Iterable
from pathlib import Path

from nameplate.findings import Finding
from nameplate.model import Action, AttributeChange, Change, Identity
from nameplate.planning import (
    DirectoryRow,
    GuardVerdict,
    PlanMeta,
    SourceRow,
    SummaryRow,
    Timing,
    write_plan,
)

META = PlanMeta(
    "0123456789abcdef0123456789abcdef",
    "2026-01-05T09:00:00Z",
    "2026-01-06T09:00:00Z",
    "0.1.0",
    "c0ffee",
    "facade",
    "",
    "",
)


def change(number: int, action: Action = Action.UPDATE, **more: object) -> Change:
    """A change of a made-up person."""
    values: dict[str, object] = {
        "directory": "main",
        "connection": "okta-us",
        "region": "japan",
        "source_id": f"s{number}",
        "account_id": "" if action is Action.CREATE else f"a{number}",
        "user_name": f"p{number}@acme.example",
        "person": f"Person {number}",
        "attributes": (AttributeChange("displayName", "Taro Yamada", "山田 太郎", "japan.j2:3"),),
        "before": None
        if action is Action.CREATE
        else Identity(f"s{number}", f"p{number}@acme.example", f"p{number}@acme.example", active=True),
        "addresses": (f"p{number}@acme.example",),
    }
    return Change(id=number, action=action, **(values | more))  # type: ignore[arg-type]


def plan_file(
    path: Path,
    changes: Iterable[Change] = (),
    *,
    findings: Iterable[Finding] = (),
    guards: Iterable[GuardVerdict] = (),
    source_error: str = "",
) -> Path:
    """A plan file with these changes, one source and one directory."""
    with write_plan(path) as plan:
        plan.plugins([("okta", "nameplate", "0.1.0")])
        plan.sources(
            [
                SourceRow(
                    "okta-us",
                    "main",
                    "okta",
                    "nameplate",
                    "0.1.0",
                    "live",
                    "",
                    3,
                    not source_error,
                    source_error,
                    META.created_at,
                )
            ]
        )
        plan.directories([DirectoryRow("main", "sandbox:x.db", 100, 90, True, "", META.created_at)])
        counts: dict[tuple[str, str, str], int] = {}
        for one in changes:
            plan.change(one)
            key = (one.connection, one.region, one.action.value)
            counts[key] = counts.get(key, 0) + 1
        plan.summary(SummaryRow("main", *key, people) for key, people in counts.items())
        plan.guards(guards)
        for found in findings:
            plan.finding(found)
        plan.timings([Timing("reading", 2.0, 100)])
        plan.finish(META)
    return path
