"""An explanation as JSON."""

from dataclasses import asdict
from typing import Any

import msgspec

from nameplate.checking.explain.trace import AttributeTrace, Explained, PersonTrace, PlanTrace
from nameplate.findings import Finding


def as_object(explained: Explained) -> dict[str, Any]:
    """Everything that is known; where nobody answers, `people` is empty and the rest says where was looked."""
    return {
        "asked": explained.asked,
        "people": [_person(one) for one in explained.people],
        "looked_in": [asdict(one) for one in explained.looked],
        "near": list(explained.near),
        "out_of_scope": list(explained.out_of_scope),
        "accounts": list(explained.accounts),
    }


def _person(trace: PersonTrace) -> dict[str, Any]:
    plain = ("connection", "connector", "read_from", "directory", "scope", "person", "source_id")
    return {
        **{name: getattr(trace, name) for name in plain},
        "fields": dict(trace.fields),
        "sources": dict(trace.sources),
        "regions": [asdict(one) for one in trace.regions],
        "region": trace.region or None,
        "mapping": trace.mapping or None,
        "blocked": trace.blocked,
        "excluded": trace.excluded,
        "findings": [_finding(found) for found in trace.findings],
        "attributes": {one.path: _attribute(one) for one in trace.attributes},
        "plan": _plan(trace.plan) if trace.plan else None,
    }


def _attribute(one: AttributeTrace) -> dict[str, Any]:
    return {
        "block": one.name,
        "state": one.state.value,
        "rule": one.rule or None,
        "chain": list(one.chain),
        "helpers": {name: list(chain) for name, chain in one.helpers},
        "reads": dict(one.reads),
        "before_normalization": one.given,
        "value": one.value,
        "directory_holds": one.held,
        "findings": [_finding(found) for found in one.findings],
        **({"reason": one.reason} if one.reason else {}),
    }


def _plan(plan: PlanTrace) -> dict[str, Any]:
    rows = plan.change.attributes if plan.change else ()
    return {
        "action": plan.action,
        "attributes": {row.path: {"before": row.before or None, "after": row.after, "rule": row.rule} for row in rows},
        "findings": [_finding(found) for found in (plan.change.findings if plan.change else ())],
        "guards": [
            {"guard": one.guard, "directory": one.directory, "connection": one.connection or None,
             "actual": one.actual, "limit": one.allowed, "holds": one.holds}
            for one in plan.guards
        ],
        "remarks": [_finding(found) for found in plan.remarks],
    }  # fmt: skip


def _finding(found: Finding) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(found)
    return row
