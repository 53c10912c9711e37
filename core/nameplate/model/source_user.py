"""A person as a connector normalized them; the name `user` in a template."""

from collections.abc import Mapping
from typing import Any

import msgspec

from nameplate.findings import Finding

TEXT_FIELDS: tuple[str, ...] = (
    "id",
    "user_name",
    "email",
    "given_name",
    "family_name",
    "middle_name",
    "display_name",
    "nick_name",
    "phonetic_given_name",
    "phonetic_family_name",
    "honorific_prefix",
    "honorific_suffix",
    "title",
    "department",
    "organization",
    "division",
    "cost_center",
    "office",
    "city",
    "state",
    "country",
    "timezone",
    "preferred_language",
    "manager",
    "employee_id",
    "employee_type",
    "phone",
    "mobile",
    "org_unit",
)
"""The fields that hold text; absent text is "", never None."""


class SourceUser(msgspec.Struct, frozen=True, gc=False):
    """A person, whatever the identity provider.

    `country` is an ISO 3166 alpha-2 code. `active` is None where the record doesn't say: it is then not managed for
    this person. `groups` holds the names of the groups that the configuration mentions. `custom` holds what the
    connection's `fields` name; `raw` is the identity provider's own record. `findings` are remarks of the reading that
    don't block (a country that is not recognized); no rule sees them.
    """

    id: str
    user_name: str = ""
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    middle_name: str = ""
    display_name: str = ""
    nick_name: str = ""
    phonetic_given_name: str = ""
    phonetic_family_name: str = ""
    honorific_prefix: str = ""
    honorific_suffix: str = ""
    title: str = ""
    department: str = ""
    organization: str = ""
    division: str = ""
    cost_center: str = ""
    office: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    timezone: str = ""
    preferred_language: str = ""
    manager: str = ""
    employee_id: str = ""
    employee_type: str = ""
    phone: str = ""
    mobile: str = ""
    org_unit: str = ""
    active: bool | None = True
    groups: tuple[str, ...] = ()
    custom: Mapping[str, str] = msgspec.field(default_factory=dict)
    raw: Mapping[str, Any] = msgspec.field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def person(self) -> str:
        """The name by which colleagues know this person, for previews and findings."""
        name = self.display_name or f"{self.given_name} {self.family_name}".strip()
        return name or self.email or self.user_name or self.id
