"""The connector `scim`: the contract, and a real SCIM server, scim2-server, on loopback."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from scim2_models import ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from nameplate.errors import SignInRefused, UnexpectedAnswer, UnknownGroup
from nameplate.model import SourceUser
from nameplate.plugins import Query, Record, Scope
from nameplate.testing import ConnectorContract, Request, Response
from nameplate.testing.running import pages, read, run
from nameplate.testing.server import Sent, serving
from nameplate_scim import Scim, ScimSettings

EVERYTHING = frozenset({"*"})
TOKEN = "scim-token-5f0c3a"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


def user(n: int, **more: Any) -> dict[str, Any]:
    """A SCIM user to create."""
    return {
        "schemas": [CORE, ENTERPRISE],
        "userName": f"person{n}",
        "displayName": f"Person {n}",
        "name": {"givenName": "Ada", "familyName": f"Lovelace {n}"},
        "emails": [{"value": f"other{n}@acme.example"}, {"value": f"p{n}@acme.example", "primary": True}],
        "active": n % 5 != 0,
        "timezone": "Europe/London",
        ENTERPRISE: {"department": "Engines", "employeeNumber": f"{n:04}"},
        **more,
    }


class TestScim(ConnectorContract):
    """The contract, with a token."""

    connector = Scim

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"base_url": f"{base_url}/scim/v2", "token": {"env": "SCIM_TOKEN"}, "page_size": 10}

    def record(self, n: int) -> Record:
        return {"id": f"2819c223-{n:05}", **user(n)}

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.secret}":
            return Response.json({"status": "401", "detail": "no token"}, status=401)
        return listing(request, records)


class TestScimByClientCredentials(ConnectorContract):
    """The contract, with a token that is asked for."""

    connector = Scim
    tokens = ("a-token-that-was-issued",)

    def settings(self, base_url: str) -> dict[str, Any]:
        client = {"client_id": "nameplate", "client_secret": {"env": "SCIM_SECRET"}}
        return {"base_url": base_url, "token_url": f"{base_url}/token", **client, "page_size": 10}

    def record(self, n: int) -> Record:
        return {"id": f"2819c223-{n:05}", **user(n)}

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        if request.path == "/token":
            known = request.form.get("client_secret") == self.secret
            token = {"access_token": self.tokens[0], "token_type": "Bearer"}
            return Response.json(token) if known else Response.json({"error": "invalid_client"}, status=400)
        if request.headers.get("authorization") != f"Bearer {self.tokens[0]}":
            return Response.json({"status": "401"}, status=401)
        return listing(request, records)


def listing(request: Request, records: Sequence[Record]) -> Response:
    """A list response (RFC 7644 §3.4.2); there are no groups."""
    if request.path.endswith("/Groups"):
        return Response.json({"totalResults": 0, "Resources": []})
    start, count = int(request.query["startIndex"]), int(request.query["count"])
    page = records[start - 1 : start - 1 + count]
    return Response.json({"totalResults": len(records), "startIndex": start, "Resources": page})


class Silent(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class ScimServer:
    """scim2-server on a free port."""

    def __init__(self) -> None:
        provider = ScimProvider.from_discovery(
            load_default_schemas().values(),
            load_default_resource_types().values(),
            config=load_default_service_provider_config(),
        )
        application = BearerTokenApplication(InMemoryStorage(), provider, bearer_tokens=[TOKEN])
        self.server: WSGIServer = make_server("127.0.0.1", 0, application, handler_class=Silent)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v2"

    def create(self, kind: str, resource: dict[str, Any]) -> str:
        """Create a resource; its id."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"}
        connection.request("POST", f"/v2/{kind}", json.dumps(resource), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        assert answer.status == 201, body
        return str(body["id"])


@pytest.fixture(scope="module")
def scim() -> Iterator[ScimServer]:
    """A server with 25 people and a group of three."""
    server = ScimServer()
    thread = threading.Thread(target=server.server.serve_forever, daemon=True)
    thread.start()
    ids = [server.create("Users", user(n)) for n in range(25)]
    members = [{"value": one, "type": "User"} for one in ids[1:4]]
    schema = "urn:ietf:params:scim:schemas:core:2.0:Group"
    server.create("Groups", {"schemas": [schema], "displayName": 'The "Staff"', "members": members})
    yield server
    server.server.shutdown()
    server.server.server_close()
    thread.join()


@pytest.fixture
def settings(scim: ScimServer, monkeypatch: pytest.MonkeyPatch) -> ScimSettings:
    """What signs in there."""
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)
    given = {"base_url": scim.url, "token": {"env": "SCIM_TOKEN"}, "page_size": 10, "attempts": 1}
    return ScimSettings.model_validate(given)


