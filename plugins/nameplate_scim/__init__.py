"""The connector `scim`: people of any service that speaks SCIM 2.0 (RFC 7643, 7644)."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_scim.connector import Scim
from nameplate_scim.settings import ScimSettings

__all__ = ["Scim", "ScimSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [Scim]
