"""An account: a user resource in an Atlassian directory, flattened to what nameplate compares."""

from collections.abc import Mapping
from typing import Any

import msgspec

from nameplate.model.attributes import ATLASSIAN_CUSTOM, ATLASSIAN_EXTERNAL, ENTERPRISE, Values


class Account(msgspec.Struct, frozen=True, gc=False):
    """A user resource of a directory.

    `values` are in the order of ATTRIBUTES, "" where the resource has none; `enterprise_organization` and
    `enterprise_department` are what the enterprise extension holds; `atlassian_account_id` is "" where the link is
    broken or unknown.
    """

    id: str
    external_id: str
    values: Values
    enterprise_organization: str = ""
    enterprise_department: str = ""
    atlassian_account_id: str = ""

    @property
    def user_name(self) -> str:
        """`userName`."""
        return self.values[0] or ""

    @property
    def email(self) -> str:
        """The primary e-mail address."""
        return self.values[1] or ""

    @property
    def active(self) -> bool:
        """Whether the account is active."""
        return self.values[-1] == "true"

    @property
    def person(self) -> str:
        """The name by which colleagues know this account."""
        return self.values[5] or self.user_name or self.email or self.id


def account_from_scim(resource: Mapping[str, Any]) -> Account:
    """The account in a SCIM user resource (RFC 7643 §4.1); what is absent or null is "".

    Raises:
        KeyError: The resource has no `id`.
    """
    name = resource.get("name") or {}
    enterprise = resource.get(ENTERPRISE) or {}
    values = (
        resource.get("userName") or "",
        primary(resource.get("emails")),
        name.get("givenName") or "",
        name.get("familyName") or "",
        name.get("middleName") or "",
        resource.get("displayName") or "",
        resource.get("nickName") or "",
        resource.get("title") or "",
        resource.get("organization") or "",
        resource.get("department") or "",
        resource.get("timezone") or "",
        resource.get("preferredLanguage") or "",
        (resource.get(ATLASSIAN_CUSTOM) or {}).get("basedIn") or "",
        of_type(resource.get("phoneNumbers"), "work"),
        "true" if resource.get("active", True) else "false",
    )
    return Account(
        resource["id"],
        resource.get("externalId") or "",
        values,
        enterprise.get("organization") or "",
        enterprise.get("department") or "",
        (resource.get(ATLASSIAN_EXTERNAL) or {}).get("atlassianAccountId") or "",
    )


def primary(emails: Any) -> str:
    """The value marked primary, else the first one."""
    chosen = ""
    for email in emails or ():
        value: str = email.get("value") or ""
        if email.get("primary"):
            return value
        chosen = chosen or value
    return chosen


def of_type(values: Any, wanted: str) -> str:
    """The value of type `wanted`."""
    return next((item.get("value") or "" for item in values or () if item.get("type") == wanted), "")
