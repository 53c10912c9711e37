"""What is read of a Directory API user."""

import pytest
from pydantic import ValidationError

from nameplate.errors import RecordError, UnexpectedAnswer
from nameplate.plugins import Scope
from nameplate.plugins.compiling import compile_normalizer
from nameplate.plugins.fields import normalize
from nameplate_google import Google, GoogleSettings

LASZLO = {
    "kind": "admin#directory#user",
    "id": "100000000000000000042",
    "primaryEmail": "laszlo.kovacs@acme.example",
    "name": {"givenName": "László", "familyName": "Kovács", "fullName": "László Kovács"},
    "suspended": False,
    "archived": False,
    "externalIds": [{"value": "9", "type": "custom"}, {"value": "100042", "type": "organization"}],
    "relations": [{"value": "boss@acme.example", "type": "manager"}],
    "organizations": [
        {"name": "Old Kft.", "title": "Old", "department": "Old"},
        {"name": "Acme Kft.", "title": "Mérnök", "primary": True, "costCenter": "CC1", "description": "Employee"},
    ],
    "phones": [{"value": "+36 20", "type": "mobile"}, {"value": "+36 1", "type": "work", "primary": True}],
    "languages": [{"languageCode": "en"}, {"languageCode": "hu", "preference": "preferred"}],
    "locations": [{"type": "desk", "buildingId": "Budapest"}],
    "addresses": [{"type": "work", "countryCode": "HU", "locality": "Budapest", "region": "Pest"}],
    "orgUnitPath": "/Engineering/Budapest",
}


def test_every_field_is_found():
    """Each field from its place; the primary organization alone, so that two jobs don't mix."""
    user = normalize(LASZLO, Google.fields)
    assert user.user_name == user.email == "laszlo.kovacs@acme.example"
    assert (user.given_name, user.family_name, user.display_name) == ("László", "Kovács", "László Kovács")
    assert (user.title, user.department, user.organization) == ("Mérnök", "", "Acme Kft.")
    assert (user.cost_center, user.office, user.city, user.state) == ("CC1", "Budapest", "Budapest", "Pest")
    assert (user.country, user.preferred_language) == ("HU", "hu")
    assert (user.manager, user.employee_id, user.employee_type) == ("boss@acme.example", "100042", "Employee")
    assert (user.phone, user.mobile) == ("+36 1", "+36 20")
    assert (user.org_unit, user.active) == ("/Engineering/Budapest", True)


def test_a_person_without_organizations_is_a_person():
    """Google leaves out what is empty."""
    user = normalize({"id": "1", "primaryEmail": "a@acme.example", "suspended": False}, Google.fields)
    assert (user.email, user.department, user.active) == ("a@acme.example", "", True)


@pytest.mark.parametrize(
    ("said", "active"),
    [({}, None), ({"suspended": None}, None), ({"archived": False}, True), ({"suspended": True}, False)],
)
def test_one_of_suspended_and_archived_is_enough_to_say(said, active):
    """A record with neither leaves the account as it is."""
    assert normalize({"id": "1", **said}, Google.fields).active is active
    assert compile_normalizer(Google.fields, Google.fields)({"id": "1", **said}).active is active


@pytest.mark.parametrize("key", ["suspended", "archived"])
def test_suspended_or_archived_is_inactive(key):
    """Either is enough; anything but a boolean blocks the person."""
    assert normalize(LASZLO | {key: True}, Google.fields).active is False
    with pytest.raises(RecordError, match="expected true or false"):
        normalize(LASZLO | {key: "yes"}, Google.fields)


@pytest.mark.parametrize(
    ("units", "inside"),
    [
        (["/Engineering"], True),
        (["engineering/budapest/"], True),
        ("/Engineering", True),
        (["/Eng"], False),
        (["/Sales", "/"], True),
        (["/Sales"], False),
    ],
)
def test_an_org_unit_includes_what_lies_below(units, inside):
    """By whole names, without regard to case."""
    assert Google.in_scope(LASZLO, Scope(values={"org_units": units})) is inside


@pytest.mark.parametrize("record", [{"id": "1"}, {"id": "1", "orgUnitPath": None}])
def test_a_record_that_does_not_say_its_org_unit_ends_the_read(record):
    """Nobody is let in, or left out, because a field was not saved; the whole account needs none."""
    with pytest.raises(UnexpectedAnswer, match="org_units"):
        Google.in_scope(record, Scope(values={"org_units": ["/APAC"]}))
    assert Google.in_scope(record, Scope(values={"org_units": "/"}))


def test_one_key_is_needed():
    """A file or a variable, not both, and a subject."""
    assert GoogleSettings(service_account_file="sa.json", subject="a@b.c").customer == "my_customer"
    with pytest.raises(ValidationError, match="one of them"):
        GoogleSettings(subject="a@b.c")
