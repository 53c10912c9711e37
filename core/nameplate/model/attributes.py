"""The attributes that Atlassian accepts: block name, SCIM path, limit.

Paths and descriptions: https://developer.atlassian.com/cloud/admin/user-provisioning/rest/api-group-users/.
Limits: the account behind a SCIM user (User management API): name at most 100 characters, nickname 1 to 30.
"""

from enum import StrEnum
from typing import NamedTuple

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ATLASSIAN_CUSTOM = "urn:scim:schemas:extension:atlassian-custom:1.0:Attributes"
ATLASSIAN_EXTERNAL = "urn:scim:schemas:extension:atlassian-external:1.0"
CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"


class Kind(StrEnum):
    """What a value has to be."""

    TEXT = "text"
    ADDRESS = "e-mail address"
    TIMEZONE = "IANA time zone"
    LANGUAGE = "BCP 47 language tag"
    BOOLEAN = "true or false"


class Attribute(NamedTuple):
    """One Atlassian attribute.

    `name` is the block's name in a mapping, `path` the SCIM attribute as plans and JSON name it, `enterprise` the
    path of its twin in the enterprise extension ("" where there is none), `limit` the greatest number of characters
    (0: none is documented).
    """

    name: str
    path: str
    kind: Kind = Kind.TEXT
    limit: int = 0
    required: bool = False
    enterprise: str = ""


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("user_name", "userName", required=True),
    Attribute("email", "emails", Kind.ADDRESS, required=True),
    Attribute("given_name", "name.givenName", limit=100),
    Attribute("family_name", "name.familyName", limit=100),
    Attribute("middle_name", "name.middleName", limit=100),
    Attribute("display_name", "displayName", limit=100),
    Attribute("public_name", "nickName", limit=30),
    Attribute("job_title", "title"),
    Attribute("organization", "organization", enterprise=f"{ENTERPRISE}:organization"),
    Attribute("department", "department", enterprise=f"{ENTERPRISE}:department"),
    Attribute("timezone", "timezone", Kind.TIMEZONE),
    Attribute("preferred_language", "preferredLanguage", Kind.LANGUAGE),
    Attribute("location", f"{ATLASSIAN_CUSTOM}:basedIn"),
    Attribute("phone", "phoneNumbers"),
    Attribute("active", "active", Kind.BOOLEAN),
)
"""In the order of a PATCH: `name.*` precedes `displayName`, which overwrites them at Atlassian."""

NAMES: tuple[str, ...] = tuple(attribute.name for attribute in ATTRIBUTES)
INDEX: dict[str, int] = {name: index for index, name in enumerate(NAMES)}

USER_NAME, EMAIL, GIVEN_NAME, FAMILY_NAME, MIDDLE_NAME, DISPLAY_NAME, PUBLIC_NAME = range(7)
ACTIVE = INDEX["active"]

Values = tuple[str | None, ...]
"""What to give Atlassian for one person, in the order of ATTRIBUTES.

None: not managed, kept or refused, so not sent; "": cleared; `active` as "true" or "false".
"""
