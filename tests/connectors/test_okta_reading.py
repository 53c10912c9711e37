"""Reading people from Okta through its SDK."""

import asyncio
from typing import Any

import pytest

from nameplate.plugins import Query, Scope, UnexpectedAnswer, UnknownGroup
from nameplate_okta import Okta, OktaSettings
from support.http_server import Fault, Reply
from support.people import okta_user, read_all


@pytest.fixture
def settings(okta_settings: OktaSettings) -> OktaSettings:
    """What signs in to the test server."""
    return okta_settings


def read(settings: OktaSettings, *select: str, **scope: Any) -> list[Any]:
    """The records for a selection and a scope."""
    groups = tuple(scope.pop("groups", ()))
    return asyncio.run(read_all(Okta(settings), Query(frozenset(select), Scope(groups, scope))))


def ids(users: list[Any]) -> list[str]:
    """The ids of users."""
    return [user["id"] for user in users]


@pytest.mark.parametrize("self_last", [True, False])
def test_every_person_is_read_once(okta, settings, self_last):
    """Three pages of at most 200 hold all 500 people, each once, in whatever order Okta sends its two Link headers."""
    okta.links_self_last = self_last
    assert ids(read(settings, "profile.login")) == ids(okta.users)
    assert [request.query["limit"] for request in okta.log.to("/users")] == ["200"] * 3


@pytest.mark.parametrize("ending", ["/", "/api/v1", "/api/v1/"])
@pytest.mark.parametrize("name", ["org_url", "base_url"])
def test_the_address_may_have_the_apis_path(okta, settings, name, ending):
    """The path is not asked for twice."""
    changed = OktaSettings.model_validate(settings.model_dump() | {name: okta.origin + ending})
    assert len(read(changed, "profile.login")) == 500


def test_only_what_is_used_is_selected(okta, settings):
    """`fields` holds the profile's attributes that are used, the id and the status."""
    record = read(settings, "profile.badgeName", "profile.login")[0]
    assert okta.log.to("/users")[0].query["fields"] == "id,status,profile:(badgeName,login)"
    assert record == {
        "id": okta.users[0]["id"],
        "status": "ACTIVE",
        "profile": {"login": "person0@acme.example", "badgeName": "Mary 0"},
    }


@pytest.mark.parametrize("everything", ["*", "profile"])
def test_whole_users_come_with_everything(okta, settings, everything):
    """Everything, and a rule that hands the whole profile on, read users whole."""
    assert read(settings, everything, "profile.login") == okta.users


@pytest.mark.parametrize(
    ("deprovisioned", "people"), [({}, 4), ({"deprovisioned": False}, 4), ({"deprovisioned": True}, 5)]
)
@pytest.mark.parametrize(
    "scope", [{}, {"search": 'profile.userType eq "employee"'}, {"filter": 'profile.firstName eq "Mary"'}]
)
def test_deprovisioned_people_come_by_the_setting(okta, settings, deprovisioned, people, scope):
    """Okta's plain list omits the deprovisioned and its searches include them; the setting alone decides."""
    statuses = ["ACTIVE", "SUSPENDED", "DEPROVISIONED", "STAGED", "LOCKED_OUT"]
    okta.users[:] = [okta_user(number, status=status) for number, status in enumerate(statuses)]
    records = read(settings, "profile.login", **scope, **deprovisioned)
    assert len(records) == people
    assert len(set(ids(records))) == people


def test_groups_are_read_by_name_or_id_nobody_twice(okta, settings):
    """Direct members of several groups; a quote in a name is escaped."""
    people = ids(okta.users)
    okta.groups = {
        "00g00000000000000001": ('The "first"', people[:250]),
        "00g00000000000000002": ("second", people[240:260]),
    }
    for groups in (['The "first"', "second"], list(okta.groups)):
        assert ids(read(settings, "profile.login", groups=groups)) == people[:260]


