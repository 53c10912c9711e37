"""What Okta's SDK needs to sign in, in the form in which it takes it."""

from typing import Any

from nameplate.plugins import SignInRefused
from nameplate.plugins.credentials import read_key, reveal
from nameplate_okta.settings import OktaSettings

RENEWAL = 5
"""Minutes before its end in which a token is no longer used."""


def credentials(settings: OktaSettings) -> dict[str, Any]:
    """The part of the SDK's configuration that is about signing in.

    Raises:
        SignInRefused: The token or key is not there, or can be none.
    """
    if settings.token is not None:
        return {"authorizationMode": "SSWS", "token": bare(reveal(settings.token))}
    named, file = settings.private_key, settings.private_key_file
    key = reveal(named) if named is not None else read_key(file) if file is not None else ""
    signing = {"clientId": settings.client_id, "privateKey": in_lines(key)}
    return {"authorizationMode": "PrivateKey", "oauthTokenRenewalOffset": RENEWAL, **signing} | (
        {"kid": settings.key_id} if settings.key_id else {}
    )


def bare(token: str) -> str:
    """An API token without the word that stands before it in a header.

    Raises:
        SignInRefused: It can't stand in a header.
    """
    token = token.removeprefix("SSWS").strip()
    if not (token.isascii() and token.isprintable()):
        raise SignInRefused("The API token has signs that no token has.", remedy="Copy it once more, and it alone.")
    return token


def in_lines(key: str) -> str:
    r"""A key as it stands in a file: in a variable it may have `\n` where its lines end."""
    key = key.strip("\ufeff \t\r\n")
    return key.replace("\\n", "\n") if key.startswith("-----") else key
