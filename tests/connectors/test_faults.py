"""What each connector makes of a server that refuses, is cut off, lies, or goes away."""

import asyncio
import json
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from nameplate.plugins import (
    PermissionMissing,
    Query,
    ReadError,
    Scope,
    SignInRefused,
    Unavailable,
    UnexpectedAnswer,
    UnknownGroup,
)
from support.http_server import HTML, Fault, LoopbackServer, Reply, status, with_body
from support.people import read_all


class Elsewhere(LoopbackServer):
    """A host to which no credential may go; it would answer anything."""

    def answer(self, request):
        return Reply({"value": []})


@pytest.fixture
def elsewhere():
    """Another host, which must not be asked anything."""
    with Elsewhere() as server:
        yield server
        assert server.log.requests == []


def wait_for(condition):
    """Wait until something holds, for at most five seconds."""
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    assert condition()


def fail(provider, fault, **changes):
    """The error that a fault on the list of people ends in; there is never a short list."""
    fault.on = provider.users
    fault.times = -1
    provider.server.faults.append(fault)
    with pytest.raises(ReadError) as caught:
        provider.read(**changes)
    return caught.value


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_unavailable(provider, code):
    """These may work later, so that they are tried again; each is asked once, the engine repeats."""
    error = fail(provider, Fault(status(code, b"busy")))
    assert type(error) is Unavailable
    assert str(code) in error.message
    assert error.retry_after is None
    assert len(provider.server.log.to(provider.users)) == 1


@pytest.mark.parametrize("code", [429, 503])
def test_a_wait_in_seconds_is_handed_on(provider, code):
    """`Retry-After: 7` is 7 seconds."""
    assert fail(provider, Fault(status(code, b"busy", retry_after="7"))).retry_after == 7


def test_a_wait_until_a_date_is_handed_on(provider):
    """A date in `Retry-After` is the seconds until then; a date that is past is none."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < fail(provider, Fault(status(503, b"busy", retry_after=soon))).retry_after <= 31
    provider.server.faults.clear()
    assert fail(provider, Fault(status(503, b"", retry_after="Sun, 06 Nov 1994 08:49:37 GMT"))).retry_after == 0


def test_a_refused_credential_is_said(provider):
    """401 says that the credentials were not accepted, and what to check."""
    error = fail(provider, Fault(status(401, {"error": {"code": "Expired", "message": "Token has expired."}})))
    assert type(error) is SignInRefused
    assert "Expired: Token has expired." in error.message
    assert error.remedy.startswith("Check ")


def test_a_missing_permission_is_named(provider):
    """403 says which permission, scope or role to grant, and where."""
    error = fail(provider, Fault(status(403, {"errorCode": "E0000006", "errorSummary": "Not for you."})))
    assert type(error) is PermissionMissing
    assert "E0000006: Not for you." in error.message
    assert provider.permission in error.remedy


@pytest.mark.parametrize("code", [400, 404, 410])
def test_another_refusal_shows_what_the_server_said(provider, code):
    """Any other status is an error with the server's own words, not tried again."""
    error = fail(provider, Fault(status(code, {"error": {"code": "BadFilter", "message": "Invalid filter clause."}})))
    assert type(error) is UnexpectedAnswer
    assert f"{code}: BadFilter: Invalid filter clause." in error.message


def test_a_page_whose_connection_breaks_is_unavailable(provider):
    """A body shorter than announced is a lost connection, not a page."""
    assert type(fail(provider, Fault(cut=True))) is Unavailable


