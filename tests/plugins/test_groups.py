"""Which group a name means, or an id."""

import pytest

from nameplate.errors import UnexpectedAnswer
from nameplate.plugins.answers import Answer, Service
from nameplate.plugins.groups import called, identified


def test_the_exact_name_is_preferred_and_case_is_ignored_otherwise():
    """Two that differ from the name only in case are both found: it is for the caller to refuse them."""
    groups = [{"name": "Staff"}, {"name": "STAFF"}, {"name": "Staff Tokyo"}, {"name": None}]

    def meant(name):
        return [group["name"] for group in called(groups, name, lambda group: (group["name"],))]

    assert meant("Staff") == ["Staff"]
    assert meant("staff") == ["Staff", "STAFF"]
    assert meant("staff tokyo") == ["Staff Tokyo"]
    assert meant("guests") == []


@pytest.mark.parametrize(
    ("status", "body", "ids"),
    [
        (200, b'{"id": "AB-1"}', ["AB-1"]),
        (200, b'{"id": "other"}', []),
        (200, b'{"id": 7}', []),
        (200, b'[{"id": "ab-1"}]', []),
        (400, b"", []),
        (403, b"", []),
        (404, b"", []),
    ],
)
def test_a_text_is_an_id_where_a_group_of_that_id_is_shown(status, body, ids):
    """A list at such a path, or a group of another id, is not the one that was asked for."""
    assert identified(Answer(status, {}, body), "ab-1", Service("Staff", "", ""), "GET /groups/ab-1") == ids


def test_a_group_that_can_not_be_told_is_an_error():
    """An answer that is cut off doesn't mean that there is no such group."""
    with pytest.raises(UnexpectedAnswer):
        identified(Answer(200, {}, b'{"id": "ab'), "ab-1", Service("Staff", "", ""), "GET /groups/ab-1")
