"""The client over HTTP: what is repeated, what is refused, what is never sent twice."""

import asyncio
import os
import socket

import httpx2
import pytest

from nameplate.config.models import Directory
from nameplate.config.secrets import Secret
from nameplate.directory import DirectoryClient, Faults, RateLimit, open_directory, save_to_sandbox
from nameplate.directory.exchange import Exchange
from nameplate.directory.pace import Pace
from nameplate.errors import (
    ConfigurationError,
    DirectoryConflict,
    DirectoryError,
    DirectoryRefused,
    DirectoryUnavailable,
)
from support.sandbox import TOKEN, TOKEN_ENV, contents, make_sandbox, many_users, reached, scim_user, served_sandbox


async def no_sleep(seconds):
    """Waits for nothing."""


def against(answer, use):
    """Use a client whose every request is answered by `answer(request)`."""

    async def run():
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
            pace = Pace(1e6, 8, start=1e6, sleep=no_sleep)
            exchange = Exchange(http, "http://dir/v2", token=lambda: TOKEN, token_name="KEY", pace=pace, sleep=no_sleep)
            client = DirectoryClient("main", "http://dir/v2", exchange)
            return await use(client), client.traffic

    return asyncio.run(run())


def opened(directory, use):
    """Use the client of a configured directory."""

    async def run():
        async with open_directory("main", directory) as client:
            return await use(client)

    return asyncio.run(run())


async def everyone(client):
    """All accounts."""
    return [account async for page in client.pages() for account in page]


def test_in_process_and_over_http_the_listing_is_the_same(tmp_path):
    """Rows, or pages of 100 over a socket."""
    path = make_sandbox(tmp_path / "a.db", many_users(432))
    with served_sandbox(path) as directory:
        over_http = opened(directory, everyone)
    assert opened(Directory(sandbox=path), everyone) == over_http
    assert len(over_http) == 432


def test_a_created_user_is_found_changed_and_read(tmp_path):
    """The whole of what a push does."""

    async def use(client):
        user = await client.create(scim_user('o"hara\\@acme.example', externalId="x"))
        changed = await client.patch(user["id"], [{"op": "replace", "path": "title", "value": "Boss"}])
        assert changed["title"] == "Boss"
        assert await client.get(user["id"]) == changed
        assert await client.find("userName", 'o"hara\\@acme.example') == [changed]
        assert await client.get("nobody") is None
        return client.requests_sent

    assert opened(Directory(sandbox=tmp_path / "a.db"), use) == 6


@pytest.mark.parametrize(
    "faults",
    [
        Faults(dropped=0.4, seed=1),
        Faults(cut_off=0.4, seed=2),
        Faults(errors_after=0.4, seed=3),
        Faults(errors=0.2, dropped=0.2, cut_off=0.1, limit=RateLimit(40, 0.2), seed=4),
    ],
    ids=["dropped", "cut off", "500 though done", "all together"],
)
def test_nobody_is_created_twice_when_answers_are_lost(tmp_path, faults, monkeypatch):
    """A lost answer is followed by a look at externalId and userName."""
    monkeypatch.setattr(Exchange, "wait", lambda self, attempt: asyncio.sleep(0))
    path = make_sandbox(tmp_path / "a.db")

    async def use(client):
        async def one(n):
            user = await client.create(scim_user(f"p{n}@acme.example", externalId=str(n)))
            await client.patch(user["id"], [{"op": "replace", "path": "title", "value": f"T{n}"}])

        await asyncio.gather(*(one(n) for n in range(40)))

    with served_sandbox(path, faults=faults) as directory:
        opened(directory, use)
    found = {(user["userName"], user["externalId"], user["title"]) for user in contents(path)}
    assert found == {(f"p{n}@acme.example", str(n), f"T{n}") for n in range(40)}
    assert len(contents(path)) == 40


def test_a_conflict_says_who_holds_the_account(tmp_path):
    """For a creation and for a change; a conflict with nobody in sight says that."""
    path = make_sandbox(tmp_path / "a.db", many_users(2))

    async def use(client):
        with pytest.raises(DirectoryConflict, match=r"Given1 Family1 \(person1@acme.example, id 1, externalId"):
            await client.create(scim_user("PERSON1@acme.example", externalId="other"))
        change = [{"op": "replace", "path": "emails[primary eq true].value", "value": "person1@acme.example"}]
        with pytest.raises(DirectoryConflict, match="held by Given1 Family1"):
            await client.patch("0", change)
        await client.patch("1", [{"op": "replace", "path": "userName", "value": "renamed"}])
        with pytest.raises(DirectoryConflict) as caught:
            await client.patch("0", change)
        assert "No user of this directory has it as userName" in caught.value.remedy

    opened(Directory(sandbox=path), use)


def test_a_creation_after_a_loss_that_conflicts_with_itself_is_ones_own():
    """The first attempt was carried out late, after the look for it."""
    seen = []
    made = {"id": "1", "userName": "A", "externalId": "x"}

    def answer(request):
        seen.append(request.method)
        posts = seen.count("POST")
        if request.method == "POST":
            return httpx2.Response(503 if posts == 1 else 409, json={})
        found = [made] if posts == 2 else []
        return httpx2.Response(200, json={"totalResults": len(found), "Resources": found})

    user, _ = against(answer, lambda client: client.create({"userName": "a", "externalId": "x", "emails": []}))
    assert user == made
    assert seen == ["POST", "GET", "GET", "POST", "GET"]


