"""What is read of an Okta user."""

import pytest
from pydantic import ValidationError

from nameplate.errors import RecordError, UnexpectedAnswer
from nameplate.plugins import Scope
from nameplate.plugins.fields import normalize
from nameplate_okta import Okta, OktaSettings

MARY = {
    "id": "00u1",
    "status": "ACTIVE",
    "profile": {
        "login": "mary@acme.example",
        "email": "mary.smith@acme.example",
        "firstName": "Mary",
        "lastName": "Smith",
        "middleName": "Ann",
        "displayName": "Mary Smith",
        "nickName": None,
        "honorificSuffix": "PhD",
        "title": "Analyst",
        "department": "Finance",
        "organization": "Acme Inc.",
        "division": "Money",
        "costCenter": "7",
        "city": "Dallas",
        "state": "TX",
        "countryCode": "USA",
        "timezone": "America/Chicago",
        "locale": "en_US",
        "manager": "boss@acme.example",
        "employeeNumber": "100007",
        "userType": "employee",
        "primaryPhone": "+1",
        "mobilePhone": None,
    },
}


def test_every_field_is_found():
    """Each field from its place in the profile."""
    user = normalize(MARY, Okta.fields)
    assert (user.user_name, user.email) == ("mary@acme.example", "mary.smith@acme.example")
    assert (user.given_name, user.middle_name, user.family_name) == ("Mary", "Ann", "Smith")
    assert (user.display_name, user.nick_name, user.honorific_suffix) == ("Mary Smith", "", "PhD")
    assert (user.title, user.department, user.organization) == ("Analyst", "Finance", "Acme Inc.")
    assert (user.division, user.cost_center, user.city, user.state) == ("Money", "7", "Dallas", "TX")
    assert (user.country, user.timezone, user.preferred_language) == ("US", "America/Chicago", "en_US")
    assert (user.manager, user.employee_id, user.employee_type) == ("boss@acme.example", "100007", "employee")
    assert (user.phone, user.mobile, user.active) == ("+1", "", True)


@pytest.mark.parametrize("status", ["ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"])
def test_who_may_sign_in_is_active(status):
    """A forgotten password takes nobody's access."""
    assert normalize(MARY | {"status": status}, Okta.fields).active is True


@pytest.mark.parametrize("status", ["STAGED", "SUSPENDED", "DEPROVISIONED"])
def test_who_may_not_sign_in_is_inactive(status):
    """The three states that end or precede access."""
    assert normalize(MARY | {"status": status}, Okta.fields).active is False


@pytest.mark.parametrize("status", [None, "", "active", "HIBERNATED", 5])
def test_an_unknown_status_blocks_the_person(status):
    """Nobody gains or loses access by a guess."""
    with pytest.raises(RecordError, match="status") as caught:
        normalize(MARY | {"status": status}, Okta.fields)
    assert (caught.value.code, caught.value.field) == ("NP305", "active")


def test_deprovisioned_people_are_left_out_where_the_scope_says_so():
    """They are read otherwise, so that they are deactivated."""
    gone = MARY | {"status": "DEPROVISIONED"}
    assert not Okta.in_scope(gone, Scope(values={"deprovisioned": False}))
    assert Okta.in_scope(MARY, Scope(values={"deprovisioned": False}))
    assert Okta.in_scope(gone, Scope())
    with pytest.raises(UnexpectedAnswer, match="`scope: deprovisioned` goes by `status`"):
        Okta.in_scope({"id": "1", "profile": {}}, Scope(values={"deprovisioned": False}))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"org_url": "https://acme.okta.com"}, "give a token, or client_id"),
        ({"org_url": "https://acme-admin.okta.com", "token": {"env": "T"}}, "without -admin"),
        ({"org_url": "acme.okta.com", "token": {"env": "T"}}, "such as https://acme.okta.com"),
        ({"org_url": "https://a.okta.com", "private_key_file": "k.pem"}, "also needs client_id"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    """And say what is expected."""
    with pytest.raises(ValidationError, match=message):
        OktaSettings.model_validate(settings)


def test_a_slash_at_the_end_of_the_address_is_dropped():
    """The SDK would keep it."""
    assert OktaSettings.model_validate({"org_url": "https://a.okta.com/", "token": {"env": "T"}}).org_url == (
        "https://a.okta.com"
    )
