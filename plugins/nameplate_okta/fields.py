"""Where a person's fields stand in an Okta `user`."""

from collections.abc import Mapping

from nameplate.plugins import Field, RecordError, country_code

ACTIVE: Mapping[str, bool] = {
    "ACTIVE": True,
    "PROVISIONED": True,
    "RECOVERY": True,
    "PASSWORD_EXPIRED": True,
    "LOCKED_OUT": True,
    "STAGED": False,
    "SUSPENDED": False,
    "DEPROVISIONED": False,
}
"""Okta's status → whether the person is active."""


def is_active(status: object) -> bool:
    """Whether a person of this status is active.

    Raises:
        RecordError: The status is absent or unknown (NP305): nobody may gain or lose access by a guess.
    """
    active = ACTIVE.get(status) if isinstance(status, str) else None
    if active is None:
        found = "there is no status" if status is None else f"the status {str(status)[:50]!r} is unknown"
        raise RecordError(f"{found}; expected one of {', '.join(ACTIVE)}", code="NP305")
    return active


FIELDS: Mapping[str, Field] = {
    "id": Field("id"),
    "user_name": Field("profile.login"),
    "email": Field("profile.email"),
    "given_name": Field("profile.firstName"),
    "family_name": Field("profile.lastName"),
    "middle_name": Field("profile.middleName"),
    "display_name": Field("profile.displayName"),
    "nick_name": Field("profile.nickName"),
    "honorific_prefix": Field("profile.honorificPrefix"),
    "honorific_suffix": Field("profile.honorificSuffix"),
    "title": Field("profile.title"),
    "department": Field("profile.department"),
    "organization": Field("profile.organization"),
    "division": Field("profile.division"),
    "cost_center": Field("profile.costCenter"),
    "city": Field("profile.city"),
    "state": Field("profile.state"),
    "country": Field("profile.countryCode", convert=country_code, warns="NP306"),
    "timezone": Field("profile.timezone"),
    "preferred_language": Field("profile.preferredLanguage", "profile.locale"),
    "manager": Field("profile.manager"),
    "employee_id": Field("profile.employeeNumber"),
    "employee_type": Field("profile.userType"),
    "phone": Field("profile.primaryPhone"),
    "mobile": Field("profile.mobilePhone"),
    "active": Field("status", convert=is_active, together=True),
}
"""`SourceUser` field → its place; Okta's base profile has neither an office nor phonetic names."""