def found(settings: ScimSettings, query: Query) -> list[str]:
    """The user names, or the ids, that a query finds."""

    async def work() -> list[str]:
        async with Scim(settings) as connector:
            return [one.get("userName", one["id"]) async for page in pages(connector, query) for one in page.records]

    return sorted(run(work()))


def test_a_real_server(settings: ScimSettings):
    """Everybody of scim2-server is read, in three pages, with all that SCIM knows of them."""
    reading = run(read(Scim, settings))
    assert (len(reading.people), reading.status.pages, reading.status.complete) == (25, 3, True)
    person = next(one for one in reading.people if isinstance(one, SourceUser) and one.user_name == "person7")
    assert (person.given_name, person.family_name, person.display_name) == ("Ada", "Lovelace 7", "Person 7")
    assert (person.email, person.timezone, person.active) == ("p7@acme.example", "Europe/London", True)
    assert (person.department, person.employee_id) == ("Engines", "0007")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope((), {"filter": 'userName eq "person3"'}), ["person3"]),
        (Scope(('The "Staff"',)), ["person1", "person2", "person3"]),
        (Scope(('The "Staff"',), {"filter": "active eq true"}), ["person1", "person2", "person3"]),
        (Scope(('The "Staff"',), {"filter": 'userName sw "person2"'}), ["person2"]),
    ],
)
def test_scope(settings: ScimSettings, scope: Scope, expected: list[str]):
    """Groups and SCIM filters choose who is read."""
    assert found(settings, Query(EVERYTHING, scope)) == expected


def test_members(settings: ScimSettings):
    """The members of a group come as ids."""
    assert len(found(settings, Query(EVERYTHING, group='The "Staff"'))) == 3


def test_an_unknown_group(settings: ScimSettings):
    """A group that is not there is an error."""
    with pytest.raises(UnknownGroup, match="no groups 'Nobody'"):
        found(settings, Query(EVERYTHING, Scope(("Nobody",))))


def test_a_wrong_token(settings: ScimSettings, monkeypatch: pytest.MonkeyPatch):
    """A token that the server doesn't know is SignInRefused."""
    monkeypatch.setenv("SCIM_TOKEN", "another")
    with pytest.raises(SignInRefused):
        found(settings, Query(EVERYTHING))


Totals = Callable[[int], int]


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        (lambda start: 25 if start == 1 else 24, "had 25 people and then 24"),
        (lambda _: 30, "gave 25 people, and said that there are 30"),
    ],
)
def test_numbers_that_do_not_add_up(monkeypatch: pytest.MonkeyPatch, totals: Totals, words: str):
    """People who leave while pages are counted, and pages that end too early, are an error and no short list."""
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)

    def answer(request: Request) -> Response:
        start = int(request.query["startIndex"])
        page = [{"id": str(n), **user(n)} for n in range(25)][start - 1 : start + 9]
        return Response.json({"totalResults": totals(start), "Resources": page})

    with serving(lambda request: Sent(answer(request))) as server:
        given = {"base_url": server.address, "token": {"env": "SCIM_TOKEN"}, "page_size": 10, "attempts": 1}
        with pytest.raises(UnexpectedAnswer, match=words):
            run(read(Scim, ScimSettings.model_validate(given)))


def test_nobody_is_a_complete_read(monkeypatch: pytest.MonkeyPatch):
    """A service that says there are no people, and leaves Resources out, was read to its end."""
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)
    with serving(lambda _: Sent(Response.json({"totalResults": 0}))) as server:
        given = {"base_url": server.address, "token": {"env": "SCIM_TOKEN"}}
        reading = run(read(Scim, ScimSettings.model_validate(given)))
    assert (reading.people, reading.status.complete) == ([], True)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"token": {"env": "T"}, "client_id": "too"},
        {"token_url": "https://idp.example/token", "client_id": "nameplate"},
        {"token": {"env": "T"}, "base_url": "ftp://idp.example"},
    ],
)
def test_settings_are_checked(wrong: dict[str, Any]):
    """No way to sign in, two ways, half a way, and another scheme are refused."""
    with pytest.raises(ValueError, match="validation error"):
        ScimSettings.model_validate({"base_url": "https://idp.example/scim", **wrong})
