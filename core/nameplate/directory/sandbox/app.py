"""The sandbox as an ASGI application, with Atlassian's paths and answers.

https://developer.atlassian.com/cloud/admin/user-provisioning/rest/intro/
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from nameplate.directory.sandbox.discovery import RESOURCE_TYPES, SCHEMAS, SERVICE_PROVIDER_CONFIG, listed
from nameplate.directory.sandbox.faults import Faults, Faulty
from nameplate.directory.sandbox.problems import ScimProblem, failure, not_found
from nameplate.directory.sandbox.queries import LISTING, SELECTION, equality, refuse_unknown, selected, window
from nameplate.directory.sandbox.sandbox import Sandbox

ROOT = "/scim/directory/{directory_id}"
DIRECTORY_ID = "practice"
Endpoint = Callable[[Request], Awaitable[Response]]


def sandbox_app(
    sandbox: Sandbox, *, token: str, directory_id: str = DIRECTORY_ID, faults: Faults | None = None
) -> ASGIApp:
    """The application that serves `sandbox` below `/scim/directory/{directory_id}`.

    Args:
        sandbox: The directory.
        token: The API key that requests must bear.
        directory_id: The id in its address; others are answered 404.
        faults: How it misbehaves; None: not at all.
    """
    users = _Users(sandbox)
    routes: dict[str, dict[str, Endpoint]] = {
        "/Users": {"GET": users.listing, "POST": users.create},
        "/Users/{id}": {"GET": users.get, "PUT": users.replace, "PATCH": users.patch, "DELETE": users.delete},
        "/ServiceProviderConfig": {"GET": _constant(SERVICE_PROVIDER_CONFIG)},
        "/ResourceTypes": {"GET": _constant(listed(list(RESOURCE_TYPES.values()), len(RESOURCE_TYPES)))},
        "/Schemas": {"GET": _constant(listed(list(SCHEMAS.values()), len(SCHEMAS)))},
        **{f"/ResourceTypes/{name}": {"GET": _constant(body)} for name, body in RESOURCE_TYPES.items()},
        **{f"/Schemas/{name}": {"GET": _constant(body)} for name, body in SCHEMAS.items()},
    }
    app: ASGIApp = Starlette(
        routes=[
            Route(ROOT + path, _guarded(endpoint, token, directory_id), methods=[method])
            for path, endpoints in routes.items()
            for method, endpoint in endpoints.items()
        ],
        exception_handlers={HTTPException: _http_error},
    )
    return Faulty(app, faults) if faults else app


def answer(body: Any, status: int = 200) -> Response:
    """A SCIM answer."""
    return Response(orjson.dumps(body), status, media_type="application/scim+json")


class _Users:
    """The user endpoints."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def listing(self, request: Request) -> Response:
        query = dict(request.query_params)
        refuse_unknown(query, LISTING)
        start, count = window(query)
        if "filter" in query:
            found = self.sandbox.rows.find(*equality(query["filter"]))
            total, found = len(found), found[start - 1 : start - 1 + count]
        else:
            total, found = self.sandbox.rows.count(), self.sandbox.rows.page(start - 1, count)
        return answer(listed([selected(_located(item, request), query) for item in found], total, start))

    async def create(self, request: Request) -> Response:
        refuse_unknown(dict(request.query_params), SELECTION)
        return self._shown(request, self.sandbox.create(await _object(request)), 201)

    async def get(self, request: Request) -> Response:
        refuse_unknown(dict(request.query_params), SELECTION)
        return self._shown(request, self.sandbox.get(request.path_params["id"]))

    async def replace(self, request: Request) -> Response:
        refuse_unknown(dict(request.query_params), SELECTION)
        return self._shown(request, self.sandbox.replace(request.path_params["id"], await _object(request)))

    async def patch(self, request: Request) -> Response:
        refuse_unknown(dict(request.query_params), SELECTION)
        return self._shown(request, self.sandbox.patch(request.path_params["id"], await _object(request)))

    async def delete(self, request: Request) -> Response:
        refuse_unknown(dict(request.query_params), frozenset())
        self.sandbox.delete(request.path_params["id"])
        return Response(status_code=204)

    @staticmethod
    def _shown(request: Request, resource: dict[str, Any], status: int = 200) -> Response:
        return answer(selected(_located(resource, request), dict(request.query_params)), status)


def _located(resource: dict[str, Any], request: Request) -> dict[str, Any]:
    base = str(request.base_url).rstrip("/") + ROOT.format(**request.path_params)
    location = f"{base}/Users/{resource['id']}"
    return {**resource, "meta": {**resource["meta"], "location": location}}


async def _object(request: Request) -> dict[str, Any]:
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise ScimProblem(400, "The body is not a JSON object.", "invalidSyntax")
    return body


def _constant(body: Any) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        refuse_unknown(dict(request.query_params), frozenset())
        return answer(body)

    return endpoint


def _guarded(endpoint: Endpoint, token: str, directory_id: str) -> Endpoint:
    """`endpoint` behind the API key, with SCIM problems as answers."""

    async def guarded(request: Request) -> Response:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        path = request.url.path.lstrip("/")
        if scheme.lower() != "bearer" or not given:
            return failure(401, "Missing authorization header")
        if not secrets.compare_digest(given.strip().encode(), token.encode()):
            return failure(403, f"Not authorized to access : {path}")
        try:
            if request.path_params["directory_id"] != directory_id:
                raise not_found()
            return await endpoint(request)
        except ScimProblem as problem:
            return answer(problem.body(), problem.status)

    return guarded


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return answer(ScimProblem(status, "There is no such endpoint.").body(), status)
