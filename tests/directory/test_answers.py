"""Error bodies in plain words."""

from datetime import UTC, datetime

import pytest

from nameplate.directory import answers
from nameplate.directory.scim import equals, user_path
from nameplate.errors import DirectoryConflict, DirectoryRefused, DirectoryUnavailable

SCIM = (
    b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],'
    b'"status":"409","scimType":"uniqueness","detail":"Taken."}'
)
FAILURE = b'{"error":"Not authorized to access : scim/directory/x/Users","traceId":"e40ee97f819a2465"}'
JAVA = b'{"message":"users do not exist","scimErrorType":"invalidValue","responseStatus":"BAD_REQUEST"}'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (SCIM, "Taken. (uniqueness)"),
        (FAILURE, "Not authorized to access : scim/directory/x/Users (trace e40ee97f819a2465)"),
        (JAVA, "users do not exist (invalidValue)"),
        (b"<!DOCTYPE html><html>", "an HTML page instead of a SCIM answer"),
        (b"", ""),
        (b"[1]", ""),
        (b'{"detail": "a\\n b"}', "a b"),
    ],
)
def test_all_shapes_of_error_bodies_are_read(body, text):
    """SCIM's, `{"error", "traceId"}`, a Java exception's, HTML, none."""
    assert answers.words(body) == text


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, DirectoryRefused), (401, DirectoryRefused), (403, DirectoryRefused), (404, DirectoryRefused),
     (302, DirectoryRefused), (409, DirectoryConflict), (429, DirectoryUnavailable), (500, DirectoryUnavailable),
     (503, DirectoryUnavailable), (418, DirectoryRefused)],
)  # fmt: skip
def test_each_status_is_the_error_of_whoever_must_act(status, kind):
    """And says what was being done, and the status."""
    error = answers.error(status, {}, SCIM, doing="creating ann in main", token="KEY")
    assert type(error) is kind
    assert error.status == status
    assert "creating ann in main" in error.message


def test_a_wrong_key_is_answered_with_its_variable():
    """401 and 403 name where the key stands, not the key."""
    assert "KEY holds" in answers.error(403, {}, FAILURE, doing="x", token="KEY").remedy


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("-1", 0.0), ("Tue, 01 Apr 2025 12:00:10 GMT", 10.0),
     ("Tue, 01 Apr 2025 11:00:00 GMT", 0.0), ("", None), ("soon", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value, seconds):
    """RFC 9110 §10.2.3."""
    assert answers.retry_after(value, now=datetime(2025, 4, 1, 12, tzinfo=UTC)) == seconds


def test_filter_values_are_escaped():
    """A quote or a backslash can't end the value."""
    assert equals("userName", 'a"b\\c\n') == 'userName eq "a\\"b\\\\c\\n"'


def test_an_id_cant_leave_its_place_in_a_path():
    """Slashes are escaped, dots refused."""
    assert user_path("a/../b?c") == "/Users/a%2F..%2Fb%3Fc"
    with pytest.raises(ValueError, match="not the id"):
        user_path("..")
