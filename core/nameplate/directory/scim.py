"""SCIM's own texts: filters, PATCH bodies, media types (RFC 7644)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MEDIA_TYPE = "application/scim+json"
PAGE = 100
"""Resources asked for in one page: the most that Atlassian's guide speaks of."""


def equals(attribute: str, value: str) -> str:
    """The filter `attribute eq "value"`; the value is a JSON string (RFC 7644 §3.4.2.2)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    for character, escape in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(character, escape)
    return f'{attribute} eq "{escaped}"'


def patch_body(operations: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The body of a PATCH."""
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


def user_path(identifier: str) -> str:
    """The path of one user below the directory's address; an id can't climb out of it."""
    if identifier in {"", ".", ".."}:
        raise ValueError(f"{identifier!r} is not the id of a user")
    return f"/Users/{quote(identifier, safe='')}"
