"""Reading people from Microsoft Graph through its SDK."""

import asyncio
import re
from typing import Any

import pytest

from nameplate.plugins import PermissionMissing, Query, Scope, UnexpectedAnswer, UnknownGroup
from nameplate_azure_ad import AzureAD, AzureADSettings
from nameplate_azure_ad.client import versioned
from support.people import graph_user, read_all


@pytest.fixture
def settings(graph_settings: AzureADSettings) -> AzureADSettings:
    """What signs in to the test server by a client secret."""
    return graph_settings


def read(settings: AzureADSettings, *select: str, **scope: Any) -> list[Any]:
    """The records for a selection and a scope."""
    groups = tuple(scope.pop("groups", ()))
    return asyncio.run(read_all(AzureAD(settings), Query(frozenset(select), Scope(groups, scope))))


def test_every_person_is_read_once(graph, settings):
    """Three pages of at most 999 hold all 2,500 people, each once."""
    records = read(settings, "displayName")
    assert [record["id"] for record in records] == [user["id"] for user in graph.users]
    assert len(graph.log.to("/users")) == 3


@pytest.mark.parametrize("ending", ["", "/", "/v1.0", "/v1.0/"])
def test_the_address_may_have_the_apis_path(graph, settings, ending):
    """The version is asked for once, written or not."""
    assert len(read(settings.model_copy(update={"base_url": graph.origin + ending}), "mail")) == 2500


def test_only_what_is_used_is_selected(graph, settings):
    """`$select` holds what the raw paths begin with, the id and the name, and records have nothing else."""
    records = read(settings, "onPremisesExtensionAttributes.extensionAttribute1", "businessPhones[0]")
    query = graph.log.to("/users")[0].query
    assert query["$select"].split(",") == ["businessPhones", "id", "onPremisesExtensionAttributes", "userPrincipalName"]
    assert query["$top"] == "999"
    assert "$expand" not in query
    assert set(records[0]) == {"businessPhones", "id", "onPremisesExtensionAttributes", "userPrincipalName"}


def test_a_property_that_is_none_is_said(settings):
    """A rule or `fields` names it, and the remedy says so."""
    with pytest.raises(UnexpectedAnswer, match="property named 'nickName'") as caught:
        read(settings, "nickName")
    assert "`fields`" in caught.value.remedy


def test_everything_can_be_selected(graph, settings):
    """Everything ("*") is what the fields read, the on-premises attributes, and schema extensions that are named."""
    extension = "extension_0a1b2c3d4e5f60718293a4b5c6d7e8f9_romaji"
    record = read(settings, "*", extension)[0]
    assert record == {key: value for key, value in graph.users[0].items() if key in record}
    assert {"usageLocation", "onPremisesExtensionAttributes", extension, "manager"} <= set(record)


def test_the_manager_is_expanded_where_used(graph, settings):
    """With a manager, a page has 100 people, and each record its manager's names."""
    del graph.users[250:]
    records = read(settings, "manager.userPrincipalName")
    assert [record["manager"]["userPrincipalName"] for record in records] == ["boss@acme.example"] * 250
    assert len(graph.log.to("/users")) == 3


def test_a_filter_is_an_advanced_query_on_every_page(graph, settings):
    """A filter that only the eventual index serves works, with header and count on the first page and the next."""
    for user in graph.users[::2]:
        user["companyName"] = "Other"
    records = read(settings, "displayName", filter="companyName ne 'Other'")
    assert len(records) == 1250
    requests = graph.log.to("/users")
    assert [request.headers["consistencylevel"] for request in requests] == ["eventual", "eventual"]
    assert all(request.query["$count"] == "true" for request in requests)


def test_a_plain_read_is_not_an_advanced_query(graph, settings):
    """Without filter and group the directory itself is read, not its eventual index."""
    read(settings, "displayName")
    assert "consistencylevel" not in graph.log.to("/users")[0].headers


@pytest.mark.parametrize(("scope", "people"), [({"guests": False}, 2), ({"guests": True}, 3), ({}, 3)])
def test_guests_are_left_out_where_the_scope_says_so(graph, settings, scope, people):
    """Guests go only with `guests: false`; a person without a type stays."""
    graph.users[:] = [graph_user(1), graph_user(2, userType="Guest"), graph_user(3, userType=None)]
    assert len(read(settings, "displayName", **scope)) == people


