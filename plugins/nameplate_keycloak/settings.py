"""The settings of a `keycloak` connection."""

from pydantic import Field

from nameplate.plugins import NamedSecret, Settings


class KeycloakSettings(Settings):
    """Where Keycloak is, and the client that may read its users."""

    base_url: str = Field(pattern=r"^https?://")
    """Keycloak's address, above `/realms`; older versions have `/auth` at its end."""
    realm: str = Field(min_length=1)
    """The realm whose people are read."""
    client_id: str = Field(min_length=1)
    """A confidential client with service accounts enabled, and the role `view-users` of `realm-management`."""
    client_secret: NamedSecret
    """The client's secret, named."""
    sign_in_realm: str = ""
    """The realm in which the client is; "" is `realm` itself."""
    page_size: int = Field(default=200, ge=1, le=1000)
    """People on a page."""
