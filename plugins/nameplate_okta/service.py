"""What Okta's refusals ask for."""

from nameplate.plugins.answers import Service

SSWS = (
    "Check org_url and token: an API token of this organization, neither revoked nor unused for 30 days "
    "(Security > API > Tokens)."
)
OAUTH = (
    "Check org_url, client_id and the private key: the service app's public key has to be registered, and be the one "
    "that key_id names."
)
ELSEWHERE = "Check org_url, and what stands between this machine and Okta."
DPOP = "Uncheck `Require DPoP` (the service app > General Settings): nameplate's tokens are bearer tokens."


def service(*, oauth: bool, scopes: tuple[str, ...] = ("okta.users.read",)) -> Service:
    """Okta, as a request that needs these scopes sees it."""
    permission = (
        f"Grant the service app {' and '.join(scopes)} (Okta API Scopes), and assign it an admin role that may see the "
        "people, such as Read-Only Administrator."
        if oauth
        else "Make the API token as an administrator who may view users and groups, such as a Read-Only Administrator."
    )
    return Service("Okta", OAUTH if oauth else SSWS, permission)
