"""What an LDAP result code means, as a read error."""

import ldap

from nameplate.plugins import PermissionMissing, ReadError, SignInRefused, Unavailable, UnexpectedAnswer
from nameplate.plugins.answers import clean

SIGN_IN = "Check bind_dn and password, and whether the server wants TLS (ldaps://, or start_tls: true)."

MEANING: tuple[tuple[tuple[type[ldap.LDAPError], ...], type[ReadError], str], ...] = (
    (
        (ldap.INVALID_CREDENTIALS, ldap.INAPPROPRIATE_AUTH, ldap.STRONG_AUTH_REQUIRED, ldap.CONFIDENTIALITY_REQUIRED),
        SignInRefused,
        SIGN_IN,
    ),
    ((ldap.INSUFFICIENT_ACCESS,), PermissionMissing, "Let bind_dn read people below base_dn."),
    (
        (
            ldap.SERVER_DOWN,
            ldap.CONNECT_ERROR,
            ldap.TIMEOUT,
            ldap.TIMELIMIT_EXCEEDED,
            ldap.BUSY,
            ldap.UNAVAILABLE,
        ),
        Unavailable,
        "Check the network and `timeout` in the settings; then try again.",
    ),
    (
        (ldap.SIZELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED, ldap.PARTIAL_RESULTS),
        UnexpectedAnswer,
        "The server gives no more than a part of the people: let bind_dn page without a limit.",
    ),
    ((ldap.NO_SUCH_OBJECT,), UnexpectedAnswer, "Correct base_dn, or let bind_dn see it."),
    ((ldap.LDAPError,), UnexpectedAnswer, "Check base_dn, `people` in the settings, and `filter` in the scope."),
)
"""LDAP's result codes, the read error that they are, and what to do; the first that fits counts."""


def read_error(error: ldap.LDAPError, server: str, request: str) -> ReadError:
    """The read error for what python-ldap raised while `request` was under way."""
    message = f"{server} answered {request}: {said(error)}"
    if "certificate" in message.casefold():
        return UnexpectedAnswer(message, remedy="Set ca_bundle to the certificate of the server's authority.")
    kind, remedy = next((kind, remedy) for codes, kind, remedy in MEANING if isinstance(error, codes))
    return kind(message, remedy=remedy)


def said(error: ldap.LDAPError) -> str:
    """What the server said, in one line."""
    details = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    words = [str(details[key]) for key in ("desc", "info") if details.get(key)]
    return clean(": ".join(words)) or type(error).__name__
