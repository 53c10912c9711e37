"""The payload as a model, and as SCIM."""

import pytest
from pydantic import ValidationError

from nameplate.model import AtlassianUser, scim_user
from nameplate.model.attributes import ATLASSIAN_CUSTOM, CORE_USER, ENTERPRISE

USER = AtlassianUser(
    external_id="7",
    user_name="taro@acme.example",
    email="taro@acme.example",
    family_name="山田",
    display_name="山田 太郎",
    public_name="",
    department="IT",
    organization="Acme",
    location="Tokyo",
    phone="+81 3",
    timezone="Asia/Tokyo",
    active=True,
)


def test_it_writes_itself_as_scim() -> None:
    """RFC 7643, with Atlassian's extension; absent and cleared attributes are left out."""
    assert USER.scim() == {
        "schemas": [CORE_USER, ENTERPRISE, ATLASSIAN_CUSTOM],
        "externalId": "7",
        "userName": "taro@acme.example",
        "emails": [{"value": "taro@acme.example", "type": "work", "primary": True}],
        "name": {"familyName": "山田"},
        "displayName": "山田 太郎",
        "organization": "Acme",
        "department": "IT",
        ENTERPRISE: {"organization": "Acme", "department": "IT"},
        "timezone": "Asia/Tokyo",
        ATLASSIAN_CUSTOM: {"basedIn": "Tokyo"},
        "phoneNumbers": [{"value": "+81 3", "type": "work"}],
        "active": True,
    }


def test_department_goes_where_the_directory_says() -> None:
    """To the core, to the enterprise extension, or to both."""
    core, enterprise = USER.scim("core"), USER.scim("enterprise")
    assert (core["department"], ENTERPRISE in core) == ("IT", False)
    assert ("department" in enterprise, enterprise[ENTERPRISE]["department"]) == (False, "IT")


def test_values_and_model_are_two_forms_of_one() -> None:
    """There and back again."""
    assert AtlassianUser.from_values("7", USER.values) == USER
    assert scim_user("7", USER.values) == USER.scim()


@pytest.mark.parametrize("wrong", [{"email": "x"}, {"public_name": "x" * 31}, {"timezone": "Sydney"}, {"phone": " 1"}])
def test_what_atlassian_would_refuse_is_no_payload(wrong: dict[str, str]) -> None:
    """Whoever builds one by hand is told."""
    with pytest.raises(ValidationError):
        AtlassianUser(**{**USER.model_dump(), **wrong})


def test_it_is_frozen() -> None:
    """Nobody changes a payload on its way."""
    with pytest.raises(ValidationError):
        USER.email = "other@acme.example"  # type: ignore[misc]
