"""What is read of a Microsoft Graph user."""

import pytest
from pydantic import ValidationError

from nameplate.errors import UnexpectedAnswer
from nameplate.plugins import Scope
from nameplate.plugins.fields import normalize
from nameplate_azure_ad import AzureAD, AzureADSettings

TARO = {
    "id": "7d6a2c7e",
    "userPrincipalName": "taro@acme.example",
    "mail": "taro.yamada@acme.example",
    "displayName": "山田 太郎",
    "givenName": "太郎",
    "surname": "山田",
    "companyName": "Acme K.K.",
    "department": "営業部",
    "jobTitle": "課長",
    "officeLocation": "Tokyo 5F",
    "city": "Tokyo",
    "state": None,
    "country": "Germany",
    "usageLocation": "JP",
    "preferredLanguage": "ja-JP",
    "accountEnabled": True,
    "userType": "Member",
    "employeeId": "100042",
    "employeeType": "Employee",
    "employeeOrgData": {"division": "Sales", "costCenter": "CC1"},
    "manager": {"id": "x", "userPrincipalName": "boss@acme.example"},
    "mobilePhone": None,
    "businessPhones": ["+81 3 0000 0000"],
}


def test_every_field_is_found():
    """Each field from its place."""
    user = normalize(TARO, AzureAD.fields)
    assert (user.id, user.user_name, user.email) == ("7d6a2c7e", "taro@acme.example", "taro.yamada@acme.example")
    assert (user.given_name, user.family_name, user.display_name) == ("太郎", "山田", "山田 太郎")
    assert (user.title, user.department, user.organization, user.division) == ("課長", "営業部", "Acme K.K.", "Sales")
    assert (user.cost_center, user.office, user.city, user.state) == ("CC1", "Tokyo 5F", "Tokyo", "")
    assert (user.country, user.preferred_language, user.timezone) == ("JP", "ja-JP", "")
    assert (user.manager, user.employee_id, user.employee_type) == ("boss@acme.example", "100042", "Employee")
    assert (user.phone, user.mobile, user.active) == ("+81 3 0000 0000", "", True)


@pytest.mark.parametrize("country", ["Japan", "JPN", "日本", "392"])
def test_without_a_usage_location_the_country_counts(country):
    """However it is spelled."""
    assert normalize(TARO | {"usageLocation": None, "country": country}, AzureAD.fields).country == "JP"


def test_without_mail_the_principal_name_is_the_address():
    """Unless it is a guest's, which nobody reads mail at."""
    assert normalize(TARO | {"mail": None}, AzureAD.fields).email == "taro@acme.example"
    guest = TARO | {"mail": None, "userPrincipalName": "x_partner.example#EXT#@acme.example"}
    assert normalize(guest, AzureAD.fields).email == ""


def test_a_record_that_does_not_say_leaves_active_alone():
    """`accountEnabled` that was not selected is neither true nor false."""
    assert normalize({"id": "1"}, AzureAD.fields).active is None
    assert normalize(TARO | {"accountEnabled": False}, AzureAD.fields).active is False


def test_guests_are_left_out_where_the_scope_says_so():
    """They are read otherwise, as Graph lists them."""
    guest = TARO | {"userType": "Guest"}
    assert not AzureAD.in_scope(guest, Scope(values={"guests": False}))
    assert AzureAD.in_scope(TARO, Scope(values={"guests": False}))
    assert AzureAD.in_scope(guest, Scope(values={"guests": True}))
    assert AzureAD.in_scope(guest, Scope())


def test_a_record_that_does_not_say_whether_it_is_a_guests_ends_the_read():
    """A null type is a member's; a type that was not saved is nobody's."""
    assert AzureAD.in_scope({"id": "1", "userType": None}, Scope(values={"guests": False}))
    assert AzureAD.in_scope({"id": "1"}, Scope(values={"guests": True}))
    with pytest.raises(UnexpectedAnswer, match="`scope: guests` goes by `userType`"):
        AzureAD.in_scope({"id": "1"}, Scope(values={"guests": False}))


@pytest.mark.parametrize(
    ("settings", "way"),
    [
        ({"tenant_id": "t", "client_id": "c", "client_secret": {"env": "S"}}, "client_secret"),
        ({"tenant_id": "t", "client_id": "c", "certificate": "c.pem"}, "certificate"),
        ({"identity": "workload"}, "workload"),
        ({}, "managed"),
    ],
)
def test_the_way_to_sign_in_follows_from_what_is_set(settings, way):
    """Nobody has to say it twice."""
    assert AzureADSettings.model_validate(settings).signs_in_with == way


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"client_secret": {"env": "S"}, "certificate": "c.pem"}, "give one of them"),
        ({"client_secret": {"env": "S"}}, "also needs tenant_id, client_id"),
        ({"client_secret": "hunter2"}, "named, not written down"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    """And say what is missing."""
    with pytest.raises(ValidationError, match=message):
        AzureADSettings.model_validate(settings)
