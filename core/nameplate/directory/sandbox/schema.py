"""The attributes of a user at Atlassian, and what a request may put in them.

https://developer.atlassian.com/cloud/admin/user-provisioning/rest/api-group-users/
"""

from collections.abc import Mapping
from typing import Any

from nameplate.directory.sandbox.problems import ScimProblem
from nameplate.model.attributes import ATLASSIAN_CUSTOM, ATLASSIAN_EXTERNAL, CORE_USER, ENTERPRISE

TEXTS = frozenset(
    {
        "externalId",
        "userName",
        "displayName",
        "nickName",
        "title",
        "preferredLanguage",
        "department",
        "organization",
        "timezone",
    }
)
COMPLEX: Mapping[str, frozenset[str]] = {
    "name": frozenset(["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"]),
    ENTERPRISE: frozenset({"organization", "department"}),
    ATLASSIAN_CUSTOM: frozenset({"basedIn"}),
}
MULTIVALUED = frozenset({"emails", "phoneNumbers"})
ELEMENT = frozenset({"value", "type", "primary", "display"})
READ_ONLY = frozenset({"id", "groups", "meta", "schemas", ATLASSIAN_EXTERNAL})
REQUIRED = ("userName", "emails")
EXTENSIONS = (ATLASSIAN_EXTERNAL, ENTERPRISE, ATLASSIAN_CUSTOM)
WRITABLE = TEXTS | COMPLEX.keys() | MULTIVALUED | {"active"}

_SPELLING = {name.lower(): name for name in WRITABLE | READ_ONLY}


def spelling(name: str) -> str:
    """The attribute's own spelling of `name` (SCIM ignores its case), or "" for one that there isn't."""
    return _SPELLING.get(name.lower(), "")


def accepted(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a creation or replacement may set: read-only and unknown attributes are ignored, null is absent.

    Raises:
        ScimProblem: 400 where a value has the wrong type, or a required attribute is missing.
    """
    if CORE_USER not in (body.get("schemas") or ()):
        raise ScimProblem(400, f"schemas must hold {CORE_USER}.", "invalidValue")
    resource: dict[str, Any] = {}
    for key, value in body.items():
        name = spelling(key)
        if name and name not in READ_ONLY and value is not None:
            resource[name] = coerced(name, value)
    resource.setdefault("active", True)
    require(resource)
    return resource


def require(resource: Mapping[str, Any]) -> None:
    """Refuse a resource without a user name or without exactly one primary e-mail address."""
    for name in REQUIRED:
        if not resource.get(name):
            raise ScimProblem(400, f"{name} is required.", "invalidValue")
    if sum(bool(email.get("primary")) for email in resource["emails"]) != 1:
        raise ScimProblem(400, "One value of emails must be marked as primary.", "invalidValue")


def coerced(name: str, value: Any) -> Any:
    """`value` as the attribute `name` holds it.

    Raises:
        ScimProblem: 400, the value has another type.
    """
    if name == "active":
        return boolean(name, value)
    if name in COMPLEX:
        return sub_attributes(name, value, COMPLEX[name])
    if name in MULTIVALUED:
        return [element(name, item) for item in (value if isinstance(value, list) else [value])]
    return text(name, value)


def element(name: str, value: Any) -> dict[str, Any]:
    """One value of a multi-valued attribute."""
    return sub_attributes(name, value, ELEMENT)


def sub_attributes(name: str, value: Any, known: frozenset[str]) -> dict[str, Any]:
    """The known sub-attributes of a complex value, without nulls."""
    if not isinstance(value, Mapping):
        raise ScimProblem(400, f"{name} must be an object.", "invalidValue")
    return {key: sub_value(key, item) for key, item in value.items() if key in known and item is not None}


def sub_value(key: str, value: Any) -> Any:
    """A sub-attribute's value."""
    return boolean(key, value) if key == "primary" else text(key, value)


def text(name: str, value: Any) -> str:
    """A text, or 400."""
    if not isinstance(value, str):
        raise ScimProblem(400, f"{name} must be a text.", "invalidValue")
    return value


def boolean(name: str, value: Any) -> bool:
    """A boolean, also in the spelling of Entra ID (`"False"`), or 400."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise ScimProblem(400, f"{name} must be true or false.", "invalidValue")