def test_a_page_that_is_cut_off_is_an_error(provider):
    """Half a page of JSON that claims to be whole is not read as fewer people."""
    half = Fault(edit=lambda reply: replace(reply, body=reply.payload[: len(reply.payload) // 2]))
    error = fail(provider, half)
    assert type(error) is UnexpectedAnswer
    assert "cut off" in error.message


def test_a_portals_page_is_an_error(provider):
    """HTML with status 200 is no page; the message has its title."""
    error = fail(provider, Fault(HTML))
    assert type(error) is UnexpectedAnswer
    assert "Sign in to the network" in error.message


@pytest.mark.parametrize(
    "body", [{}, [], {"value": "x"}, ["x"], None, 7, {"kind": "admin#directory#users", "users": {}}], ids=repr
)
def test_json_of_another_kind_is_an_error(provider, body):
    """What is not a list of people is not an empty list of people."""
    if provider.connector.name == "okta" and body == []:
        body = {}
    assert type(fail(provider, Fault(Reply(json.dumps(body).encode())))) is UnexpectedAnswer


def test_an_empty_mark_of_the_next_page_is_not_the_last_page(provider):
    """Only a page that names no next one is the last."""
    if provider.connector.name == "okta":
        pytest.skip("its next page stands in a header")
    mark = "@odata.nextLink" if provider.connector.name == "azure_ad" else "nextPageToken"
    empty = Fault(edit=lambda reply: replace(reply, body=json.dumps({**json.loads(reply.payload), mark: ""}).encode()))
    assert type(fail(provider, empty)) is UnexpectedAnswer


def test_an_empty_answer_is_an_error(provider):
    """No content is no page."""
    assert type(fail(provider, Fault(status(200)))) is UnexpectedAnswer
    provider.server.faults.clear()
    assert type(fail(provider, Fault(status(204)))) is UnexpectedAnswer


def by_group(provider, name="All people"):
    """The error that a read of a group, by its name, ends in."""
    with pytest.raises(ReadError) as caught:
        asyncio.run(read_all(provider.open(), Query(frozenset({provider.select}), Scope((name,)))))
    return caught.value


@pytest.mark.parametrize("name", ["", " "])
def test_a_group_without_a_name_is_not_everybody(provider, name):
    """Nothing is asked."""
    assert type(by_group(provider, name)) is UnknownGroup
    assert provider.server.log.requests == []


@pytest.mark.parametrize("body", [b"{}", b"null", b"<html>", b'{"value": [7]}', b'["x"]', b'[{"id": 1'], ids=repr)
def test_groups_of_another_kind_are_an_error(provider, body):
    """What is not a list of groups doesn't mean that there is no such group."""
    provider.server.faults.append(Fault(Reply(body), on="/groups", times=-1))
    assert type(by_group(provider)) is UnexpectedAnswer


def test_the_permission_for_groups_is_named(provider):
    """Groups need a permission of their own."""
    provider.server.faults.append(Fault(status(403, b"no"), on="/groups", times=-1))
    error = by_group(provider)
    assert type(error) is PermissionMissing
    named = {"azure_ad": "GroupMember.Read.All", "google": "admin.directory.group.readonly", "okta": "groups"}
    assert named[provider.connector.name] in error.remedy


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(provider, elsewhere, code):
    """Credentials go to the configured host only."""
    error = fail(provider, Fault(status(code, b"", location=f"{elsewhere.origin}/v1.0/users")))
    assert type(error) is UnexpectedAnswer
    assert "redirects" in error.message


def test_a_link_to_another_host_is_not_followed(provider, elsewhere):
    """A next link to somewhere else is an error that names it; Google's pages have no links."""
    if provider.connector.name == "google":
        return
    foreign = f"{elsewhere.origin}/v1.0/users?after=1"
    if provider.connector.name == "okta":
        edit = lambda reply: replace(reply, headers=(("Link", f'<{foreign}>; rel="next"'),))  # noqa: E731
    else:
        edit = with_body(lambda body: {**body, "@odata.nextLink": foreign})
    error = fail(provider, Fault(edit=edit))
    assert type(error) is UnexpectedAnswer
    assert elsewhere.origin in error.message


def test_a_dropped_connection_is_unavailable(provider):
    """A server that hangs up without a word may come back."""
    assert type(fail(provider, Fault(drop=True))) is Unavailable


@pytest.mark.parametrize("fault", [Fault(stall=30), Fault(drip=True)], ids=["silence", "byte by byte"])
def test_a_time_out_is_unavailable(provider, fault):
    """`timeout` bounds the wait for the whole answer."""
    started = time.monotonic()
    error = fail(provider, fault, timeout=0.5)
    assert type(error) is Unavailable
    assert "not within `timeout`" in error.message
    assert time.monotonic() - started < 10


def test_nobody_there_is_unavailable(provider):
    """A port where nothing listens is a lost connection."""
    closed = {"base_url": "http://127.0.0.1:9/v1.0"}
    with pytest.raises(Unavailable):
        provider.read(**closed)


def test_a_page_that_fails_once_can_be_asked_for_again(provider):
    """After an error in the middle, the same cursor goes on with the same people."""

    async def read():
        people, cursor = [], None
        async with provider.open() as connector:
            while True:
                try:
                    page = await connector.fetch(provider.query, cursor)
                except Unavailable:
                    continue
                people += page.records
                if (cursor := page.next) is None:
                    return people

    on = provider.users
    provider.server.faults += [Fault(status(503), on=on, after=1), Fault(cut=True, on=on, after=2)]
    assert [one["id"] for one in asyncio.run(read())] == [one["id"] for one in provider.server.users]


def test_a_page_whose_connection_is_reset_costs_one_attempt(provider):
    """The next attempt opens a connection of its own, and doesn't die of the old one."""

    async def read():
        async with provider.open() as connector:
            with pytest.raises(Unavailable):
                await connector.fetch(provider.query, None)
            return await connector.fetch(provider.query, None)

    provider.server.faults.append(Fault(reset=True, on=provider.users))
    assert asyncio.run(read()).records[0]["id"] == provider.server.users[0]["id"]


def test_a_request_that_was_given_up_is_not_sent_again(provider):
    """The next attempt is the only one that is under way, and doesn't wait for the one that is over."""

    async def read():
        async with provider.open(timeout=1) as connector:
            with pytest.raises(Unavailable):
                await connector.fetch(provider.query, None)
            return await connector.fetch(provider.query, None)

    provider.server.faults.append(Fault(stall=30, on=provider.users, times=1))
    assert asyncio.run(read()).records[0]["id"] == provider.server.users[0]["id"]
    assert len(provider.server.log.to(provider.users)) == 2


def test_a_body_without_end_is_not_read(provider, monkeypatch):
    """A body has a greatest size, announced or not."""
    for module in ("nameplate_azure_ad.client", "nameplate_google.transport", "nameplate_okta.transport"):
        monkeypatch.setattr(f"{module}.LARGEST_BODY", 1000)
    error = fail(provider, Fault(Reply(b"[" + b" " * 1_000_000)))
    assert type(error) is UnexpectedAnswer
    assert "no real page is as large" in error.message


def test_giving_up_ends_at_once_and_closes_everything(provider):
    """A read that is cancelled in the middle of a request leaves no connection, thread or warning behind."""
    provider.server.faults.append(Fault(stall=30, on=provider.users, after=1))

    async def interrupted():
        task = asyncio.create_task(read_all(provider.open(), provider.query))
        second = lambda: len(provider.server.log.to(provider.users)) == 2  # noqa: E731
        await asyncio.to_thread(wait_for, second)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    started = time.monotonic()
    asyncio.run(interrupted())
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status(401, b"unauthorized")),
        Fault(status(503, b"busy")),
        Fault(HTML),
        Fault(drop=True),
        Fault(Reply({"oops": 1})),
    ],
)
def test_no_secret_is_shown_or_logged(provider, fault, caplog):
    """Neither messages, nor what led to them, nor any library's log at its most talkative hold a credential."""
    caplog.set_level(logging.DEBUG)
    error: BaseException | None = fail(provider, replace(fault))
    shown = [*caplog.messages, *(str(record.args) for record in caplog.records)]
    while error is not None:
        shown += [str(error), repr(error)]
        error = error.__cause__ or error.__context__
    for secret in provider.secrets:
        assert not [text for text in shown if secret in text]


