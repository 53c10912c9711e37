"""Google's scopes, and what its refusals ask for."""

from nameplate.plugins.answers import Service

USERS = "https://www.googleapis.com/auth/admin.directory.user.readonly"
MEMBERS = "https://www.googleapis.com/auth/admin.directory.group.member.readonly"
GROUPS = "https://www.googleapis.com/auth/admin.directory.group.readonly"

DELEGATION = (
    "In the Google Admin console, under Security > API controls > Domain-wide delegation, authorize the service "
    "account's client id for {scopes}"
)
ENABLE = (
    "In the Google Cloud console, in the project of the service account, enable the Admin SDK API (APIs & Services > "
    "Library); it takes some minutes until that holds."
)
RIGHTS = "; and see that the administrator named by `subject` may read users (and groups)."
SIGN_IN = (
    "Check the service account's key, that `subject` is an administrator of the account, and that domain-wide "
    "delegation is set up for the service account."
)
ELSEWHERE = "Check token_uri, and what stands between this machine and Google."
"""What to do where something answers a request for a token that is no token endpoint."""


def service(*scopes: str) -> Service:
    """The Directory API as a request with these scopes sees it."""
    return Service("Google's Directory API", SIGN_IN, DELEGATION.format(scopes=", ".join(scopes)) + RIGHTS)
