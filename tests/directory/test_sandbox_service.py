"""The sandbox answers as Atlassian documents."""

import sqlite3
from datetime import UTC, datetime

import pytest

from nameplate.directory import Sandbox
from nameplate.errors import DirectoryError
from nameplate.model.attributes import ATLASSIAN_EXTERNAL, ENTERPRISE
from support.sandbox import many_users, scim_user

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def test_without_a_key_it_answers_401_in_a_body_that_is_not_scims(service):
    """401 has `error` and `traceId`."""
    response = service("GET", "/Users", headers={})
    assert response.status_code == 401
    assert response.json().keys() == {"error", "traceId"}


def test_with_another_key_it_answers_403_naming_the_path(service):
    """403 has `error` and `traceId`, and no SCIM."""
    response = service("GET", "/Users", headers={"Authorization": "Bearer other"})
    assert response.status_code == 403
    assert response.json()["error"] == "Not authorized to access : scim/directory/practice/Users"


def test_another_directory_is_404(service):
    """The directory's id is part of the address."""
    response = service("GET", "/Users", root="http://sandbox/scim/directory/another")
    assert response.status_code == 404
    assert response.json() == {
        "schemas": [ERROR],
        "status": "404",
        "detail": "Either directory or user does not exist.",
    }


@pytest.mark.parametrize("path", ["/Users/nobody", "/Me", "/Bulk"])
def test_what_is_not_there_is_404(service, path):
    """An unknown user and an unknown endpoint."""
    assert service("GET", path).status_code == 404


def test_a_creation_is_answered_with_the_resource(service, clock):
    """201: with an id, an Atlassian account id and times; what was absent stays absent."""
    user = service.create(scim_user("ann@acme.example", externalId="a1"))
    assert len(user["id"]) == 36
    assert user[ATLASSIAN_EXTERNAL]["atlassianAccountId"]
    assert user["meta"]["created"] == "2025-04-01T12:00:00Z"
    assert user["meta"]["location"].endswith(f"/scim/directory/practice/Users/{user['id']}")
    assert user["groups"] == []
    assert "displayName" not in user
    clock[0] = datetime(2025, 4, 2, tzinfo=UTC)
    service.patch(user, {"op": "replace", "path": "title", "value": "Boss"})
    meta = service("GET", f"/Users/{user['id']}").json()["meta"]
    assert (meta["created"], meta["lastModified"]) == ("2025-04-01T12:00:00Z", "2025-04-02T00:00:00Z")


@pytest.mark.parametrize(
    "body",
    [
        {"userName": "a@acme.example", "emails": [{"value": "a@acme.example", "primary": True}]},
        {"schemas": scim_user("a")["schemas"], "userName": "a@acme.example"},
        {**scim_user("a@acme.example"), "emails": [{"value": "a@acme.example"}]},
        {**scim_user("a@acme.example"), "displayName": 1},
        {**scim_user("a@acme.example"), "name": "Ann"},
        [],
    ],
    ids=["no schemas", "no emails", "no primary e-mail", "number for a text", "text for an object", "no object"],
)
def test_a_creation_with_a_wrong_body_is_400(service, body):
    """What is required is required, and types are checked."""
    response = service("POST", "/Users", body)
    assert response.status_code == 400
    assert response.json()["schemas"] == [ERROR]


def test_read_only_attributes_are_ignored(service):
    """id, groups, meta and the Atlassian extension can't be chosen."""
    body = scim_user("ann@acme.example", id="mine", groups=[{"value": "g"}], meta={"created": "1999"})
    user = service.create({**body, ATLASSIAN_EXTERNAL: {"atlassianAccountId": "mine"}})
    assert user["id"] != "mine"
    assert user["groups"] == []
    assert user["meta"]["created"] != "1999"
    assert user[ATLASSIAN_EXTERNAL]["atlassianAccountId"] != "mine"
    answer = service.patch(user, {"op": "replace", "path": "id", "value": "mine"})
    assert answer.status_code == 200
    assert answer.json()["id"] == user["id"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (scim_user("ANN@acme.example"), "Resource [USER]: with userName[ANN@acme.example] already exists."),
        (
            {**scim_user("other"), "emails": [{"value": "Ann@Acme.example", "primary": True}]},
            "Resource [USER]: with email[Ann@Acme.example] already exists.",
        ),
    ],
    ids=["userName", "email"],
)
def test_a_taken_name_or_address_is_409_in_any_case(service, body, detail):
    """409 `uniqueness`, with the status as text."""
    service.create(scim_user("ann@acme.example"))
    response = service("POST", "/Users", body)
    assert response.status_code == 409
    assert response.json() == {"schemas": [ERROR], "status": "409", "scimType": "uniqueness", "detail": detail}


