"""The requests for a change, built from the attribute rows that were reviewed and from nothing else."""

from typing import Any

from nameplate.model import Action, AttributeChange, Change
from nameplate.model.atlassian_user import place
from nameplate.model.attributes import CORE_USER

DISPLAY_NAME = "displayName"
NAME_PARTS = frozenset({"name.givenName", "name.familyName", "name.middleName"})


def creation(change: Change) -> dict[str, Any]:
    """The SCIM user that a creation sends (RFC 7644 §3.3)."""
    user: dict[str, Any] = {"schemas": [CORE_USER]}
    for row in change.attributes:
        if row.after:
            place(user, row.path, row.after)
    return user


def source_of(change: Change) -> str:
    """The externalId that a creation gives."""
    return next((row.after for row in change.attributes if row.path == "externalId"), change.source_id)


def operations(change: Change) -> list[dict[str, Any]]:
    """The operations of a PATCH (RFC 7644 §3.5.2), in the order of the rows.

    A deactivation is `active: false` alone. First and last name precede the display name, which overwrites them at
    Atlassian.
    """
    rows = change.attributes
    if change.action is Action.DEACTIVATE:
        rows = tuple(row for row in rows if row.path == "active")
    return [operation(row) for row in sorted(rows, key=lambda row: row.path == DISPLAY_NAME)]


def operation(row: AttributeChange) -> dict[str, Any]:
    """One row as an operation that does no more if it is sent twice."""
    if row.path == "active":
        return {"op": "replace", "path": "active", "value": row.after == "true"}
    if row.path == "emails":
        if not row.before:
            return {"op": "replace", "path": "emails", "value": [{"value": row.after, "type": "work", "primary": True}]}
        return {"op": "replace", "path": "emails[primary eq true].value", "value": row.after}
    if row.path == "phoneNumbers":
        return _phone(row)
    if not row.after:
        return {"op": "remove", "path": row.path}
    return {"op": "replace", "path": row.path, "value": row.after}


def _phone(row: AttributeChange) -> dict[str, Any]:
    """The number of type work; other numbers stay."""
    work = 'phoneNumbers[type eq "work"]'
    if not row.after:
        return {"op": "remove", "path": work}
    if not row.before:
        return {"op": "add", "path": "phoneNumbers", "value": [{"value": row.after, "type": "work"}]}
    return {"op": "replace", "path": f"{work}.value", "value": row.after}
