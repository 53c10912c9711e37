"""Where a person's fields stand in a Microsoft Graph `user`."""

from collections.abc import Mapping
from typing import Any

from nameplate.plugins import Field, country_code


def mail_address(value: Any) -> Any:
    """A mail address; a guest's made-up user principal name (`name#EXT#@tenant`) is none."""
    return "" if isinstance(value, str) and "#EXT#" in value.upper() else value


FIELDS: Mapping[str, Field] = {
    "id": Field("id"),
    "user_name": Field("userPrincipalName"),
    "email": Field("mail", "userPrincipalName", convert=mail_address),
    "given_name": Field("givenName"),
    "family_name": Field("surname"),
    "display_name": Field("displayName"),
    "title": Field("jobTitle"),
    "department": Field("department"),
    "organization": Field("companyName"),
    "division": Field("employeeOrgData.division"),
    "cost_center": Field("employeeOrgData.costCenter"),
    "office": Field("officeLocation"),
    "city": Field("city"),
    "state": Field("state"),
    "country": Field("usageLocation", "country", convert=country_code, warns="NP306"),
    "preferred_language": Field("preferredLanguage"),
    "manager": Field("manager.userPrincipalName", "manager.mail"),
    "employee_id": Field("employeeId"),
    "employee_type": Field("employeeType"),
    "phone": Field("businessPhones[0]"),
    "mobile": Field("mobilePhone"),
    "active": Field("accountEnabled"),
}
"""`SourceUser` field → its place; there is no time zone on a list of users, and no phonetic name."""
