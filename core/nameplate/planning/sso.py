"""Sign-in by SAML writes first and last name from its claims, and so undoes any other display name."""

from collections import Counter

from nameplate.findings import Finding, finding
from nameplate.model import BadRecord, SourceUser
from nameplate.model.attributes import ACTIVE, DISPLAY_NAME
from nameplate.planning.parts import Mapped


def undone_by_sign_in(person: SourceUser | BadRecord, mapped: Mapped) -> bool:
    """Whether sign-in would turn this person's display name into "given family"."""
    display_name = mapped.values[DISPLAY_NAME]
    return (
        bool(display_name)
        and not mapped.blocked
        and not mapped.excluded
        and mapped.values[ACTIVE] != "false"
        and not isinstance(person, BadRecord)
        and display_name != f"{person.given_name} {person.family_name}".strip()
    )


def sso_findings(people: Counter[str]) -> list[Finding]:
    """A warning a region."""
    return [
        finding(
            "NP116",
            f"{region}: sign-in will turn {count:,} display {names(count)} back into first and last name",
            remedy="Remove the name claims from single sign-on (docs/sso-names.md), then say sso_name_claims: removed.",
        )
        for region, count in sorted(people.items())
    ]


def names(count: int) -> str:
    """The word for so many."""
    return "name" if count == 1 else "names"
