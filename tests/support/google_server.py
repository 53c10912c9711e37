"""The Directory API and Google's token endpoint on loopback, as strict as the real ones where their pages say so."""

import re
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import jwt

from support.http_server import LoopbackServer, Refused, Reply, Request

SUBJECT = "admin@acme.example"
ACCOUNT = "nameplate@acme-project.iam.gserviceaccount.com"
AUDIENCE = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/admin.directory."
PARAMETERS = {
    "users": {"customer", "maxResults", "pageToken", "query", "projection", "customFieldMask", "fields", "alt"},
    "members": {"maxResults", "pageToken", "includeDerivedMembership", "fields", "alt"},
    "groups": {"customer", "query", "maxResults", "pageToken", "fields", "alt"},
    "group": {"fields", "alt"},
}
NEEDED = {
    "users": "user.readonly",
    "members": "group.member.readonly",
    "groups": "group.readonly",
    "group": "group.readonly",
}
LARGEST = {"users": 500, "members": 200, "groups": 200}
CLAUSE = re.compile(r"(\w+)=(true|false|'(?:[^'\\]|\\.)*'|[^\s']+)(?:\s+|$)")


class GoogleServer(LoopbackServer):
    """`users` with all their properties; `groups`: address → (id, name, members' ids and nested groups' addresses)."""

    def __init__(
        self,
        public_key: Any,
        users: list[dict[str, Any]],
        groups: Mapping[str, tuple[str, str, list[str]]] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(tls)
        self.public_key = public_key
        self.users = users
        self.groups = dict(groups or {})
        self.delegated = {SCOPE + scope for scope in NEEDED.values()}
        self.tokens: dict[str, set[str]] = {}

    def answer(self, request: Request) -> Reply:
        if request.path == "/token":
            return self.token(request)
        method, query = request.method, dict(request.query)
        if method == "POST" and request.headers.get("x-http-method-override") == "GET":
            method, query = "GET", dict(parse_qsl(request.body.decode()))
        match = re.fullmatch(r"/admin/directory/v1/(users|groups(?:/([^/]+)(/members)?)?)", request.path)
        if not match or method != "GET":
            raise refusal(404, "notFound", "Not Found")
        what = "members" if match[3] else "group" if match[2] else match[1]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise refusal(401, "authError", "Request had invalid authentication credentials.")
        if SCOPE + NEEDED[what] not in self.tokens[token]:
            raise refusal(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        if unknown := set(query) - PARAMETERS[what]:
            raise refusal(400, "invalidParameter", f'Invalid JSON payload received. Unknown name "{min(unknown)}"')
        if not 1 <= int(query.get("maxResults", "100")) <= LARGEST.get(what, 100):
            raise refusal(400, "invalidParameter", "Invalid value for: maxResults")
        return getattr(self, f"list_{what}")(query, unquote(match[2] or ""))

    def token(self, request: Request) -> Reply:
        form = request.form
        if request.method != "POST" or form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise token_refusal("unsupported_grant_type", "Invalid grant_type")
        try:
            claims = jwt.decode(form["assertion"], self.public_key, ["RS256"], audience=AUDIENCE)
        except (KeyError, jwt.InvalidTokenError):
            raise token_refusal("invalid_grant", "Invalid JWT Signature.") from None
        if claims["iss"] != ACCOUNT or claims.get("sub") != SUBJECT or claims["exp"] < time.time():
            raise token_refusal("invalid_grant", "Invalid email or User ID")
        scopes = set(claims["scope"].split())
        if not scopes <= self.delegated:
            raise token_refusal(
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any "
                "of the scopes requested.",
            )
        token = f"ya29.google-token-{len(self.tokens)}"
        self.tokens[token] = scopes
        return Reply({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def list_users(self, query: Mapping[str, str], _: str) -> Reply:
        if query.get("customer") != "my_customer":
            raise refusal(400, "badRequest", "Bad Request")
        projection = query.get("projection", "basic")
        if projection not in ("basic", "custom", "full") or ("customFieldMask" in query) is not (
            projection == "custom"
        ):
            raise refusal(400, "invalid", "Invalid Input: custom_field_mask")
        kept = [user for user in self.users if matches(user, query.get("query", ""))]
        shown = [self.shown(user, projection, query.get("customFieldMask", "")) for user in kept]
        return self.page("users", shown, query)

    def shown(self, user: dict[str, Any], projection: str, mask: str) -> dict[str, Any]:
        """A user with the custom schemas that the projection asks for."""
        if projection == "full":
            return user
        schemas = {name: values for name, values in user.get("customSchemas", {}).items() if name in mask.split(",")}
        rest = {key: value for key, value in user.items() if key != "customSchemas"}
        return {**rest, "customSchemas": schemas} if schemas else rest

    def list_groups(self, query: Mapping[str, str], _: str) -> Reply:
        match = CLAUSE.fullmatch(query.get("query", ""))
        if not match or match[1] != "name" or query.get("customer") != "my_customer":
            raise refusal(400, "invalid", "Invalid Input: query")
        name = unquoted(match[2])
        found = [
            {"id": one[0], "name": one[1], "email": address} for address, one in self.groups.items() if one[1] == name
        ]
        return self.page("groups", found, query)

    def list_group(self, query: Mapping[str, str], key: str) -> Reply:
        address = next((address for address, one in self.groups.items() if key in (address, one[0])), None)
        if address is None:
            raise refusal(404, "notFound", "Resource Not Found: groupKey")
        body = {"kind": "admin#directory#group", "id": self.groups[address][0], "email": address}
        return Reply(partial(body, query["fields"]) if "fields" in query else body)

    def list_members(self, query: Mapping[str, str], key: str) -> Reply:
        address = next((address for address, one in self.groups.items() if key in (address, one[0])), None)
        if address is None:
            raise refusal(404, "notFound", "Resource Not Found: groupKey")
        derived = query.get("includeDerivedMembership") == "true"
        found = [
            {"kind": "admin#directory#member", "id": member, "type": kind, "role": "MEMBER", "status": "ACTIVE"}
            for member, kind in self.members_of(address, derived=derived)
        ]
        return self.page("members", found, query)

    def members_of(self, address: str, *, derived: bool) -> list[tuple[str, str]]:
        """Ids with their types; nested groups are resolved, and listed too."""
        found: dict[str, str] = {}
        for member in self.groups[address][2]:
            if member in self.groups:
                found[self.groups[member][0]] = "GROUP"
                found |= dict(self.members_of(member, derived=True)) if derived else {}
            else:
                found[member] = "CUSTOMER" if member.startswith("C0") else "USER"
        return list(found.items())

    def page(self, key: str, items: list[dict[str, Any]], query: Mapping[str, str]) -> Reply:
        start, size = int(query.get("pageToken", "0")), min(int(query.get("maxResults", "100")), self.page_size)
        body: dict[str, Any] = {"kind": f"admin#directory#{key}", "etag": '"x"'}
        if items[start : start + size]:
            body[key] = items[start : start + size]
        if start + size < len(items):
            body["nextPageToken"] = str(start + size)
        return Reply(partial(body, query["fields"]) if "fields" in query else body)


def partial(body: dict[str, Any], fields: str) -> dict[str, Any]:
    """What a `fields` parameter leaves of an answer: `a,b,c(d,e)`."""
    if not re.fullmatch(r"\w+(\([\w,]+\))?(,\w+(\([\w,]+\))?)*", fields):
        raise refusal(400, "invalidParameter", f"Invalid field selection {fields}")
    wanted = {match[1]: match[2] for match in re.finditer(r"(\w+)(?:\(([\w,]+)\))?", fields)}
    kept: dict[str, Any] = {}
    for key, value in body.items():
        if key in wanted:
            keys = wanted[key].split(",") if wanted[key] else None
            kept[key] = [{k: v for k, v in one.items() if k in keys} for one in value] if keys else value
    return kept


def matches(user: Mapping[str, Any], query: str) -> bool:
    """Whether a user passes a query of clauses with `=`; an org unit's clause takes what lies below."""
    rest = query
    while rest:
        match = CLAUSE.match(rest)
        if not match or match[1] not in ("orgUnitPath", "isSuspended", "orgDepartment"):
            raise refusal(400, "invalid", "Invalid Input: query")
        rest, value = rest[match.end() :], unquoted(match[2])
        if match[1] == "isSuspended" and str(user["suspended"]).lower() != value:
            return False
        if match[1] == "orgDepartment" and user["organizations"][0]["department"] != value:
            return False
        if match[1] == "orgUnitPath" and not f"{user['orgUnitPath']}/".startswith(f"{value}/"):
            return False
    return True


def unquoted(value: str) -> str:
    """A clause's value without its quotes."""
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith("'") else value


def refusal(status: int, reason: str, message: str) -> Refused:
    """An error as the API words it."""
    errors = [{"message": message, "domain": "global", "reason": reason}]
    return Refused(Reply({"error": {"code": status, "message": message, "errors": errors}}, status))


def token_refusal(error: str, description: str) -> Refused:
    """An error of the token endpoint."""
    return Refused(
        Reply({"error": error, "error_description": description}, 401 if error == "unauthorized_client" else 400)
    )
