"""Okta's Users and Groups API and token endpoint on loopback, as strict as the real ones where their pages say so."""

import re
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlencode

import jwt

from support.http_server import LoopbackServer, Refused, Reply, Request

TOKEN = "00okta-api-token-0123456789abcdefghij"
CLIENT = "0oa1a2b3c4d5e6f7g8h9"
KEY_ID = "key-1"
USER_PARAMETERS = {"limit", "after", "search", "filter", "fields"}
COMPARISON = re.compile(r'([\w.]+) eq "((?:[^"\\]|\\.)*)"')


class OktaServer(LoopbackServer):
    """`users` of any status; `groups`: id → (name, ids of direct members)."""

    def __init__(
        self,
        users: list[dict[str, Any]],
        groups: Mapping[str, tuple[str, list[str]]] | None = None,
        public_key: Any = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(tls)
        self.users = users
        self.groups = dict(groups or {})
        self.public_key = public_key
        self.api_token = TOKEN
        self.granted = {"okta.users.read", "okta.groups.read"}
        self.tokens: dict[str, set[str]] = {}
        self.links_self_last = True

    def answer(self, request: Request) -> Reply:
        if request.path == "/oauth2/v1/token":
            return self.token(request)
        if request.method != "GET":
            raise refusal(405, "E0000022", "The endpoint does not support the provided HTTP method")
        match = re.fullmatch(r"/api/v1/(users|groups(?:/([^/]+)(/users)?)?)", request.path)
        if not match:
            raise refusal(404, "E0000022", "Not found: Resource not found")
        self.authorize(request, "okta.users.read" if match[1] == "users" else "okta.groups.read")
        if match[1] == "users":
            return self.list_users(request)
        if not match[2]:
            return self.groups_named(request)
        return self.members(request, unquote(match[2])) if match[3] else self.group(unquote(match[2]))

    def authorize(self, request: Request, scope: str) -> None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind == "SSWS" and token == self.api_token:
            return
        if kind != "Bearer" or token not in self.tokens:
            raise refusal(401, "E0000011", "Invalid token provided")
        if scope not in self.tokens[token]:
            raise refusal(403, "E0000006", "You do not have permission to perform the requested action")

    def token(self, request: Request) -> Reply:
        form = request.form
        kind = form.get("client_assertion_type", "")
        if (
            request.method != "POST"
            or form.get("grant_type") != "client_credentials"
            or not kind.endswith("jwt-bearer")
        ):
            raise token_refusal(400, "unsupported_grant_type", "The authorization grant type is not supported.")
        try:
            assertion, audience = form["client_assertion"], f"{self.origin}/oauth2/v1/token"
            claims = jwt.decode(assertion, self.public_key, ["RS256"], audience=audience)
            known = jwt.get_unverified_header(assertion).get("kid") == KEY_ID
        except (KeyError, jwt.InvalidTokenError):
            known = False
        if not known:
            raise token_refusal(401, "invalid_client", "The client_assertion signature is invalid.")
        if claims["iss"] != CLIENT or claims["sub"] != CLIENT or claims["exp"] > time.time() + 3600:
            raise token_refusal(401, "invalid_client", "Invalid value for 'client_id' parameter.")
        scopes = set(form["scope"].split())
        if not scopes <= self.granted:
            raise token_refusal(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
        token = f"eyJraWQiOiJva3RhIn0.okta-{len(self.tokens)}.c2ln"
        self.tokens[token] = scopes
        return Reply({"token_type": "Bearer", "expires_in": 3600, "access_token": token, "scope": form["scope"]})

    def list_users(self, request: Request) -> Reply:
        query = request.query
        if unknown := set(query) - USER_PARAMETERS:
            raise refusal(400, "E0000001", f"Api validation failed: {min(unknown)}")
        found = [
            user
            for user in self.users
            if matches(user, query.get("search", "")) and matches(user, query.get("filter", ""))
        ]
        if not query.get("search") and not query.get("filter"):
            found = [user for user in found if user["status"] != "DEPROVISIONED"]
        return self.page(request, [selected(user, query.get("fields", "")) for user in found])

    def group(self, key: str) -> Reply:
        if key == "rules":
            return Reply([])
        if key not in self.groups:
            raise refusal(404, "E0000007", f"Not found: Resource not found: {key} (UserGroup)")
        return Reply({"id": key, "profile": {"name": self.groups[key][0]}})

    def members(self, request: Request, group: str) -> Reply:
        if set(request.query) - {"limit", "after"}:
            raise refusal(400, "E0000001", "Api validation failed: unsupported parameter")
        if group not in self.groups:
            raise refusal(404, "E0000007", f"Not found: Resource not found: {group} (UserGroup)")
        by_id = {user["id"]: user for user in self.users}
        members = [by_id[one] for one in self.groups[group][1]]
        return self.page(request, [user for user in members if user["status"] != "DEPROVISIONED"])

    def groups_named(self, request: Request) -> Reply:
        match = COMPARISON.fullmatch(request.query.get("search", ""))
        if set(request.query) - {"limit", "search"} or not match or match[1] != "profile.name":
            raise refusal(400, "E0000031", "Invalid search criteria.")
        name = re.sub(r"\\(.)", r"\1", match[2]).casefold()
        found = [
            {"id": key, "profile": {"name": one[0]}} for key, one in self.groups.items() if one[0].casefold() == name
        ]
        return Reply(found)

    def page(self, request: Request, items: list[dict[str, Any]]) -> Reply:
        """A page with its links: `self`, and `next` where there is more, each a header of its own."""
        limit, start = int(request.query.get("limit", "200")), int(request.query.get("after", "0"))
        if not 1 <= limit <= 200:
            raise refusal(400, "E0000001", "Api validation failed: limit")
        limit = min(limit, self.page_size)
        address = f"{self.origin}{request.path}"
        links = [("Link", f'<{address}?limit={limit}>; rel="self"')]
        if start + limit < len(items):
            following = urlencode({**request.query, "after": start + limit})
            links.insert(0 if self.links_self_last else 1, ("Link", f'<{address}?{following}>; rel="next"'))
        limits = (("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "599"))
        return Reply(items[start : start + limit], 200, (*links, *limits))


def matches(user: Mapping[str, Any], expression: str) -> bool:
    """Whether a user passes comparisons with `eq` joined by `and`, in parentheses or not."""
    for part in expression.split(" and ") if expression else []:
        match = COMPARISON.fullmatch(part.strip("()"))
        if not match:
            raise refusal(400, "E0000031", "Invalid search criteria.")
        value: Any = user
        for key in match[1].split("."):
            value = value.get(key)
        if value != match[2]:
            return False
    return True


def selected(user: dict[str, Any], fields: str) -> dict[str, Any]:
    """What a `fields` parameter leaves of a user: `id,status,profile:(login,email)`; the id always."""
    if not fields:
        return user
    if not re.fullmatch(r"\w+(,\w+)*(,profile:\(\w+(,\w+)*\))?", fields):
        raise refusal(400, "E0000001", "Api validation failed: fields")
    inner = re.search(r"profile:\((.*)\)", fields)
    keys = {"id", *re.sub(r",?profile:\(.*\)", "", fields).split(",")}
    kept = {key: value for key, value in user.items() if key in keys}
    if inner:
        names = inner[1].split(",")
        kept["profile"] = {key: value for key, value in user["profile"].items() if key in names}
    return kept


def refusal(status: int, code: str, summary: str) -> Refused:
    """An error as Okta words it."""
    body = {"errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae0", "errorCauses": []}
    return Refused(Reply(body, status))


def token_refusal(status: int, error: str, description: str) -> Refused:
    """An error of the token endpoint."""
    return Refused(Reply({"error": error, "error_description": description}, status))
