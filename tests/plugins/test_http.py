"""JSON over HTTP for connectors, and tokens by client credentials."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import pytest
import trustme

from nameplate.errors import ReadError, SignInRefused, Unavailable, UnexpectedAnswer, UnknownGroup
from nameplate.plugins import Settings, http
from nameplate.plugins.http import JsonClient, Service
from nameplate.plugins.oauth import ClientCredentials, Renewal
from nameplate.testing.messages import Request, Response
from nameplate.testing.server import Sent, serving

SERVICE = Service("Staff", "Check the key.", "Let it read.")
Respond = Callable[[Request], Response]


def ask(respond: Respond, address: str = "people", *, path: str = "/api", **more: Any) -> Any:
    """What a client gets from a server that answers so."""
    with serving(lambda request: Sent(respond(request))) as server:

        async def work() -> Any:
            async with JsonClient(SERVICE, Settings(base_url=server.address + path)) as client:
                return await client.get(address.replace("HERE", server.address), **more)

        return asyncio.run(work())


def test_a_path_is_below_the_base_url():
    """With its parameters; the answer is the JSON."""
    assert ask(lambda request: Response.json([request.path, request.query]), params={"a": 1}) == [
        "/api/people",
        {"a": "1"},
    ]


def test_a_link_of_the_service_is_followed():
    """As it stands, with what is in it."""
    assert ask(lambda request: Response.json(request.query), "HERE/api/people?page=2") == {"page": "2"}


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:9/api/people", "HERE/other/people", "HERE@evil.example/api/people", "https://[people"]
)
def test_a_link_to_another_place_is_refused(link: str):
    """Another host, port or path is not asked."""
    with pytest.raises(UnexpectedAnswer, match="not followed"):
        ask(lambda _: Response.json([]), link)


def test_what_is_missing_may_have_a_meaning():
    """A 404 is the caller's own error where one is given."""
    with pytest.raises(UnknownGroup):
        ask(lambda _: Response(404), missing=UnknownGroup("no such group"))
    with pytest.raises(UnexpectedAnswer, match="with 404"):
        ask(lambda _: Response(404))


def test_a_body_without_end_is_refused(monkeypatch: pytest.MonkeyPatch):
    """It is not read to its end."""
    monkeypatch.setattr(http, "LARGEST_BODY", 1000)
    with pytest.raises(UnexpectedAnswer, match="no real page is as large"):
        ask(lambda _: Response.json("x" * 1001))


def test_a_path_may_have_an_address_in_its_query():
    """It is a path all the same."""
    assert ask(lambda request: Response.json(request.query), "people?is=http://acme.example/x") == {
        "is": "http://acme.example/x"
    }


@pytest.mark.parametrize("header", ["Bearer hush\nhush", "Bearer hush…", "Bearer hush\x00"])
def test_credentials_that_no_header_takes_are_not_sent(header: str):
    """And not shown."""

    async def authorization() -> str:
        return header

    async def work() -> None:
        settings = Settings(base_url="https://acme.example")
        async with JsonClient(SERVICE, settings, authorization=authorization) as client:
            await client.get("people")

    with pytest.raises(SignInRefused, match="can't be sent") as raised:
        asyncio.run(work())
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize("address", ["https://[acme", "", "acme.example", "ftp://acme.example", "https://"])
def test_an_address_that_is_none(address: str):
    """A base URL without scheme or host is told before anything is sent."""

    async def work() -> None:
        async with JsonClient(SERVICE, Settings(base_url=address)):
            pass

    with pytest.raises(UnexpectedAnswer, match="is not the address of Staff"):
        asyncio.run(work())


def test_a_password_in_the_address_is_refused_and_not_shown():
    """A secret is named, not written down."""

    async def work() -> None:
        async with JsonClient(SERVICE, Settings(base_url="https://joe:hush@acme.example")):
            pass

    with pytest.raises(SignInRefused, match="base_url has a user name or a password") as caught:
        asyncio.run(work())
    assert "hush" not in str(caught.value)


def test_a_certificate_that_is_not_trusted():
    """It is refused, with what to set; nothing is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    async def work() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
        async with server:
            address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            async with JsonClient(SERVICE, Settings(base_url=address)) as client:
                await client.get("people")

    with pytest.raises(UnexpectedAnswer, match=r"certificate of Staff is not trusted[\s\S]*ca_bundle"):
        asyncio.run(work())


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Response.json({"error": "invalid_client"}, status=400), SignInRefused, "invalid_client"),
        (Response.json({"error": "invalid_client"}, status=401), SignInRefused, "invalid_client"),
        (Response.json({"token": "x"}), UnexpectedAnswer, "without an access_token"),
        (Response(503), Unavailable, "with 503"),
    ],
)
def test_a_token_that_is_not_given(answer: Response, error: type[ReadError], words: str):
    """Each refusal of a token endpoint is the read error that it means, without the secret."""
    with serving(lambda _: Sent(answer)) as server:

        async def work() -> None:
            async with JsonClient(SERVICE, Settings(base_url=server.address)) as client:
                await ClientCredentials(client, f"{server.address}/token", "me", "hush-hush").authorization()

        with pytest.raises(error, match=words) as raised:
            asyncio.run(work())
    assert "hush-hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("statuses", "due"),
    [
        ([401], [False]),
        ([200, 401, 401], [False, True, False]),
        ([200, 401, 503, 401], [False, True, False, False]),
        ([200, 401, 200, 401], [False, True, False, True]),
    ],
)
def test_a_fresh_token_is_due_where_another_was_good(statuses: list[int], due: list[bool]):
    """Never for a first token, and never twice in a row."""
    renewal = Renewal()
    assert [renewal.is_due(status) for status in statuses] == due


@pytest.mark.parametrize(("good", "asked"), [(1, ["t1", "t1", "t2"]), (0, ["t1"])])
def test_a_token_that_was_good_is_renewed_where_it_is_refused(good: int, asked: list[str]):
    """The request is repeated with a fresh one; a first token that is refused is refused."""
    seen: list[str] = []
    tokens = 0

    def respond(request: Request) -> Response:
        nonlocal tokens
        if request.path == "/token":
            tokens += 1
            return Response.json({"access_token": f"t{tokens}", "expires_in": 3600})
        seen.append(request.headers["authorization"].removeprefix("Bearer "))
        return Response.json(seen) if len(seen) <= good or seen[-1] == "t2" else Response.json({}, status=401)

    with serving(lambda request: Sent(respond(request))) as server:

        async def work() -> None:
            async with JsonClient(SERVICE, Settings(base_url=server.address)) as client:
                tokens = ClientCredentials(client, f"{server.address}/token", "me", "hush-hush")
                client.authorization, client.forget = tokens.authorization, tokens.forget
                await client.get("people")
                await client.get("people")

        if good:
            asyncio.run(work())
        else:
            with pytest.raises(SignInRefused):
                asyncio.run(work())
    assert seen == asked


def test_credentials_are_not_shown():
    """Neither the secret nor the token is in the repr."""
    client = JsonClient(SERVICE, Settings(base_url="https://acme.example"))
    shown = repr(ClientCredentials(client, "https://acme.example/token", "me", "hush-hush", token="tok-en"))
    assert "hush" not in shown
    assert "tok-en" not in shown