def test_a_credential_that_the_server_repeats_is_struck_out(provider):
    """An error page that echoes the request's headers doesn't put the token on the screen."""
    echo = "you sent Authorization: {} and that is wrong"
    server, answer = provider.server, provider.server.answer

    def repeat(request):
        if request.path.endswith(provider.users):
            return status(400, echo.format(request.headers["authorization"]).encode())
        return answer(request)

    server.answer = repeat
    with pytest.raises(UnexpectedAnswer) as caught:
        provider.read()
    assert "you sent Authorization: ***" in str(caught.value)
    assert not [secret for secret in provider.secrets if secret in str(caught.value)]


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:9", "http://hush:x"])
def test_a_proxy_that_is_none_is_said(provider, monkeypatch, named):
    """By the variable's name; its value may hold a password."""
    if provider.connector.name == "google" and named.startswith("socks"):
        pytest.skip("its transport knows SOCKS")
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, named)
    with pytest.raises(UnexpectedAnswer, match="The proxy that the environment names") as caught:
        provider.read()
    assert "HTTP_PROXY" in caught.value.remedy
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("entry", ["machine 127.0.0.1", "default"])
def test_credentials_of_other_tools_are_not_sent(provider, entra, monkeypatch, tmp_path, entry):
    """What `~/.netrc` has for a host is for curl and git."""
    (tmp_path / "netrc").write_text(f"{entry} login joe password hush-hush\n", "utf-8")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    before = len(entra.log.requests)
    assert len(provider.read()) == len(provider.server.users)
    sent = [*provider.server.log.requests, *entra.log.requests[before:]]
    assert not [request for request in sent if request.headers.get("authorization", "").startswith("Basic")]


def test_the_proxy_of_the_environment_is_used(provider, monkeypatch):
    """`HTTP_PROXY` is where requests go, unless `NO_PROXY` has the host."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        provider.read()
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    assert len(provider.read()) == len(provider.server.users)