def test_neither_put_nor_delete_can_be_sent():
    """The client has no word for them."""
    for holder in (DirectoryClient, Exchange):
        assert not {"put", "delete", "replace", "remove"} & {name.strip("_") for name in vars(holder)}


def test_errors_and_time_outs_are_repeated_a_bounded_number_of_times():
    """GET and PATCH; then the last reason is told."""

    def answer(request):
        raise httpx2.ReadTimeout("late", request=request)

    for use in (lambda client: client.get("1"), lambda client: client.patch("1", [])):
        with pytest.raises(DirectoryUnavailable, match="did not answer in time"):
            against(answer, use)
    with pytest.raises(DirectoryUnavailable):
        against(lambda request: httpx2.Response(500), lambda client: client.find("userName", "a"))


def test_a_204_is_a_success_without_a_resource():
    """Another server's PATCH."""
    assert against(lambda request: httpx2.Response(204), lambda client: client.patch("1", []))[0] is None


def test_a_429_is_repeated_even_for_a_creation():
    """It did nothing, so nothing is looked up."""
    statuses = iter([429, 429, 201])
    made = {"id": "1"}
    answer = lambda request: httpx2.Response(next(statuses), json=made, headers={"Retry-After": "0"})  # noqa: E731
    user, traffic = against(answer, lambda client: client.create(scim_user("a")))
    assert user == made
    assert (traffic.requests, traffic.throttled) == (3, 2)


def test_a_redirect_is_refused_and_the_key_goes_nowhere():
    """To any address."""
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx2.Response(307, headers={"Location": "http://evil.example/"})

    with pytest.raises(DirectoryRefused, match=r"evil\.example"):
        against(answer, lambda client: client.get("1"))
    assert asked == ["dir"]


def test_a_key_that_a_server_repeats_is_not_shown():
    """In no message."""
    body = {"error": f"bad key {TOKEN}", "traceId": "1"}
    with pytest.raises(DirectoryError) as caught:
        against(lambda request: httpx2.Response(403, json=body), lambda client: client.find("userName", "a"))
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(caught.value)
    assert "***" in str(caught.value)


def test_a_404_of_the_directory_itself_is_not_taken_for_a_missing_user():
    """With a wrong id in the address nobody would be there."""
    with pytest.raises(DirectoryRefused, match="looking for the directory main"):
        against(lambda request: httpx2.Response(404), lambda client: client.get("1"))


def test_a_proxys_page_is_no_list():
    """200 and HTML."""
    with pytest.raises(DirectoryUnavailable, match="not JSON"):
        against(lambda request: httpx2.Response(200, text="<html>"), everyone)


@pytest.mark.parametrize("resource", [{}, {"id": "other"}])
def test_another_resource_than_the_one_asked_for_is_an_error(resource):
    """Its id must be the one asked for."""
    with pytest.raises(DirectoryError, match="something else"):
        against(lambda request: httpx2.Response(200, json=resource), lambda client: client.get("1"))


def test_a_wrong_key_is_refused_with_its_variables_name(tmp_path, monkeypatch):
    """Over HTTP; the key is read when it is used."""
    with served_sandbox(make_sandbox(tmp_path / "a.db")) as directory:
        monkeypatch.setitem(os.environ, TOKEN_ENV, "wrong")
        with pytest.raises(DirectoryRefused) as caught:
            opened(directory, everyone)
    assert TOKEN_ENV in caught.value.remedy


@pytest.mark.parametrize("key", ["", "two words", "ké", "line\nbreak"])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key, monkeypatch):
    """Before anything is sent."""
    monkeypatch.setenv(TOKEN_ENV, key)
    with pytest.raises(ConfigurationError) as caught:
        opened(Directory(directory_id="x", token=Secret(env=TOKEN_ENV)), everyone)
    assert TOKEN_ENV in str(caught.value)
    assert not key or key not in str(caught.value)


def test_a_directory_without_a_token_is_refused():
    """Naming the key to write."""
    with pytest.raises(ConfigurationError, match="main has no token"):
        opened(Directory(directory_id="x"), everyone)


def test_nobody_listening_is_an_error_that_says_so(monkeypatch):
    """After the attempts are over."""
    monkeypatch.setattr(Exchange, "wait", lambda self, attempt: asyncio.sleep(0))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(DirectoryUnavailable, match="could not be reached"):
            opened(reached(address), everyone)


def test_an_address_of_another_kind_is_refused_at_once():
    """No attempts are wasted on it."""
    with pytest.raises(DirectoryRefused, match="can't be asked"):
        opened(reached("ftp://x"), everyone)


def test_certificates_that_cant_be_read_are_a_configuration_error(tmp_path):
    """ca_bundle names a PEM file."""
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    with pytest.raises(ConfigurationError, match=r"ca\.pem"):
        opened(reached("https://x").model_copy(update={"ca_bundle": broken}), everyone)


def test_a_directory_is_copied_into_a_sandbox(tmp_path):
    """Everyone, as they are."""
    path, copy = make_sandbox(tmp_path / "a.db", many_users(150)), tmp_path / "copy.db"
    with served_sandbox(path) as directory:
        assert opened(directory, lambda client: save_to_sandbox(client, copy)) == 150
    assert opened(Directory(sandbox=copy), everyone) == opened(Directory(sandbox=path), everyone)
