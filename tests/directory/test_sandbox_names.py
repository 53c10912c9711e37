"""In the sandbox the display name is tied to first and last name, as at Atlassian."""

from support.sandbox import scim_user


def op(path, value):
    """A replacement."""
    return {"op": "replace", "path": path, "value": value}


def test_a_display_name_overwrites_first_and_last_name(service):
    """The last word becomes the family name."""
    user = service.create(scim_user("a@acme.example", name={"givenName": "X", "middleName": "M"}))
    answer = service.patch(user, op("displayName", "Ann Mary Berg")).json()
    assert answer["name"] == {"givenName": "Ann Mary", "familyName": "Berg", "middleName": "M"}
    assert service.patch(user, op("displayName", "Prince")).json()["name"] == {"givenName": "Prince", "middleName": "M"}


def test_a_creations_display_name_overwrites_too(service):
    """POST as PATCH."""
    user = service.create(scim_user("a@acme.example", displayName="山田 太郎", name={"givenName": "太郎"}))
    assert user["name"] == {"givenName": "山田", "familyName": "太郎"}


def test_names_before_the_display_name_leave_it_as_it_was_sent(service):
    """Whatever is written last wins, so the display name has to come last."""
    user = service.create(scim_user("a@acme.example"))
    names = [op("name.givenName", "太郎"), op("name.familyName", "山田")]
    assert service.patch(user, *names, op("displayName", "山田 太郎")).json()["displayName"] == "山田 太郎"
    assert service.patch(user, op("displayName", "山田 太郎"), *names).json()["displayName"] == "太郎 山田"


def test_without_a_display_name_it_is_put_together(service):
    """From first and last name."""
    user = service.create(scim_user("a@acme.example", name={"givenName": "Ann", "familyName": "Berg"}))
    assert user["displayName"] == "Ann Berg"
    assert service.patch(user, {"op": "remove", "path": "displayName"}).json()["displayName"] == "Ann Berg"


def test_a_middle_name_leaves_the_display_name_alone(service):
    """Only first and last name make it up."""
    user = service.create(scim_user("a@acme.example", displayName="Berg Ann"))
    assert service.patch(user, op("name.middleName", "M")).json()["displayName"] == "Berg Ann"


def test_names_may_be_independent(service, sandbox):
    """An option of the sandbox."""
    sandbox.configure(names="independent")
    user = service.create(scim_user("a@acme.example", displayName="Ann Berg", name={"givenName": "X"}))
    assert user["name"] == {"givenName": "X"}
    assert service.patch(user, op("name.givenName", "Y")).json()["displayName"] == "Ann Berg"
