"""The words that reports use for actions, attributes and values."""

from nameplate.model import ATTRIBUTES, Action

HEADINGS: dict[Action, str] = {
    Action.BLOCKED: "Blocked",
    Action.DEACTIVATE: "Deactivate",
    Action.REACTIVATE: "Reactivate",
    Action.CREATE: "Create",
    Action.UPDATE: "Update",
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

ABSENT = "(none)"


def attribute_word(path: str) -> str:
    """The attribute as Atlassian's profile names it."""
    return ATTRIBUTE_WORDS.get(path, path)


def shown(value: str) -> str:
    """A value, or a word for its absence."""
    return value or ABSENT


def people(count: int) -> str:
    """`1 person`, `2,000 people`."""
    return "1 person" if count == 1 else f"{count:,} people"