def test_groups_and_a_search_have_both_to_hold(okta, settings):
    """Whom the search finds is read if they are in one of the groups; those who left come by the setting."""
    people = ids(okta.users)
    for user in okta.users[::2]:
        user["profile"]["userType"] = "contractor"
    okta.users[401]["status"] = "DEPROVISIONED"
    okta.groups = {"00g00000000000000001": ("first", people[:300]), "00g00000000000000002": ("second", people[290:310])}
    scope = {"groups": ["first", "second"], "search": 'profile.userType eq "employee"'}
    assert ids(read(settings, "profile.login", **scope)) == people[1:310:2]
    assert ids(read(settings, "profile.login", **scope, deprovisioned=True)) == [*people[1:310:2], people[401]]


def test_people_who_left_every_group_come_by_the_setting(okta, settings):
    """Okta takes the deprovisioned out of their groups; with the setting all of them are read."""
    people = ids(okta.users)
    okta.users[7]["status"] = okta.users[400]["status"] = "DEPROVISIONED"
    okta.groups = {"00g00000000000000001": ("first", people[:10])}
    records = read(settings, "profile.login", groups=["first"], deprovisioned=True)
    assert ids(records) == [*people[:7], *people[8:10], people[7], people[400]]


def test_the_members_of_a_group_are_asked_for_by_id_alone(okta, settings):
    """The groups that a configuration mentions give ids."""
    people = ids(okta.users)
    okta.groups = {"00g00000000000000001": ("first", people[:250])}
    query = Query(frozenset({"profile.login"}), Scope(("other",)), group="first")
    assert asyncio.run(read_all(Okta(settings), query)) == [{"id": one} for one in people[:250]]


@pytest.mark.parametrize("key", ["grp 1", "a/b?c#d", "über", "100%41", "O'x", "00G-short"])
def test_an_id_may_have_any_form(okta, settings, key):
    """What is nobody's name is tried as an id, as it stands."""
    okta.groups = {key: ("first", ids(okta.users)[:3])}
    assert len(read(settings, "profile.login", groups=[key])) == 3


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("..", "Okta has no group '..'."),
        ("rules", "Okta has no group 'rules'."),
        ("none", "Okta has no group 'none'."),
        ("TWICE", "2 groups of Okta are named 'TWICE'."),
        ("00g0000000000000dead", "Okta has no group '00g0000000000000dead'."),
        ("twice", "2 groups of Okta are named 'twice'."),
    ],
)
def test_an_unknown_group_is_an_error(okta, settings, group, message):
    """A group that is not there, or whose name several have, is never an empty scope; names ignore case."""
    okta.groups = {"a": ("twice", []), "b": ("twice", []), "c": ("first", [])}
    with pytest.raises(UnknownGroup) as caught:
        read(settings, "profile.login", groups=[group])
    assert caught.value.message == message


def test_the_exact_name_of_a_group_wins_over_another_case(okta, settings):
    """A name in another case is found where no group has it exactly."""
    people = ids(okta.users)
    okta.groups = {"a": ("Staff", people[:2]), "b": ("STAFF", people[2:5]), "c": ("Boss", people[:1])}
    assert ids(read(settings, "profile.login", groups=["STAFF"])) == people[2:5]
    assert ids(read(settings, "profile.login", groups=["boss"])) == people[:1]


@pytest.mark.parametrize("link", ["https://[acme/api/v1/users", "https://acme:x/users", "http://127.0.0.1:99999/users"])
def test_a_link_that_is_no_address_is_an_error(okta, settings, link):
    """Not the last page, and not an error of the HTTP client."""
    okta.faults.append(Fault(Reply(b"[]", headers=(("Link", f'<{link}>; rel="next"'),))))
    with pytest.raises(UnexpectedAnswer, match="was not followed"):
        read(settings, "profile.login")


def test_records_that_the_sdks_models_refuse_are_read(okta, settings):
    """A country "JPN", an empty or long name, an unknown status and a number as title don't lose a page."""
    okta.users[:] = [
        okta_user(1, countryCode="JPN"),
        okta_user(2, firstName=""),
        okta_user(3, lastName="x" * 60),
        okta_user(4, status="FROZEN"),
        okta_user(5, title=7, login="a"),
    ]
    assert read(settings, "*") == okta.users
