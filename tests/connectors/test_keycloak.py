"""The connector `keycloak` against a strict stand-in for its admin API."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from nameplate.errors import SignInRefused, UnexpectedAnswer, UnknownGroup
from nameplate.model import SourceUser
from nameplate.plugins import Query, Record, Scope
from nameplate.testing import ConnectorContract, Request, Response
from nameplate.testing.running import pages, read, run
from nameplate.testing.server import Loopback, Sent, serving
from nameplate_keycloak import Keycloak, KeycloakSettings
from support.keycloak_server import CLIENT, REALM, TOKEN, Realm, group, user

EVERYTHING = frozenset({"*"})
EVERYBODY = Scope()
SECRET = "keycloak-secret-5f0c3a"
GROUPS = (
    group("staff", "/staff", group("tokyo", "/staff/tokyo"), group("lisbon", "/staff/lisbon")),
    group("guests", "/guests", group("lisbon", "/guests/lisbon")),
)
MEMBERS = {"staff-tokyo": [1, 2, 3], "staff-lisbon": [3, 4], "guests-lisbon": [5], "staff": [], "guests": []}


class TestKeycloak(ConnectorContract):
    """The contract."""

    connector = Keycloak
    tokens = (TOKEN,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url)

    def record(self, n: int) -> Record:
        return user(n)

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        return Realm(self.secret, records).answer(request)

    def broken(self, record: Record) -> Record:
        return {**record, "lastName": ["Lovelace"]}


def given(base_url: str, **more: Any) -> dict[str, Any]:
    """Settings for a server."""
    secret = {"env": "KEYCLOAK_SECRET"}
    signs_in = {"realm": REALM, "client_id": CLIENT, "client_secret": secret}
    return {"base_url": base_url, **signs_in, "page_size": 10, "attempts": 1, **more}


@contextmanager
def keycloak(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A server with a realm."""
    monkeypatch.setenv("KEYCLOAK_SECRET", SECRET)
    with serving(lambda request: Sent(realm.answer(request))) as server:
        yield server


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """A function that gives the numbers of the people whom a query finds, in a realm of 25."""
    realm = Realm(SECRET, [user(n) for n in range(25)], GROUPS, MEMBERS)
    with keycloak(realm, monkeypatch) as server:

        def numbers(scope: Scope = EVERYBODY, group: str = "") -> list[int]:
            async def work() -> list[int]:
                async with Keycloak(KeycloakSettings.model_validate(given(server.address))) as connector:
                    query = Query(EVERYTHING, scope, group)
                    return [int(one["id"][-12:]) async for page in pages(connector, query) for one in page.records]

            return sorted(run(work()))

        yield numbers


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), list(range(25))),
        (Scope(("tokyo",)), [1, 2, 3]),
        (Scope(("/staff/tokyo", "/staff/lisbon")), [1, 2, 3, 4]),
        (Scope((), {"search": "person2"}), [2, 20, 21, 22, 23, 24]),
        (Scope(("/staff/tokyo",), {"search": "person2"}), [2]),
        (Scope((), {"query": "country:JP"}), []),
    ],
)
def test_scope(ask: Callable[..., list[int]], scope: Scope, expected: list[int]):
    """Groups and Keycloak's own searches choose who is read, and nobody comes twice."""
    assert ask(scope) == expected


@pytest.mark.parametrize("name", ["tokyo", "/staff/tokyo"])
def test_members(ask: Callable[..., list[int]], name: str):
    """The members of a group, by name or path."""
    assert ask(group=name) == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("osaka", "no groups 'osaka'"),
        ("lisbon", "2 groups 'lisbon'"),
        ("11111111-2222-4333-8444-555555555555", "no groups"),
    ],
)
def test_an_unknown_group(ask: Callable[..., list[int]], name: str, words: str):
    """A group that is not there, or a name that two have, is an error."""
    with pytest.raises(UnknownGroup, match=words):
        ask(Scope((name,)))


def test_somebody_who_slipped_between_pages(monkeypatch: pytest.MonkeyPatch):
    """Fewer people than Keycloak counts is no complete list."""
    realm, words = Realm(SECRET, [user(n) for n in range(25)], counted=26), "counts 26 people, and 25 were read"
    with keycloak(realm, monkeypatch) as server, pytest.raises(UnexpectedAnswer, match=words):
        run(read(Keycloak, KeycloakSettings.model_validate(given(server.address))))


@pytest.mark.parametrize(("lifetime", "tokens"), [(3600, 1), (0, 4)])
def test_a_token_is_renewed(monkeypatch: pytest.MonkeyPatch, lifetime: int, tokens: int):
    """A token is asked for once, and again before each request that it would not outlive."""
    realm = Realm(SECRET, [user(n) for n in range(25)], lifetime=lifetime)
    with keycloak(realm, monkeypatch) as server:
        run(read(Keycloak, KeycloakSettings.model_validate(given(server.address))))
    assert realm.tokens == tokens


def test_a_token_that_is_revoked_in_the_middle_is_renewed(monkeypatch: pytest.MonkeyPatch):
    """The page is asked for again with a fresh one, and the read goes on."""

    class Revoking(Realm):
        def answer(self, request: Request) -> Response:
            revoked = self.tokens == 1 and request.query.get("first") == "10"
            return Response.json({"error": "HTTP 401 Unauthorized"}, status=401) if revoked else super().answer(request)

    realm = Revoking(SECRET, [user(n) for n in range(25)], lifetime=3600)
    with keycloak(realm, monkeypatch) as server:
        reading = run(read(Keycloak, KeycloakSettings.model_validate(given(server.address))))
    assert (len(reading.people), realm.tokens) == (25, 2)


def test_a_wrong_secret(monkeypatch: pytest.MonkeyPatch):
    """A client that Keycloak refuses is SignInRefused, with what to check."""
    with keycloak(Realm("another"), monkeypatch) as server, pytest.raises(SignInRefused, match="service accounts"):
        run(read(Keycloak, KeycloakSettings.model_validate(given(server.address))))


def test_fields():
    """Keycloak's own fields and the first value of its attributes."""
    person = Keycloak.normalize(user(1, enabled=False))
    assert isinstance(person, SourceUser)
    assert (person.user_name, person.given_name, person.family_name) == ("person1", "Ada", "Lovelace 1")
    assert (person.department, person.phone, person.country, person.active) == ("Engines", "+44 1", "GB", False)
