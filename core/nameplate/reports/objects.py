"""The objects that JSON reports and the pages are made of; keys are promised in docs/formats.md."""

from typing import Any

from nameplate.findings import Finding
from nameplate.model import AttributeChange, Change
from nameplate.planning import GuardVerdict, Plan
from nameplate.reports.results import Result

TRUTH = {"true": True, "false": False}


def plan_object(plan: Plan) -> dict[str, Any]:
    """What the plan is: id, times, versions, hashes."""
    meta = plan.meta
    return {
        "id": meta.id,
        "created": meta.created_at,
        "expires": meta.expires_at,
        "nameplate": meta.nameplate,
        "config_hash": meta.config_hash,
        "mappings_hash": meta.mappings_hash,
        "undoes": meta.undoes or None,
        "complete": not plan.failed_reads,
    }


def change_object(change: Change, result: Result | None = None) -> dict[str, Any]:
    """One person or account; an unmatched account has null connection, region and source_id."""
    row: dict[str, Any] = {
        "connection": change.connection or None,
        "directory": change.directory,
        "region": change.region or None,
        "source_id": change.source_id or None,
        "account_id": change.account_id or None,
        "user_name": change.user_name,
        "person": change.person,
        "action": change.action.value,
        "attributes": {attribute.path: attribute_object(attribute) for attribute in change.attributes},
        "findings": [finding_object(found) for found in change.findings],
    }
    if result is not None:
        row["result"] = result_object(result)
    return row


def attribute_object(attribute: AttributeChange) -> dict[str, Any]:
    """Before and after as JSON has them: null where there was none, "" where it is cleared, booleans for `active`."""
    if attribute.path == "active":
        before, after = TRUTH.get(attribute.before), TRUTH.get(attribute.after)
        return {"before": before, "after": after, "rule": attribute.rule}
    return {"before": attribute.before or None, "after": attribute.after, "rule": attribute.rule}


def finding_object(found: Finding) -> dict[str, Any]:
    """A finding; what it doesn't have is left out."""
    row: dict[str, Any] = {"code": found.code, "level": found.level.value, "message": found.message}
    for key in ("remedy", "attribute", "file", "line", "column", "plugin"):
        if value := getattr(found, key):
            row[key] = value
    return row


def guard_object(verdict: GuardVerdict) -> dict[str, Any]:
    """A guard's verdict on one directory."""
    return {
        "guard": verdict.guard,
        "directory": verdict.directory,
        "limit": verdict.allowed,
        "actual": verdict.actual,
        "out_of": verdict.out_of,
        "holds": verdict.holds,
        "rule": verdict.limit,
        **({"connection": verdict.connection} if verdict.connection else {}),
        **({"plugin": verdict.plugin} if verdict.plugin else {}),
    }


def result_object(result: Result) -> dict[str, Any]:
    """What a push made of a change."""
    row: dict[str, Any] = {
        "outcome": result.outcome or None,
        "status": result.status or None,
        "error": result.error or None,
    }
    if result.differences:
        row["differences"] = [
            {"found_by": one.found_by, "attribute": one.path, "expected": one.expected, "found": one.found}
            for one in result.differences
        ]
    return row
