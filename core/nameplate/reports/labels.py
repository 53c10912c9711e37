"""The words that reports use for actions, attributes and values."""

import re
from collections.abc import Iterable, Iterator

from nameplate.model import ATTRIBUTES, Action, AttributeChange

HEADINGS: dict[Action, str] = {
    Action.BLOCKED: "Blocked",
    Action.DEACTIVATE: "Deactivate",
    Action.REACTIVATE: "Reactivate",
    Action.UPDATE: "Update",
    Action.CREATE: "Create",
    Action.UNCHANGED: "Unchanged, with a remark",
}
"""Actions in the order in which a reviewer wants them: what can hurt comes first."""

PROFILE_WORDS = {
    "user_name": "user name",
    "email": "e-mail",
    "given_name": "first name",
    "family_name": "last name",
    "middle_name": "middle name",
    "display_name": "display name",
    "public_name": "public name",
    "job_title": "job title",
    "organization": "organization",
    "department": "department",
    "timezone": "time zone",
    "preferred_language": "language",
    "location": "location",
    "phone": "phone",
    "active": "active",
}

ATTRIBUTE_WORDS: dict[str, str] = {
    "externalId": "external id",
    **{attribute.path: PROFILE_WORDS[attribute.name] for attribute in ATTRIBUTES},
    **{
        attribute.enterprise: f"{PROFILE_WORDS[attribute.name]} (enterprise)"
        for attribute in ATTRIBUTES
        if attribute.enterprise
    },
}
"""SCIM path → Atlassian's profile words."""

TWINS: dict[str, str] = {attribute.enterprise: attribute.path for attribute in ATTRIBUTES if attribute.enterprise}
"""The enterprise extension's path → the core attribute that says the same."""

ABSENT = "(none)"

COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def attribute_word(path: str) -> str:
    """The attribute as Atlassian's profile names it."""
    return ATTRIBUTE_WORDS.get(path, path)


def shown(value: str) -> str:
    """A value, or a word for its absence."""
    return visible(value) or ABSENT


def visible(text: str) -> str:
    r"""The text with each control character and each sign that turns a line's direction written out, as `\u202e`.

    A name can then neither command a terminal nor reorder what stands beside it.
    """
    return COMMANDS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def people(count: int) -> str:
    """`1 person`, `2,000 people`."""
    return "1 person" if count == 1 else f"{count:,} people"


def without_twins(attributes: Iterable[AttributeChange]) -> Iterator[AttributeChange]:
    """The attributes for people: where core and enterprise attribute change alike, only the core one."""
    told: dict[str, tuple[str, str]] = {}
    for attribute in attributes:
        told[attribute.path] = (attribute.before, attribute.after)
        if told.get(TWINS.get(attribute.path, "")) != (attribute.before, attribute.after):
            yield attribute
