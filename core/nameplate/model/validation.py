"""What Atlassian takes: every value of a payload cleaned and checked, fast where nothing is wrong.

Length limits, formats and their sources stand in `attributes`. Values are NFC, stripped, and inner white space is one
space; then control characters are an error.
"""

import re
from unicodedata import is_normalized, normalize

from nameplate.findings import Finding, Level, finding
from nameplate.locales import IANA_TIMEZONES, is_language_tag
from nameplate.model.addresses import (
    DOT_ATOM,
    EMAIL_LIMIT,
    LOCAL_LIMIT,
    AddressRefused,
    email_address,
    leaving_domain,
)
from nameplate.model.attributes import ATTRIBUTES, DISPLAY_NAME, PUBLIC_NAME, Attribute, Kind, Values

NAME_LIMIT, PUBLIC_NAME_LIMIT = ATTRIBUTES[DISPLAY_NAME].limit, ATTRIBUTES[PUBLIC_NAME].limit
TRUTH = frozenset({"true", "false", None})

# White space that may be collapsed is not among these; str.split() alone would eat \x1c to \x1f and \x85.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
TEXT_LIMIT = 10_000


class ValueRefused(ValueError):
    """A value that Atlassian would not take; `code` is the finding's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(text: str) -> str:
    """`text` as NFC, stripped, with each run of white space one space.

    Raises:
        ValueRefused: It has control characters (NP406).
    """
    if found := CONTROL.search(text):
        raise ValueRefused("NP406", f"the value has a control character (U+{ord(found.group()):04X})")
    return normalize("NFC", " ".join(text.split()))


def check(attribute: Attribute, text: str) -> str:
    """`text`, which is clean, as `attribute` takes it; "" clears and is checked by whoever knows what is required.

    Raises:
        ValueRefused: NP402 to NP405, NP408.
    """
    if not text:
        return text
    limit = attribute.limit or TEXT_LIMIT
    if len(text) > limit:
        raise ValueRefused("NP403", f"the value has {len(text)} characters; at most {limit} are taken: {text[:40]}…")
    if attribute.kind is Kind.ADDRESS:
        try:
            return email_address(text)
        except AddressRefused as error:
            raise ValueRefused("NP402", f"{text!r} is not an e-mail address: {error}") from None
    if attribute.kind is Kind.TIMEZONE and text not in IANA_TIMEZONES:
        raise ValueRefused("NP404", f"{text!r} is not an IANA time zone such as Europe/Budapest")
    if attribute.kind is Kind.LANGUAGE and not is_language_tag(text):
        raise ValueRefused("NP405", f"{text!r} is not a BCP 47 language tag such as pt-BR")
    if attribute.kind is Kind.BOOLEAN and text not in {"true", "false"}:
        raise ValueRefused("NP408", f"it must come out as true or false, not {text!r}")
    return text


def passes_unchanged(values: Values) -> bool:
    """Whether the whole payload is clean, within its limits and of its kinds, so that nothing has to be looked at.

    One look at all values together (exact for True): joined by spaces, a value with a space at its edge makes two
    spaces, or one at the edge of the whole; and a space composes with nothing, so that the whole is NFC only if each
    value is.
    """
    user_name, email, given, family, middle, display, public, _, _, _, zone, language, _, _, active = values
    if not user_name or not email or display == "":
        return False
    joined = " ".join(filter(None, values))
    local, _, domain = email.rpartition("@")
    return (
        joined.isprintable()
        and "  " not in joined
        and joined[0] != " " != joined[-1]
        and (joined.isascii() or is_normalized("NFC", joined))
        and len(joined) < TEXT_LIMIT
        and len(local) <= LOCAL_LIMIT
        and len(email) <= EMAIL_LIMIT
        and DOT_ATOM(local) is not None
        and leaving_domain(domain) == domain
        and (not given or len(given) <= NAME_LIMIT)
        and (not family or len(family) <= NAME_LIMIT)
        and (not middle or len(middle) <= NAME_LIMIT)
        and (not display or len(display) <= NAME_LIMIT)
        and (not public or len(public) <= PUBLIC_NAME_LIMIT)
        and (not zone or zone in IANA_TIMEZONES)
        and (not language or is_language_tag(language))
        and active in TRUTH
    )


def validate(values: Values) -> tuple[Values, tuple[Finding, ...], bool]:
    """The payload as it may leave, the findings on it, and whether the person is blocked.

    A value that fails is not sent; where it is required, or is `active`, the person is blocked. An empty display name
    is kept as Atlassian has it. Findings carry the attribute's name; the caller adds the rule's address.
    """
    if passes_unchanged(values):
        return values, (), False
    checked: list[str | None] = []
    findings: list[Finding] = []
    blocked = False
    for attribute, value in zip(ATTRIBUTES, values, strict=True):
        try:
            text = None if value is None else check(attribute, clean(value))
        except ValueRefused as error:
            findings.append(finding(error.code, f"{attribute.name}: {error}", attribute=attribute.name))
            blocked = blocked or attribute.required or attribute.kind is Kind.BOOLEAN
            text = None
        if text == "" and (remark := empty(attribute)):
            findings.append(remark)
            blocked = blocked or remark.level is Level.ERROR
            text = None
        checked.append(text)
    return tuple(checked), tuple(findings), blocked


def empty(attribute: Attribute) -> Finding | None:
    """The remark on an empty value where it doesn't simply clear the attribute; an error blocks the person."""
    name = attribute.name
    if attribute.required:
        return finding("NP401", f"{name} is required and came out empty", attribute=name)
    if attribute.kind is Kind.BOOLEAN:
        return finding("NP408", "active: it must come out as true or false, not empty", attribute=name)
    if name == "display_name":
        return finding("NP407", "the display name came out empty; Atlassian keeps the present one", attribute=name)
    return None
