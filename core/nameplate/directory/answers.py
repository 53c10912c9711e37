"""What an answer that isn't a success says, in plain words.

Atlassian has three shapes of error bodies: SCIM's (RFC 7644 §3.12), `{"error", "traceId"}` before the SCIM service is
reached, and a Java exception's `{"message", "scimErrorType", "responseStatus"}`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from nameplate.errors import DirectoryConflict, DirectoryError, DirectoryRefused, DirectoryUnavailable

_LENGTH = 300
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})

_REMEDIES: Mapping[int, str] = {
    401: "Check that {token} holds the API key of this directory.",
    403: "Check that {token} holds the API key of this directory, not of the organization, and that it is the newest.",
    404: "Check directory_id, base_url and path of the directory.",
}


def words(body: bytes) -> str:
    """The reason in an error body, on one line; "" where it gives none."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        start = body.lstrip()[:15].lower()
        return "an HTML page instead of a SCIM answer" if start.startswith((b"<html", b"<!doctype")) else ""
    if not isinstance(parsed, dict):
        return ""
    reason = parsed.get("detail") or parsed.get("error") or parsed.get("message") or ""
    kind = parsed.get("scimType") or parsed.get("scimErrorType") or ""
    trace = parsed.get("traceId") or ""
    text = " ".join(str(reason).split())[:_LENGTH]
    notes = ", ".join(filter(None, (str(kind), trace and f"trace {trace}")))
    return f"{text} ({notes})" if text and notes else text or notes


def error(status: int, headers: Mapping[str, str], body: bytes, *, doing: str, token: str) -> DirectoryError:
    """The error for an answer of `status`.

    Args:
        status: The HTTP status, 300 or greater.
        headers: The answer's headers; names in any case.
        body: The answer's body.
        doing: What was being done, such as `creating taro@acme.example in main`.
        token: How the API key is named in the configuration.
    """
    reason = words(body)
    message = f"Atlassian answered {status} when {doing}" + (f": {reason}" if reason else "") + "."
    if status in _RETRIED:
        return DirectoryUnavailable(
            message,
            status=status,
            retry_after=retry_after(headers.get("retry-after", "")),
            remedy="Try again later; nothing else needs to be changed.",
        )
    if status == 409:  # noqa: PLR2004 -- HTTP's own numbers are the best names
        return DirectoryConflict(message, status=status)
    if 300 <= status < 400:  # noqa: PLR2004
        place = headers.get("location", "")
        return DirectoryRefused(
            f"Atlassian redirected to {place or 'another address'} when {doing}; the API key is sent nowhere else.",
            status=status,
            remedy="Write the final address as base_url and path of the directory.",
        )
    return DirectoryRefused(message, status=status, remedy=_REMEDIES.get(status, "").format(token=token))


def retry_after(value: str, *, now: datetime | None = None) -> float | None:
    """The seconds in a Retry-After header, which is a number or a date (RFC 9110 §10.2.3); None: neither."""
    try:
        return max(float(value), 0.0)
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max((then - (now or datetime.now(UTC))).total_seconds(), 0.0)


def json_object(body: bytes) -> dict[str, Any] | None:
    """The object in a body, or None where it is something else or cut off."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return parsed if isinstance(parsed, dict) else None
