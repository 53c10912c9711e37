"""The discovery endpoints (RFC 7644 §4), as small as they may be."""

from collections.abc import Mapping
from typing import Any

from nameplate.directory.sandbox.schema import COMPLEX, ELEMENT, MULTIVALUED, REQUIRED, TEXTS
from nameplate.model.attributes import ATLASSIAN_CUSTOM, CORE_USER, ENTERPRISE

LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PAGE = 100
"""The most resources in one page."""

SERVICE_PROVIDER_CONFIG: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": PAGE},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
    "authenticationSchemes": [
        {"type": "oauthbearertoken", "name": "Bearer token", "description": "The directory's API key", "primary": True}
    ],
}

RESOURCE_TYPES: Mapping[str, dict[str, Any]] = {
    "User": {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "schema": CORE_USER,
        "schemaExtensions": [{"schema": schema, "required": False} for schema in (ENTERPRISE, ATLASSIAN_CUSTOM)],
    }
}


def _attribute(name: str, kind: str = "string", *, subs: frozenset[str] = frozenset(), many: bool = False) -> Any:
    attribute: dict[str, Any] = {
        "name": name,
        "type": kind,
        "multiValued": many,
        "required": name in REQUIRED,
        "caseExact": name == "externalId",
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "server" if name == "userName" else "none",
    }
    if subs:
        kinds = {"primary": "boolean"}
        attribute["subAttributes"] = [_attribute(sub, kinds.get(sub, "string")) for sub in sorted(subs)]
    return attribute


def _schema(identifier: str, name: str, attributes: list[Any]) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": identifier,
        "name": name,
        "attributes": attributes,
    }


SCHEMAS: Mapping[str, dict[str, Any]] = {
    CORE_USER: _schema(
        CORE_USER,
        "User",
        [
            *(_attribute(name) for name in sorted(TEXTS)),
            _attribute("active", "boolean"),
            _attribute("name", "complex", subs=COMPLEX["name"]),
            *(_attribute(name, "complex", subs=ELEMENT, many=True) for name in sorted(MULTIVALUED)),
        ],
    ),
    **{
        schema: _schema(schema, name, [_attribute(sub) for sub in sorted(COMPLEX[schema])])
        for schema, name in ((ENTERPRISE, "EnterpriseUser"), (ATLASSIAN_CUSTOM, "AtlassianCustom"))
    },
}


def listed(resources: list[Any], total: int, start: int = 1) -> dict[str, Any]:
    """A ListResponse."""
    return {
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }
