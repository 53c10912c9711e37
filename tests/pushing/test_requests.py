"""Requests are built from the rows that were reviewed."""

import pytest

from nameplate.model import Action, AttributeChange
from nameplate.model.attributes import ATLASSIAN_CUSTOM, CORE_USER, ENTERPRISE
from nameplate.pushing.requests import creation, operations
from support.planning_files import change


def row(path, before, after):
    """An attribute row."""
    return AttributeChange(path, before, after)


@pytest.mark.parametrize(
    ("changed", "operation"),
    [
        (row("title", "Boss", "Chief"), {"op": "replace", "path": "title", "value": "Chief"}),
        (row("title", "Boss", ""), {"op": "remove", "path": "title"}),
        (row("active", "false", "true"), {"op": "replace", "path": "active", "value": True}),
        (row("emails", "a@b.c", "d@e.f"), {"op": "replace", "path": "emails[primary eq true].value", "value": "d@e.f"}),
        (
            row("emails", "", "d@e.f"),
            {"op": "replace", "path": "emails", "value": [{"value": "d@e.f", "type": "work", "primary": True}]},
        ),
        (row("phoneNumbers", "1", "2"), {"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "2"}),
        (row("phoneNumbers", "1", ""), {"op": "remove", "path": 'phoneNumbers[type eq "work"]'}),
        (
            row("phoneNumbers", "", "2"),
            {"op": "add", "path": "phoneNumbers", "value": [{"value": "2", "type": "work"}]},
        ),
        (
            row(f"{ENTERPRISE}:department", "", "R"),
            {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "R"},
        ),
        (row("externalId", "", "x"), {"op": "replace", "path": "externalId", "value": "x"}),
    ],
)
def test_a_row_is_one_operation(changed, operation):
    """Cleared is removed, a list's value is chosen by a filter, `active` is a boolean."""
    assert operations(change(1, attributes=(changed,))) == [operation]


def test_names_precede_the_display_name():
    """Whatever the order of the rows, since the display name overwrites them."""
    rows = (row("displayName", "", "A B"), row("name.givenName", "", "A"), row("title", "", "T"))
    assert [one["path"] for one in operations(change(1, attributes=rows))] == ["name.givenName", "title", "displayName"]


def test_a_deactivation_is_active_false_alone():
    """Even if its rows said more."""
    rows = (row("title", "", "T"), row("active", "true", "false"))
    deactivation = change(1, Action.DEACTIVATE, attributes=rows)
    assert operations(deactivation) == [{"op": "replace", "path": "active", "value": False}]


def test_a_creation_is_the_user_of_its_rows():
    """Extensions are named in `schemas`; what is empty is left out."""
    rows = (
        row("externalId", "", "x"),
        row("userName", "", "a@b.c"),
        row("emails", "", "a@b.c"),
        row("name.givenName", "", "A"),
        row("department", "", "R"),
        row(f"{ENTERPRISE}:department", "", "R"),
        row(f"{ATLASSIAN_CUSTOM}:basedIn", "", "Tokyo"),
        row("title", "", ""),
        row("active", "", "true"),
    )
    assert creation(change(1, Action.CREATE, attributes=rows)) == {
        "schemas": [CORE_USER, ENTERPRISE, ATLASSIAN_CUSTOM],
        "externalId": "x",
        "userName": "a@b.c",
        "emails": [{"value": "a@b.c", "type": "work", "primary": True}],
        "name": {"givenName": "A"},
        "department": "R",
        ENTERPRISE: {"department": "R"},
        ATLASSIAN_CUSTOM: {"basedIn": "Tokyo"},
        "active": True,
    }