def test_a_patch_to_a_taken_address_is_409(service):
    """409 as for a creation."""
    service.create(scim_user("ann@acme.example"))
    bob = service.create(scim_user("bob@acme.example"))
    path = "emails[primary eq true].value"
    assert service.patch(bob, {"op": "replace", "path": path, "value": "ANN@acme.example"}).status_code == 409


def test_put_clears_what_it_omits(service):
    """PUT replaces the whole resource, but for what is read-only."""
    user = service.create(scim_user("ann@acme.example", title="Boss", displayName="Ann Berg"))
    answer = service("PUT", f"/Users/{user['id']}", scim_user("ann@acme.example", nickName="Annie"))
    assert answer.status_code == 200
    assert "title" not in answer.json()
    assert "displayName" not in answer.json()
    assert answer.json()["nickName"] == "Annie"
    assert answer.json()[ATLASSIAN_EXTERNAL] == user[ATLASSIAN_EXTERNAL]


def test_a_deleted_user_is_gone_and_a_new_one_links_the_same_account(service):
    """DELETE answers 204, later calls 404; a new POST gives another id and the same Atlassian account."""
    user = service.create(scim_user("ann@acme.example"))
    assert service("DELETE", f"/Users/{user['id']}").status_code == 204
    assert service("GET", f"/Users/{user['id']}").status_code == 404
    again = service.create(scim_user("ann@acme.example"))
    assert again["id"] != user["id"]
    assert again[ATLASSIAN_EXTERNAL] == user[ATLASSIAN_EXTERNAL]


def test_deactivation_and_reactivation_keep_everything_else(service):
    """`active` alone changes."""
    user = service.create(scim_user("ann@acme.example", title="Boss"))
    off = service.patch(user, {"op": "Replace", "path": "active", "value": "False"}).json()
    assert off["active"] is False
    assert off["title"] == "Boss"
    assert off[ATLASSIAN_EXTERNAL] == user[ATLASSIAN_EXTERNAL]
    assert service.patch(user, {"op": "replace", "value": {"active": True}}).json()["active"] is True


def test_an_address_at_an_unclaimed_domain_breaks_the_link(service, sandbox):
    """The record changes, the account is no longer linked; back at a claimed domain it is."""
    sandbox.configure(claimed_domains=["acme.example"])
    user = service.create(scim_user("ann@acme.example"))
    path = "emails[primary eq true].value"
    away = service.patch(user, {"op": "replace", "path": path, "value": "ann@elsewhere.example"}).json()
    assert away["emails"][0]["value"] == "ann@elsewhere.example"
    assert ATLASSIAN_EXTERNAL not in away
    assert ATLASSIAN_EXTERNAL not in away["schemas"]
    back = service.patch(user, {"op": "replace", "path": path, "value": "ann@acme.example"}).json()
    assert back[ATLASSIAN_EXTERNAL] == user[ATLASSIAN_EXTERNAL]


def test_no_claimed_domains_means_all_of_them(service):
    """Without a list no change of address breaks a link."""
    user = service.create(scim_user("ann@acme.example"))
    answer = service.patch(user, {"op": "replace", "path": 'emails[type eq "work"].value', "value": "a@b.example"})
    assert answer.json()[ATLASSIAN_EXTERNAL] == user[ATLASSIAN_EXTERNAL]


