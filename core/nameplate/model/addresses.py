"""E-mail addresses: which are valid, how they leave, and when two are the same.

A valid address leaves as it was mapped, so that nobody is re-addressed by a change of spelling. Two addresses are the
same without regard to case, and whether their domain is written in Unicode or as RFC 5890's A-labels (`xn--…`).
"""

import re
from functools import lru_cache
from unicodedata import normalize

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

DOT_ATOM = re.compile(r"[A-Za-z0-9_+'-]+(?:\.[A-Za-z0-9_+'-]+)*").fullmatch
EMAIL_LIMIT, LOCAL_LIMIT = 254, 64
A_LABEL = "xn--"


class AddressRefused(ValueError):
    """A text that is no e-mail address; the message says why."""


def email_address(text: str) -> str:
    """`text`, which is NFC, as it leaves (RFC 5321 and 6531 syntax; nothing is looked up in the DNS).

    Only what no domain may have is written otherwise, such as the full stop of full width.

    Raises:
        AddressRefused: It is no e-mail address.
    """
    local, _, domain = text.rpartition("@")
    if (
        len(local) <= LOCAL_LIMIT
        and len(text) <= EMAIL_LIMIT
        and DOT_ATOM(local)
        and domain
        and leaving_domain(domain) == domain
    ):
        return text
    try:
        checked = address_syntax(text)
    except EmailNotValidError as error:
        raise AddressRefused(str(error)) from None
    return f"{local}@{_as_written(domain, checked.domain, checked.ascii_domain)}"


@lru_cache(maxsize=10_000)
def leaving_domain(domain: str) -> str:
    """The domain as it leaves, or "" where it is none."""
    try:
        checked = address_syntax(f"a@{domain}")
    except EmailNotValidError:
        return ""
    return _as_written(domain, checked.domain, checked.ascii_domain)


def _as_written(domain: str, *normal: str) -> str:
    return domain if domain.lower() in normal else normal[0]


def address_syntax(text: str) -> ValidatedEmail:
    """The address, taken apart; reserved domains (`acme.example`) pass, since test tenants have them."""
    address = validate_email(text, check_deliverability=False, globally_deliverable=False)
    if "." not in address.domain:
        raise EmailNotValidError("the domain has no dot")
    return address


def address_key(address: str) -> str:
    """An address or domain as it is compared: case-folded, A-labels in Unicode."""
    key = address.casefold()
    return key if A_LABEL not in key else _in_unicode(key)


def _in_unicode(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{'.'.join(map(_label, domain.split('.')))}"


def _label(label: str) -> str:
    if not label.startswith(A_LABEL):
        return label
    try:
        return normalize("NFC", label.removeprefix(A_LABEL).encode("ascii").decode("punycode")).casefold() or label
    except UnicodeError:
        return label
