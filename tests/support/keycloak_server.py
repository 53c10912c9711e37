"""A Keycloak realm, as its admin REST API is published: a token endpoint, users, their count, groups and members.

It is strict: an unknown path, parameter or token is refused, and pages are cut exactly as `first` and `max` say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from nameplate.plugins import Record
from nameplate.testing import Request, Response

REALM, CLIENT = "acme", "nameplate"
TOKEN = "keycloak-token-0a1b2c"
ADMIN = f"/admin/realms/{REALM}"
SIGN_IN = f"/realms/{REALM}/protocol/openid-connect/token"


def user(n: int, **more: Any) -> dict[str, Any]:
    """A `UserRepresentation`."""
    return {
        "id": f"00000000-0000-4000-8000-{n:012}",
        "username": f"person{n}",
        "firstName": "Ada",
        "lastName": f"Lovelace {n}",
        "email": f"person{n}@acme.example",
        "emailVerified": True,
        "enabled": True,
        "createdTimestamp": 1_700_000_000_000 + n,
        "totp": False,
        "attributes": {"department": ["Engines"], "locale": ["en"], "country": ["GB"], "phone": ["+44 1", "+44 2"]},
        **more,
    }


def group(name: str, path: str, *below: Mapping[str, Any]) -> dict[str, Any]:
    """A `GroupRepresentation`; its id is its path with other signs."""
    return {"id": path.strip("/").replace("/", "-"), "name": name, "path": path, "subGroups": list(below)}


@dataclass
class Realm:
    """What the realm answers."""

    secret: str
    users: Sequence[Record] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    members: Mapping[str, Sequence[int]] = field(default_factory=dict)
    counted: int | None = None
    """What the count says, where it is not the number of users."""
    lifetime: int = 60
    tokens: int = 0

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        if (request.method, request.path) == ("POST", SIGN_IN):
            return self.sign_in(request)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response.json({"error": "HTTP 401 Unauthorized"}, status=401)
        if request.method != "GET" or not request.path.startswith(f"{ADMIN}/"):
            return Response.json({"error": "Could not find resource for full path"}, status=404)
        return self.admin(unquote(request.path.removeprefix(f"{ADMIN}/")), dict(request.query))

    def sign_in(self, request: Request) -> Response:
        """A token for client credentials."""
        form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": self.secret}
        if request.form != form:
            refusal = {"error": "unauthorized_client", "error_description": "Invalid client or Invalid credentials"}
            return Response.json(refusal, status=401)
        self.tokens += 1
        return Response.json({"access_token": TOKEN, "expires_in": self.lifetime, "token_type": "Bearer"})

    def admin(self, path: str, query: dict[str, str]) -> Response:
        """The answer of the admin API."""
        parts = path.split("/")
        if path == "users/count":
            found = len(self.found(query)) if self.counted is None else self.counted
            return Response.json(found) if set(query) <= {"search", "q"} else bad(query)
        if path == "users":
            return page(self.found(query), query, {"search", "q"})
        if path == "groups":
            search = query.pop("search", "")
            found = [one for one in self.groups if matches(one, search)]
            return page(found, {"first": "0", **query}, set())
        if len(parts) == 3 and parts[0] == "groups" and parts[2] == "members" and parts[1] in self.members:
            return page([self.users[n] for n in self.members[parts[1]]], query, set())
        return Response.json({"error": "Could not find group by id"}, status=404)

    def found(self, query: Mapping[str, str]) -> Sequence[Record]:
        """The users that `search` and `q` (attributes, `key:value`) fit."""
        key, _, value = query.get("q", "").partition(":")
        return [
            one
            for one in self.users
            if query.get("search", "") in one["username"]
            and (not key or value in one.get("attributes", {}).get(key, ()))
        ]


def matches(one: Mapping[str, Any], search: str) -> bool:
    """Whether a group, or one within it, has a name with `search` in it."""
    return search in one["name"] or any(matches(below, search) for below in one["subGroups"])


def page(records: Sequence[Any], query: Mapping[str, str], more: set[str]) -> Response:
    """One page of a list."""
    if not set(query) <= {"first", "max", "briefRepresentation", *more} or query.get("briefRepresentation") != "false":
        return bad(query)
    first = int(query["first"])
    return Response.json(records[first : first + int(query["max"])])


def bad(query: Mapping[str, str]) -> Response:
    """A refusal of parameters that the API doesn't know."""
    return Response.json({"error": f"unknown parameters: {sorted(query)}"}, status=400)
