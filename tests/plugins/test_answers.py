"""What an HTTP answer means to a connector."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.errors import ReadError, SignInRefused, UnexpectedAnswer
from nameplate.plugins import Settings
from nameplate.plugins.answers import Answer, Service, clean, foreign_link, read_json, same_place
from nameplate.plugins.credentials import read_key, secure

SERVICE = Service("The service", "sign in", "grant")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", None),
        ("7", 7),
        (" 1.5 ", 1.5),
        ("Mon, 1 Jan 2020 9999999999999:00:00 GMT", None),
        ("soon", None),
        ("-3", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text, seconds):
    """Anything else is no wait at all."""
    assert Answer(503, {"retry-after": text}).retry_after == seconds


def test_a_wait_until_a_date_is_measured_by_the_servers_own_clock():
    """The `Date` of the answer counts, so that a wrong clock here doesn't matter."""
    then = datetime(2001, 1, 1, tzinfo=UTC)
    headers = {"date": format_datetime(then, usegmt=True)}
    headers["retry-after"] = format_datetime(then + timedelta(seconds=90), usegmt=True)
    assert Answer(503, headers).retry_after == 90


@given(st.integers(100, 599), st.binary(max_size=200))
def test_whatever_is_answered_is_json_or_a_read_error(status, body):
    """No status and no body gets past, and every message is one printable line."""
    try:
        read_json(Answer(status, {}, body), SERVICE, "GET /users")
    except ReadError as error:
        message = error.message
    else:
        message = "The service was read" if status == 200 else ""
    assert message.startswith("The service ")
    assert message.isprintable()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"code": 404, "message": "Not Found"}}, "404: Not Found"),
        ({"error": {"code": "404", "message": "Not Found"}}, "404: Not Found"),
        ({"error": {"code": "NotHere", "message": "Not Found"}}, "404: NotHere: Not Found"),
        ({"error": {"code": 404}}, '404: {"error":{"code":404}}'),
        ({"errorCode": "E0000007", "errorSummary": "Not found"}, "404: E0000007: Not found"),
        ({"error": "invalid_client", "error_description": "No such client"}, "404: invalid_client: No such client"),
        ({"status": "404", "detail": "No such resource"}, "404: No such resource"),
        ({"errorMessage": "Realm not found"}, "404: Realm not found"),
        ({"message": "unknown key"}, "404: unknown key"),
        (b"<html><title>404 Not Found</title></html>", "404: Not Found"),
        (b"404", "404: 404"),
        (b"4040 people", "404: 4040 people"),
        ([], "404: []"),
    ],
)
def test_what_a_service_says_is_said_once(body, words):
    """Its own code and message, wherever it puts them; a code that is the status is not repeated."""
    with pytest.raises(UnexpectedAnswer) as caught:
        read_json(Answer(404, {}, body if isinstance(body, bytes) else orjson.dumps(body)), SERVICE, "GET /users")
    assert caught.value.message == f"The service answered GET /users with {words}"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abc.def",
        "SSWS 00abcdef",
        '{"Authorization":"Basic abcdef=="}',
        "token eyJhbGciOi.eyJzdWIi.c2ln is bad",
    ],
)
def test_credentials_are_struck_out(text):
    """What looks like a credential is never shown."""
    assert "***" in clean(text)
    assert not any(secret in clean(text) for secret in ("abc", "eyJ"))


@pytest.mark.parametrize(
    ("link", "same"),
    [
        ("https://idp.example/v1.0/users?x=1", True),
        ("https://idp.example/v1.0", True),
        ("https://IDP.example/v1.0/groups", True),
        ("https://idp.example:443/v1.0/groups", True),
        ("https://idp.example:80/v1.0/groups", False),
        ("https://idp.example:x/v1.0/groups", False),
        ("https://idp.example/v1.01/users", False),
        ("https://idp.example/beta", False),
        ("https://idp.example.evil/v1.0/users", False),
        ("https://idp.example:8443/v1.0/users", False),
        ("http://idp.example/v1.0/users", False),
        ("https://idp.example@evil.example/v1.0/users", False),
        ("https://user@idp.example/v1.0/users", False),
        ("//evil.example/v1.0/users", False),
        ("/v1.0/users", False),
        ("https://[::1/v1.0", False),
        ("", False),
    ],
)
def test_a_link_leads_to_the_same_place_or_not(link, same):
    """Scheme, host, port and the beginning of the path have to be those of the base address."""
    assert same_place(link, "https://idp.example/v1.0") is same


@pytest.mark.parametrize(
    "address", ["http://idp.example", "ftp://idp.example", "idp.example", "http://127.0.0.1.evil.example"]
)
def test_credentials_go_over_https(address):
    """Plain http is for this machine alone."""
    with pytest.raises(SignInRefused, match="https only"):
        secure(address, "base_url")


@pytest.mark.parametrize(
    "address", ["https://joe:hush@idp.example", "http://hush@idp.example/", "https://joe:hush@[idp"]
)
def test_a_password_in_an_address_is_refused_and_not_shown(address):
    """A secret is named, not written down."""
    with pytest.raises(SignInRefused, match="base_url") as caught:
        secure(address, "base_url")
    assert "hush" not in str(caught.value)
    assert "hush" not in str(foreign_link(address, SERVICE, "GET /users"))


@pytest.mark.parametrize("address", ["https://[idp", "https://idp:x", "https://idp:0", "https://", ""])
def test_what_is_no_address_is_said(address):
    """With the setting's name."""
    with pytest.raises(SignInRefused, match="base_url is"):
        secure(address, "base_url")


def test_a_mark_before_the_json_is_passed_over():
    """Some servers send one."""
    assert read_json(Answer(200, {}, b"\xef\xbb\xbf[1]"), SERVICE, "GET /users") == [1]


def test_a_redirect_to_no_address_is_told_like_any_other():
    """It is not followed either."""
    with pytest.raises(UnexpectedAnswer, match="to nowhere"):
        read_json(Answer(302, {"location": "https://[idp"}), SERVICE, "GET /users")


@pytest.mark.parametrize(
    "address", ["https://idp.example/", "http://127.0.0.1:80/", "http://localhost:1", "http://[::1]:1"]
)
def test_an_address_loses_the_slash_at_its_end(address):
    """Paths are put behind it."""
    assert secure(address, "base_url") == address.rstrip("/")


def test_a_key_file_that_is_not_text_is_said(tmp_path):
    """Its content is not shown."""
    (tmp_path / "key").write_bytes(b"\xff\xfesecret")
    with pytest.raises(SignInRefused, match="is not text") as caught:
        read_key(tmp_path / "key")
    assert "secret" not in str(caught.value)
    assert Settings().ca_bundle is None