def test_a_group_by_name_or_id_is_read_with_its_nested_groups(graph, settings):
    """Members are transitive; a quote in the group's name is escaped."""
    ids = [user["id"] for user in graph.users]
    inner = "aaaaaaaa-0000-0000-0000-000000000001"
    outer = "aaaaaaaa-0000-0000-0000-000000000002"
    graph.groups = {inner: ("inner", ids[1000:2200]), outer: ("Tokyo's", [ids[0], inner])}
    assert [record["id"] for record in read(settings, "mail", groups=["Tokyo's"])] == [ids[0], *ids[1000:2200]]
    assert [record["id"] for record in read(settings, "mail", groups=[outer])] == [ids[0], *ids[1000:2200]]
    pages = graph.log.to("transitiveMembers")
    assert len(pages) == 4
    assert all(page.headers["consistencylevel"] == "eventual" for page in pages)


def test_who_is_in_two_groups_is_read_once(graph, settings):
    """Several groups come one after the other, nobody twice."""
    ids = [user["id"] for user in graph.users]
    graph.groups = {"a": ("first", ids[:3]), "b": ("second", ids[1:5]), "c": ("third", ids[4:6])}
    records = read(settings, "mail", groups=["first", "second", "third"], filter="accountEnabled eq true")
    assert [record["id"] for record in records] == ids[:6]


@pytest.mark.parametrize("scope", [{"groups": ["first"]}, {"filter": "employeeId ne '7'"}])
def test_managers_of_a_narrowed_scope_come_too(graph, settings, scope):
    """Neither a group nor a filter allows `$expand`; its people still have their managers."""
    del graph.users[300:]
    graph.groups = {"a": ("first", [user["id"] for user in graph.users[:7] + graph.users[8:]])}
    records = read(settings, "manager.mail", **scope)
    assert len(records) == 299
    assert all(record["manager"]["id"] == "boss" for record in records)


def test_the_members_of_a_group_are_asked_for_by_id_alone(graph, settings):
    """The groups that a configuration mentions cost one id a member."""
    ids = [user["id"] for user in graph.users]
    graph.groups = {"a": ("first", ids[:1500])}
    query = Query(frozenset({"mail"}), Scope(("other",)), group="first")
    assert asyncio.run(read_all(AzureAD(settings), query)) == [{"id": one} for one in ids[:1500]]


@pytest.mark.parametrize("key", ["grp 1", "a/b?c#d", "über", "100%41", "O'x", "00G-short"])
def test_an_id_may_have_any_form(graph, settings, key):
    """What is nobody's name is tried as an id, as it stands."""
    graph.groups = {key: ("first", [user["id"] for user in graph.users[:3]])}
    assert len(read(settings, "mail", groups=[key])) == 3


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("..", "Microsoft Entra ID has no group '..'."),
        ("no such", "Microsoft Entra ID has no group 'no such'."),
        ("aaaaaaaa-0000-0000-0000-00000000dead", "Microsoft Entra ID has no group"),
        ("twice", "2 groups of Microsoft Entra ID are named 'twice'."),
    ],
)
def test_an_unknown_group_is_an_error(graph, settings, group, message):
    """A group that is not there, or whose name several have, is never an empty scope."""
    graph.groups = {"a": ("twice", []), "b": ("twice", [])}
    with pytest.raises(UnknownGroup, match=re.escape(message)):
        read(settings, "mail", groups=[group])


def test_members_that_may_not_be_seen_are_a_missing_permission(graph, settings):
    """Without User.Read.All Graph shows members with nothing but their ids; they are not read as nameless people."""
    graph.groups = {"a": ("first", [user["id"] for user in graph.users[:3]])}
    graph.may_read_users = False
    with pytest.raises(PermissionMissing) as caught:
        read(settings, "mail", groups=["first"])
    assert "User.Read.All" in caught.value.remedy


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://graph.microsoft.us", "https://graph.microsoft.us/v1.0"),
        ("https://graph.microsoft.us/beta", "https://graph.microsoft.us/beta"),
    ],
)
def test_a_cloud_may_be_named_by_its_host(address: str, asked: str):
    """Without a path the address gets Graph's version; a path stays."""
    assert versioned(address) == asked
