"""The payload for one person as a validated model, and its SCIM form."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from nameplate.model.attributes import (
    ACTIVE,
    ATLASSIAN_CUSTOM,
    ATTRIBUTES,
    CORE_USER,
    ENTERPRISE,
    NAMES,
    Values,
)
from nameplate.model.validation import validate

AttributesIn = Literal["both", "core", "enterprise"]
"""Where department and organization go: Atlassian's own table says the core attribute, its guide for Entra ID the
enterprise extension's, and which of the two reaches the profile is not documented."""


class AtlassianUser(BaseModel):
    """What Atlassian is given for one person; None: not managed, "": cleared.

    Raises:
        pydantic.ValidationError: A value is one that Atlassian would refuse (facts in `model.validation`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    external_id: str
    """The source user's id, verbatim (`externalId`)."""
    user_name: str | None = None
    """`userName`; required for a creation."""
    email: str | None = None
    """The primary e-mail address, of type work; required for a creation."""
    given_name: str | None = None
    """`name.givenName`, at most 100 characters."""
    family_name: str | None = None
    """`name.familyName`, at most 100 characters."""
    middle_name: str | None = None
    """`name.middleName`, at most 100 characters."""
    display_name: str | None = None
    """`displayName`, at most 100 characters; at Atlassian it overwrites first and last name."""
    public_name: str | None = None
    """`nickName`, Atlassian's public name, 1 to 30 characters."""
    job_title: str | None = None
    """`title`."""
    organization: str | None = None
    """`organization`, and the enterprise extension's."""
    department: str | None = None
    """`department`, and the enterprise extension's."""
    timezone: str | None = None
    """`timezone`, an IANA name."""
    preferred_language: str | None = None
    """`preferredLanguage`, a BCP 47 tag."""
    location: str | None = None
    """`basedIn` of Atlassian's own extension."""
    phone: str | None = None
    """The phone number of type work."""
    active: bool | None = None
    """Whether the account is active."""

    @classmethod
    def from_values(cls, external_id: str, values: Values) -> "AtlassianUser":
        """The model of a payload that `validate` has passed; nothing is checked again."""
        fields: dict[str, Any] = dict(zip(NAMES, values, strict=True))
        active = values[ACTIVE]
        fields["active"] = None if active is None else active == "true"
        return cls.model_construct(external_id=external_id, **fields)

    @property
    def values(self) -> Values:
        """The payload as a tuple in the order of ATTRIBUTES."""
        text = [getattr(self, name) for name in NAMES[:ACTIVE]]
        return (*text, None if self.active is None else str(self.active).lower())

    @model_validator(mode="after")
    def _atlassian_takes_it(self) -> Self:
        values, findings, _ = validate(self.values)
        if findings or values != self.values:
            raise ValueError("; ".join(found.message for found in findings) or "a value is not in its normal form")
        return self

    def scim(self, attributes_in: AttributesIn = "both") -> dict[str, Any]:
        """The SCIM user (RFC 7643 §4.1) that a creation sends; absent and cleared attributes are left out."""
        return scim_user(self.external_id, self.values, attributes_in)


def scim_user(external_id: str, values: Values, attributes_in: AttributesIn = "both") -> dict[str, Any]:
    """The SCIM user for a payload; absent and cleared attributes are left out."""
    user: dict[str, Any] = {"schemas": [CORE_USER], "externalId": external_id}
    for attribute, value in zip(ATTRIBUTES, values, strict=True):
        if value:
            for path in paths(attribute.path, attribute.enterprise, attributes_in):
                place(user, path, value)
    return user


def paths(path: str, enterprise: str, attributes_in: AttributesIn) -> tuple[str, ...]:
    """The SCIM paths that carry an attribute."""
    if not enterprise or attributes_in == "core":
        return (path,)
    return (enterprise,) if attributes_in == "enterprise" else (path, enterprise)


def place(user: dict[str, Any], path: str, value: str) -> None:
    """Put a plan's `value` where `path` says in the SCIM user `user`."""
    if path == "active":
        user["active"] = value == "true"
    elif path == "emails":
        user["emails"] = [{"value": value, "type": "work", "primary": True}]
    elif path == "phoneNumbers":
        user["phoneNumbers"] = [{"value": value, "type": "work"}]
    elif path.startswith("name."):
        user.setdefault("name", {})[path.removeprefix("name.")] = value
    elif path.startswith((ENTERPRISE, ATLASSIAN_CUSTOM)):
        schema, _, key = path.rpartition(":")
        if schema not in user["schemas"]:
            user["schemas"].append(schema)
        user.setdefault(schema, {})[key] = value
    else:
        user[path] = value
