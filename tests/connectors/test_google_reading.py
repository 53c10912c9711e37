"""Reading people from Google's Directory API through its SDK."""

import asyncio
from typing import Any

import pytest

from nameplate.plugins import Query, Scope, UnexpectedAnswer, UnknownGroup
from nameplate_google import Google, GoogleSettings
from support.people import google_user, read_all


@pytest.fixture
def settings(google_settings: GoogleSettings) -> GoogleSettings:
    """What signs in to the test server."""
    return google_settings


def read(settings: GoogleSettings, *select: str, **scope: Any) -> list[Any]:
    """The records for a selection and a scope."""
    groups = tuple(scope.pop("groups", ()))
    return asyncio.run(read_all(Google(settings), Query(frozenset(select), Scope(groups, scope))))


def ids(users: list[Any]) -> list[str]:
    """The ids of users."""
    return [user["id"] for user in users]


def test_every_person_is_read_once(google, settings):
    """Three pages of at most 500 hold all 1,200 people, each once; one token serves them."""
    assert ids(read(settings, "name.fullName")) == ids(google.users)
    assert [request.query["maxResults"] for request in google.log.to("/users")] == ["500"] * 3
    assert len(google.log.to("/token")) == 1


@pytest.mark.parametrize("ending", ["/", "/admin/directory/v1", "/admin/directory/v1/"])
def test_the_address_may_have_the_apis_path(google, settings, ending):
    """The path is not asked for twice."""
    changed = settings.model_copy(update={"base_url": google.origin + ending})
    assert len(read(changed, "name")) == 1200


def test_only_what_is_used_is_selected(google, settings):
    """`fields` holds what the raw paths begin with, the id and the address; no custom schema comes."""
    record = read(settings, "organizations[primary].title", "suspended")[0]
    assert google.log.to("/users")[0].query["projection"] == "basic"
    assert set(record) == {"id", "primaryEmail", "organizations", "suspended"}


def test_custom_schemas_come_where_used(google, settings):
    """A path into a schema asks for that schema and no other."""
    record = read(settings, "customSchemas.AtlassianSync.timeZone")[0]
    assert record["customSchemas"] == {"AtlassianSync": {"phoneticFamilyName": "Kovacs", "timeZone": "Europe/Budapest"}}
    assert google.log.to("/users")[0].query["customFieldMask"] == "AtlassianSync"


@pytest.mark.parametrize("everything", ["*", "customSchemas"])
def test_all_custom_schemas_come_with_everything(google, settings, everything):
    """Everything, and a rule that hands all custom schemas on, ask for all of them."""
    record = read(settings, everything)[0]
    assert record["customSchemas"] == google.users[0]["customSchemas"]


def test_everything_is_what_the_fields_read(google, settings):
    """All the fields' properties are there with "*"."""
    record = read(settings, "*")[0]
    assert record == {key: value for key, value in google.users[0].items() if key in record}
    assert {"languages", "addresses", "relations", "orgUnitPath", "archived"} <= set(record)


def test_a_selection_longer_than_an_address_is_asked_for_all_the_same(google, settings):
    """The SDK sends a query of more than 2,048 characters as a POST; the people are the same."""
    paths = [f"customSchemas.Schema{'x' * 40}{number}.value" for number in range(60)]
    assert len(read(settings, "name", *paths)) == 1200


def test_org_units_hold_what_lies_below_and_nobody_twice(google, settings):
    """Units are read one after the other; one that lies in another is left to it; a quote is escaped."""
    units = ["/EMEA", "/EMEA/Budapest", "/APAC/O'Higgins", "/EMEAX", "/AMER"]
    google.users[:] = [google_user(number, orgUnitPath=units[number % 5]) for number in range(50)]
    records = read(settings, "orgUnitPath", org_units=["/EMEA/Budapest", "/EMEA/", "APAC/O'Higgins"])
    assert sorted(ids(records)) == sorted(ids([user for number, user in enumerate(google.users) if number % 5 < 3]))
    assert len(google.log.to("/users")) == 2


def test_an_org_unit_is_asked_for_where_the_scope_goes_by_it(google, settings):
    """So that a snapshot of these people can be judged by the same scope."""
    assert "orgUnitPath" in read(settings, "name", org_units=["/EMEA"])[0]
    assert "orgUnitPath" not in read(settings, "name")[0]


def test_a_query_narrows_each_org_unit(google, settings):
    """Query and org unit have both to hold."""
    google.users[:] = [google_user(number, suspended=number % 2 == 0) for number in range(10)]
    records = read(settings, "name", org_units=["/EMEA", "/APAC"], query="isSuspended=false")
    assert ids(records) == ids(google.users[1::2])


def test_groups_are_read_with_their_nested_groups(google, settings):
    """By address, id and name, several at once, derived members too, nobody twice, and by the scope's query."""
    people = ids(google.users)
    google.groups = {
        "inner@acme.example": ("01inner00000", "Inner", people[300:900]),
        "outer@acme.example": ("01outer00000", "It's outer", [people[0], "inner@acme.example"]),
        "other@acme.example": ("01other00000", "Other", [*people[890:910], "stranger"]),
    }
    google.users[5]["suspended"] = True
    expected = [people[0], *people[300:910]]
    for groups in (
        ["outer@acme.example", "other@acme.example"],
        ["01outer00000", "01other00000"],
        ["It's outer", "Other"],
    ):
        assert ids(read(settings, "name", groups=groups, query="isSuspended=false")) == expected


def test_the_members_of_a_group_are_asked_for_by_id_alone(google, settings):
    """The groups that a configuration mentions cost one id a member, groups among them aside."""
    people = ids(google.users)
    google.groups = {
        "inner@acme.example": ("01inner00000", "Inner", people[:250]),
        "outer@acme.example": ("01outer00000", "engineering", ["inner@acme.example"]),
    }
    query = Query(frozenset({"name"}), Scope(), group="engineering")
    assert asyncio.run(read_all(Google(settings), query)) == [{"id": one} for one in people[:250]]


@pytest.mark.parametrize("key", ["grp 1", "a/b?c#d", "über", "100%41", "O'x", "00G-short"])
def test_an_id_may_have_any_form(google, settings, key):
    """What is nobody's name is tried as an id, as it stands."""
    google.groups = {"a@acme.example": (key, "First", ids(google.users)[:3])}
    assert len(read(settings, "name", groups=[key])) == 3


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("none@acme.example", "Google has no group 'none@acme.example'."),
        ("..", "Google has no group '..'."),
        ("None", "Google has no group 'None'."),
        ("Twice", "2 groups at Google are named 'Twice'."),
    ],
)
def test_an_unknown_group_is_an_error(google, settings, group, message):
    """A group that is not there, or whose name several have, is never an empty scope."""
    google.groups = {"a@acme.example": ("01a", "Twice", []), "b@acme.example": ("01b", "Twice", [])}
    with pytest.raises(UnknownGroup) as caught:
        read(settings, "name", groups=[group])
    assert caught.value.message == message


def test_a_group_of_everybody_is_an_error(google, settings):
    """A group that holds the whole account doesn't list it; that is said rather than read as an empty group."""
    google.groups = {"all@acme.example": ("01all0000000", "All", ["C01abc"])}
    with pytest.raises(UnexpectedAnswer, match="Everybody of the account"):
        read(settings, "name", groups=["all@acme.example"])


def test_an_account_without_people_is_an_empty_page(google, settings):
    """A page of the right kind without `users` is empty, and the last."""
    google.users.clear()
    assert read(settings, "name") == []
