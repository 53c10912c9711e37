"""What the sandbox refuses: as a SCIM error (RFC 7644 §3.12), or in Atlassian's other shape."""

import secrets
from typing import Any

import orjson
from starlette.responses import Response

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class ScimProblem(Exception):
    """A request that is answered with a SCIM error.

    Args:
        status: The HTTP status.
        detail: The reason, as the answer gives it.
        scim_type: The `scimType`, or "".
    """

    def __init__(self, status: int, detail: str, scim_type: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.scim_type = scim_type

    def body(self) -> dict[str, Any]:
        """The answer's body; `status` is text, as at Atlassian."""
        body = {"schemas": [ERROR], "status": str(self.status), "detail": self.detail}
        if self.scim_type:
            body["scimType"] = self.scim_type
        return body


def not_found() -> ScimProblem:
    """404, in Atlassian's words."""
    return ScimProblem(404, "Either directory or user does not exist.")


def taken(attribute: str, value: str) -> ScimProblem:
    """409: another resource holds the user name or the address."""
    return ScimProblem(409, f"Resource [USER]: with {attribute}[{value}] already exists.", "uniqueness")


def failure(status: int, error: str) -> Response:
    """Atlassian's error body that is not SCIM's: `{"error", "traceId"}`."""
    body = {"error": error, "traceId": secrets.token_hex(8)}
    return Response(orjson.dumps(body), status, media_type="application/json")
