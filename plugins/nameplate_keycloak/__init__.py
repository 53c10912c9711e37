"""The connector `keycloak`: people of a Keycloak realm, by its admin REST API."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_keycloak.connector import Keycloak
from nameplate_keycloak.settings import KeycloakSettings

__all__ = ["Keycloak", "KeycloakSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [Keycloak]
