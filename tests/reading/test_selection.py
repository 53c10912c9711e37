"""What is read of a record, and what a snapshot lacks."""

import pytest

from nameplate.model import Needs
from nameplate.plugins import Field
from nameplate.reading.selection import Selection, Unselected, is_within

FIELDS = {
    "id": Field("id"),
    "active": Field("enabled"),
    "title": Field("jobs[primary].title"),
    "country": Field("address.country", "land"),
}


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("jobs[primary].title", True),
        ("jobs", True),
        ("profile.badge.number", True),
        ("profile.name", False),
        ("profile", False),
        ("profiles", False),
    ],
)
def test_what_lies_below_a_saved_path_is_saved(path, inside):
    """By whole keys, lists included; what lies above is not."""
    assert is_within(path, frozenset({"jobs", "profile.badge"})) is inside


def selection(fields=(), raw=()):
    """The selection of these needs."""
    return Selection(FIELDS, Needs(frozenset(fields), frozenset(raw)))


def test_every_path_of_a_needed_field_has_to_be_saved():
    """A fallback that wasn't saved could have been the value."""
    chosen = selection({"title", "country"}, {"badge"})
    assert chosen.unsaved(["id", "enabled", "jobs", "land", "badge"]) == ["country"]
    assert chosen.unsaved(["id", "enabled", "jobs", "land", "address", "badge"]) == []
    assert chosen.unsaved(["*"]) == []
    assert chosen.unsaved(["id", "active", "title", "country", "badge"]) == []


def test_id_and_active_have_to_be_saved_whatever_the_mappings_read():
    """They decide who keeps access."""
    assert selection().unsaved([]) == ["active", "id"]


def test_a_field_is_missing_only_if_all_its_keys_are():
    """In every record; a list that is there, and an object that is null, were selected."""
    watched = Unselected(selection(raw={"badge.number", "name.first"}))
    watched.see({"id": "1", "jobs": [], "badge": None})
    assert set(watched.missing) == {"active", "country", "name.first"}
    watched.see({"address": {"city": "x"}, "name": {}})
    assert set(watched.missing) == {"active", "country", "name.first"}
    watched.see({"land": None})
    watched.see({"enabled": False})
    assert set(watched.missing) == {"name.first"}
