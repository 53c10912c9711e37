"""The test servers refuse what the real services refuse; otherwise the connectors' tests would prove little."""

import httpx2
import jwt
import pytest

from support import graph_server, okta_server
from support.google_server import SCOPE


def ask(server, path, headers=None, method="GET"):
    """The status and the JSON of an answer."""
    response = httpx2.request(method, f"{server.origin}{path}", headers=headers or {}, trust_env=False)
    return response.status_code, response.json()


GRAPH = {"authorization": f"Bearer {graph_server.TOKEN}"}
ADVANCED = {**GRAPH, "consistencylevel": "eventual"}


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        ("/v1.0/users", {}, "GET", 401),
        ("/v1.0/users", {"authorization": f"Bearer {graph_server.TOKEN}x"}, "GET", 401),
        ("/v1.0/users", GRAPH, "POST", 405),
        ("/beta/users", GRAPH, "GET", 404),
        ("/v1.0/users?$top=1000", GRAPH, "GET", 400),
        ("/v1.0/users?$top=0", GRAPH, "GET", 400),
        ("/v1.0/users?$select=noSuchProperty", GRAPH, "GET", 400),
        ("/v1.0/users?limit=5", GRAPH, "GET", 400),
        ("/v1.0/users?$filter=companyName ne 'x'", GRAPH, "GET", 400),
        ("/v1.0/users?$filter=companyName ne 'x'&$count=true", ADVANCED, "GET", 200),
        ("/v1.0/users?$filter=nonsense", GRAPH, "GET", 400),
        ("/v1.0/users?$expand=manager($select=id)&$count=true", ADVANCED, "GET", 400),
        ("/v1.0/groups/g", GRAPH, "GET", 200),
        ("/v1.0/groups/none", GRAPH, "GET", 400),
        ("/v1.0/groups/g/transitiveMembers/graph.user", GRAPH, "GET", 400),
        ("/v1.0/groups/none/transitiveMembers/graph.user?$count=true", ADVANCED, "GET", 404),
        ("/v1.0/groups/g/transitiveMembers/graph.user?$count=true", ADVANCED, "GET", 200),
    ],
)
def test_graph_is_strict(graph, path, headers, method, status):
    """Authorization, paths, parameters, limits, and which queries need to be advanced."""
    graph.groups = {"g": ("g", [])}
    assert ask(graph, path, headers, method)[0] == status


def test_graph_gives_a_hundred_people_with_their_managers(graph):
    """With `$expand` a page has at most 100, whatever `$top` says; unselected properties don't come."""
    body = ask(graph, "/v1.0/users?$select=id&$top=999&$expand=manager($select=id)", GRAPH)[1]
    assert len(body["value"]) == 100
    assert set(body["value"][0]) == {"id", "manager"}


OKTA = {"authorization": f"SSWS {okta_server.TOKEN}"}


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        ("/api/v1/users", {}, "GET", 401),
        ("/api/v1/users", {"authorization": f"SSWS{okta_server.TOKEN}"}, "GET", 401),
        ("/api/v1/users", {"authorization": f"Bearer {okta_server.TOKEN}"}, "GET", 401),
        ("/api/v1/users", OKTA, "POST", 405),
        ("/api/v2/users", OKTA, "GET", 404),
        ("/api/v1/users?limit=201", OKTA, "GET", 400),
        ("/api/v1/users?maxResults=5", OKTA, "GET", 400),
        ("/api/v1/users?search=nonsense", OKTA, "GET", 400),
        ("/api/v1/users?fields=profile", OKTA, "GET", 200),
        ("/api/v1/users?fields=id,profile:(", OKTA, "GET", 400),
        ("/api/v1/groups/none", OKTA, "GET", 404),
        ("/api/v1/groups/none/users", OKTA, "GET", 404),
        ("/api/v1/groups?q=x", OKTA, "GET", 400),
        ("/oauth2/v1/token", {}, "POST", 400),
    ],
)
def test_okta_is_strict(okta, path, headers, method, status):
    """Authorization, paths, parameters and limits."""
    assert ask(okta, path, headers, method)[0] == status


@pytest.mark.parametrize(
    ("path", "token", "method", "status"),
    [
        ("/admin/directory/v1/users?customer=my_customer", "none", "GET", 401),
        ("/admin/directory/v1/users?customer=my_customer", "users", "GET", 200),
        ("/admin/directory/v1/users?customer=my_customer", "users", "DELETE", 404),
        ("/admin/directory/v1/users?customer=my_customer", "members", "GET", 403),
        ("/admin/directory/v1/users", "users", "GET", 400),
        ("/admin/directory/v1/people", "users", "GET", 404),
        ("/admin/directory/v1/users?customer=my_customer&maxResults=501", "users", "GET", 400),
        ("/admin/directory/v1/users?customer=my_customer&limit=5", "users", "GET", 400),
        ("/admin/directory/v1/users?customer=my_customer&projection=custom", "users", "GET", 400),
        ("/admin/directory/v1/users?customer=my_customer&fields=users(", "users", "GET", 400),
        ("/admin/directory/v1/users?customer=my_customer&query=nonsense", "users", "GET", 400),
        ("/admin/directory/v1/groups/none/members", "members", "GET", 404),
        ("/admin/directory/v1/groups/none/members", "users", "GET", 403),
        ("/admin/directory/v1/groups/none", "members", "GET", 403),
        ("/token", "none", "POST", 400),
    ],
)
def test_google_is_strict(google, path, token, method, status):
    """Authorization and scopes, paths, parameters and limits."""
    google.tokens = {"users": {f"{SCOPE}user.readonly"}, "members": {f"{SCOPE}group.member.readonly"}}
    assert ask(google, path, {"authorization": f"Bearer {token}"}, method)[0] == status


@pytest.mark.parametrize(
    "change", [{"aud": "elsewhere"}, {"iss": "someone"}, {"sub": "nobody"}, {"scope": "all"}, {"exp": 1}]
)
def test_google_verifies_the_assertion(google, private_key, change):
    """Signature aside, audience, issuer, subject, scope and expiry have to be right."""
    right = {
        "iss": "nameplate@acme-project.iam.gserviceaccount.com",
        "sub": "admin@acme.example",
        "aud": "https://oauth2.googleapis.com/token",
        "scope": f"{SCOPE}user.readonly",
        "exp": 4102444800,
    }
    for claims, granted in ((right, True), ({**right, **change}, False)):
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": jwt.encode(claims, private_key, "RS256"),
        }
        response = httpx2.post(f"{google.origin}/token", data=form, trust_env=False)
        assert (response.status_code == 200) is granted