@pytest.mark.parametrize(
    ("expression", "status", "found"),
    [
        ('userName eq "ANN@acme.example"', 200, 1),
        ('externalId eq "A1"', 200, 1),
        ('externalId eq "a1"', 200, 0),
        ('externalid EQ "A1"', 200, 1),
        ('userName eq "x\\"y\\\\z"', 200, 1),
        ('userName sw "ann"', 400, 0),
        ('emails[type eq "work"].value eq "ann@acme.example"', 400, 0),
        ('displayName eq "Ann"', 400, 0),
        ('userName eq "a" and active eq true', 400, 0),
        ("userName eq ann", 400, 0),
    ],
)
def test_only_exact_matches_of_user_name_and_external_id_can_be_filtered_by(service, expression, status, found):
    """UserName ignores case, externalId doesn't; every other filter is 400 `invalidFilter`."""
    service.create(scim_user("ann@acme.example", externalId="A1"))
    service.create({**scim_user('x"y\\z'), "emails": [{"value": "x@acme.example", "primary": True}]})
    response = service("GET", "/Users", params={"filter": expression})
    assert response.status_code == status
    if status == 200:
        assert response.json()["totalResults"] == found
    else:
        assert response.json()["scimType"] == "invalidFilter"


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [({}, "0", 100), ({"startIndex": "101", "count": "200"}, "100", 100), ({"startIndex": "251"}, "250", 5),
     ({"startIndex": "0", "count": "3"}, "0", 3), ({"startIndex": "999"}, None, 0), ({"count": "0"}, None, 0)],
)  # fmt: skip
def test_pages_have_at_most_100_users_in_a_fixed_order(service, sandbox, query, first, count):
    """StartIndex counts from 1; `totalResults` is of all."""
    sandbox.load(many_users(255))
    page = service("GET", "/Users", params=query).json()
    assert page["totalResults"] == 255
    assert page["itemsPerPage"] == len(page["Resources"]) == count
    assert not count or page["Resources"][0]["id"] == first


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({"attributes": "userName,emails.value"}, {"id", "schemas", "userName", "emails"}),
        ({"attributes": f"{ENTERPRISE}:department"}, {"id", "schemas", ENTERPRISE}),
        ({"excludedAttributes": f"emails.type, meta,groups,active,userName,{ATLASSIAN_EXTERNAL},id"},
         {"id", "schemas", "emails", ENTERPRISE}),
    ],
)  # fmt: skip
def test_attributes_can_be_chosen_and_left_out(service, query, keys):
    """Sub-attributes too; the id is always there."""
    user = service.create(scim_user("ann@acme.example", **{ENTERPRISE: {"department": "R", "organization": "O"}}))
    chosen = service("GET", f"/Users/{user['id']}", params=query).json()
    assert chosen.keys() == keys
    if "attributes" in query and "emails" in chosen:
        assert chosen["emails"] == [{"value": "ann@acme.example"}]
    if "excludedAttributes" in query:
        assert chosen["emails"] == [{"value": "ann@acme.example", "primary": True}]


@pytest.mark.parametrize(
    "query",
    [{"cursor": "1"}, {"sortBy": "userName"}, {"attributes": "id", "excludedAttributes": "meta"}, {"count": "many"}],
)
def test_a_query_that_is_not_supported_is_400(service, query):
    """Unknown parameters, both selections at once, no number."""
    assert service("GET", "/Users", params=query).status_code == 400


@pytest.mark.parametrize(
    "path", ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig", "/ResourceTypes/User", f"/Schemas/{ENTERPRISE}"]
)
def test_discovery_is_there(service, path):
    """The endpoints that tell a client what there is."""
    assert service("GET", path).json()["schemas"]


def test_another_programs_database_is_refused(tmp_path):
    """A SQLite file that is not a sandbox stays as it is."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(DirectoryError, match="not a sandbox"):
        Sandbox(path)
    path.write_text("plain text, long enough to be no database header at all " * 4)
    with pytest.raises(DirectoryError, match="not a sandbox"):
        Sandbox(path)
