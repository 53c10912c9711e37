"""Which group a name means."""

from nameplate.plugins.groups import called


def test_the_exact_name_is_preferred_and_case_is_ignored_otherwise():
    """Two that differ from the name only in case are both found: it is for the caller to refuse them."""
    groups = [{"name": "Staff"}, {"name": "STAFF"}, {"name": "Staff Tokyo"}, {"name": None}]

    def meant(name):
        return [group["name"] for group in called(groups, name, lambda group: (group["name"],))]

    assert meant("Staff") == ["Staff"]
    assert meant("staff") == ["Staff", "STAFF"]
    assert meant("staff tokyo") == ["Staff Tokyo"]
    assert meant("guests") == []
