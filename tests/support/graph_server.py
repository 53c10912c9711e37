"""Microsoft Graph and Entra ID's token endpoint on loopback, as strict as the real ones where their pages say so."""

import re
import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlencode

import jwt

from support.http_server import LoopbackServer, Refused, Reply, Request

TENANT = "11111111-1111-1111-1111-111111111111"
CLIENT = "22222222-2222-2222-2222-222222222222"
SECRET = "entra-secret-0123456789"
TOKEN = "eyJ0eXAiOiJKV1QifQ.graph-access-token.c2lnbmF0dXJl"
DEFAULT_KEYS = (
    *("businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation"),
    *("preferredLanguage", "surname", "userPrincipalName", "id"),
)
USER_KEYS = {
    *DEFAULT_KEYS,
    *("accountEnabled", "userType", "companyName", "department", "employeeId", "employeeType", "employeeOrgData"),
    *("city", "state", "country", "usageLocation", "onPremisesExtensionAttributes", "otherMails", "proxyAddresses"),
}
PARAMETERS = {"$select", "$top", "$filter", "$expand", "$count", "$skiptoken"}
SIMPLE_FILTER = re.compile(r"(\w+) (eq|ne) (true|false|'(?:[^']|'')*')")


class GraphServer(LoopbackServer):
    """`users` with all their properties, a `manager` object among them; `groups`: id → (name, ids of members)."""

    def __init__(
        self,
        users: list[dict[str, Any]],
        groups: Mapping[str, tuple[str, list[str]]] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(tls)
        self.users = users
        self.groups = dict(groups or {})
        self.token = TOKEN
        self.may_read_users = True

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1.0"

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            raise refusal(401, "InvalidAuthenticationToken", "Access token is empty.")
        if request.method != "GET":
            raise refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        if unknown := set(request.query) - PARAMETERS:
            raise refusal(400, "BadRequest", f"The query parameter '{min(unknown)}' is not supported.")
        if request.path == "/v1.0/users":
            return self.listed(request, self.users)
        if request.path == "/v1.0/groups":
            return self.groups_named(request)
        if match := re.fullmatch(r"/v1\.0/groups/([^/]+)", request.path):
            return self.group(unquote(match[1]))
        if match := re.fullmatch(r"/v1\.0/groups/([^/]+)/transitiveMembers/graph\.user", request.path):
            return self.members(request, unquote(match[1]))
        raise refusal(404, "Request_ResourceNotFound", f"Resource not found for the segment {request.path!r}.")

    def groups_named(self, request: Request) -> Reply:
        match = SIMPLE_FILTER.fullmatch(request.query.get("$filter", ""))
        if not match or match[1] != "displayName":
            raise refusal(400, "Request_UnsupportedQuery", "Unsupported filter for groups.")
        name = match[3][1:-1].replace("''", "'")
        found = [{"id": key, "displayName": group[0]} for key, group in self.groups.items() if group[0] == name]
        return Reply({"@odata.context": f"{self.base_url}/$metadata#groups", "value": found})

    def group(self, key: str) -> Reply:
        if key not in self.groups:
            raise refusal(400, "Request_BadRequest", f"Invalid object identifier '{key}'.")
        return Reply({"@odata.context": f"{self.base_url}/$metadata#groups/$entity", "id": key})

    def members(self, request: Request, group: str) -> Reply:
        if group not in self.groups:
            raise refusal(404, "Request_ResourceNotFound", f"Resource '{group}' does not exist.")
        if request.headers.get("consistencylevel") != "eventual" or request.query.get("$count") != "true":
            raise refusal(
                400,
                "Request_UnsupportedQuery",
                "The specified filter to the reference property query is currently not supported.",
            )
        return self.listed(request, [user for user in self.users if user["id"] in self.transitive(group)])

    def transitive(self, group: str) -> set[str]:
        ids: set[str] = set()
        for member in self.groups[group][1]:
            ids |= self.transitive(member) if member in self.groups else {member}
        return ids

    def listed(self, request: Request, users: list[dict[str, Any]]) -> Reply:
        query = request.query
        advanced = request.headers.get("consistencylevel") == "eventual" and query.get("$count") == "true"
        check(query, advanced=advanced)
        kept = [user for user in users if matches(user, query.get("$filter", ""))]
        start = int(query.get("$skiptoken", "0"))
        size = min(int(query.get("$top", "100")), self.page_size, 100 if "$expand" in query else 999)
        page = [self.shown(user, query) for user in kept[start : start + size]]
        body: dict[str, Any] = {"@odata.context": f"{self.base_url}/$metadata#users", "value": page}
        if query.get("$count") == "true" and not start:
            body["@odata.count"] = len(kept)
        if start + size < len(kept):
            following = urlencode({**query, "$skiptoken": start + size}, safe="$(),=")
            body["@odata.nextLink"] = f"{self.origin}{request.path}?{following}"
        return Reply(body)

    def shown(self, user: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
        """A user with the selected properties; of one that may not be read, a group shows the id alone."""
        keys = query["$select"].split(",") if "$select" in query else DEFAULT_KEYS
        hidden = not self.may_read_users
        shown = {key: None if hidden and key != "id" else user.get(key) for key in keys}
        if "$expand" in query and user.get("manager"):
            shown["manager"] = {key: user["manager"].get(key) for key in ("id", "userPrincipalName", "mail")}
        return {key: value for key, value in shown.items() if value is not None or not key.startswith("extension_")}


def check(query: Mapping[str, str], *, advanced: bool) -> None:
    """Refuse what Graph refuses about a list's query."""
    top = query.get("$top", "100")
    if not top.isdigit() or not 1 <= int(top) <= 999:
        raise refusal(
            400,
            "Request_UnsupportedQuery",
            f"Invalid page size specified: '{top}'. Must be between 1 and 999 inclusive.",
        )
    for key in query.get("$select", "").split(","):
        if key and key not in USER_KEYS and not re.fullmatch(r"extension_[0-9a-f]{32}_\w+", key):
            raise refusal(400, "BadRequest", f"Could not find a property named '{key}' on type 'microsoft.graph.user'.")
    if "$expand" in query and not query["$expand"].startswith("manager($select="):
        raise refusal(400, "BadRequest", "Could not expand.")
    if "$expand" in query and (advanced or "$count" in query):
        raise refusal(400, "Request_UnsupportedQuery", "Expand is not supported with advanced queries.")
    wanted = query.get("$filter", "")
    parts = wanted.split(" and ") if wanted else []
    if not all(SIMPLE_FILTER.fullmatch(part) for part in parts):
        raise refusal(400, "BadRequest", "Invalid filter clause.")
    if not advanced and any(" ne " in part or part.startswith("companyName") for part in parts):
        raise refusal(400, "Request_UnsupportedQuery", "Unsupported Query.")


def matches(user: Mapping[str, Any], wanted: str) -> bool:
    """Whether a user passes a filter of comparisons joined by `and`."""
    for part in wanted.split(" and ") if wanted else []:
        match = SIMPLE_FILTER.fullmatch(part)
        assert match
        value = {"true": True, "false": False}.get(match[3], match[3][1:-1].replace("''", "'"))
        if (user.get(match[1]) == value) is not (match[2] == "eq"):
            return False
    return True


def refusal(status: int, code: str, message: str) -> Refused:
    """An error as Graph words it."""
    return Refused(Reply({"error": {"code": code, "message": message, "innerError": {"request-id": "0"}}}, status))


class EntraServer(LoopbackServer):
    """The token endpoint of one tenant, over https, for a secret or an assertion that `accepts` takes."""

    def __init__(self, tls: ssl.SSLContext, accepts: Callable[[dict[str, str], str], bool] | None = None) -> None:
        super().__init__(tls)
        self.token = TOKEN
        self.accepts = accepts or (lambda form, _: form.get("client_secret") == SECRET)

    def answer(self, request: Request) -> Reply:
        address = f"{self.origin}/{TENANT}/oauth2/v2.0/token"
        if request.path != f"/{TENANT}/oauth2/v2.0/token" or request.method != "POST":
            return Reply({"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."}, 400)
        form = request.form
        right = form.get("client_id") == CLIENT and form.get("grant_type") == "client_credentials"
        if not right or form.get("scope") != "https://graph.microsoft.com/.default" or not self.accepts(form, address):
            return Reply(
                {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}, 401
            )
        return Reply({"token_type": "Bearer", "expires_in": 3599, "access_token": self.token})


def signed_by(public_key: Any) -> Callable[[dict[str, str], str], bool]:
    """Accepts a client assertion that the key's holder signed for this endpoint."""

    def accepts(form: dict[str, str], address: str) -> bool:
        try:
            claims = jwt.decode(form["client_assertion"], public_key, ["RS256", "PS256"], audience=address)
        except (KeyError, jwt.InvalidTokenError):
            return False
        return claims["iss"] == claims["sub"] == CLIENT

    return accepts
