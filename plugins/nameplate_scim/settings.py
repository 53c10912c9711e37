"""The settings of a `scim` connection."""

from typing import Self

from pydantic import Field, model_validator

from nameplate.plugins import NamedSecret, Settings


class ScimSettings(Settings):
    """Where the SCIM service is, and how to sign in: by a token, or by OAuth client credentials."""

    base_url: str = Field(pattern=r"^https?://")
    """The address above `/Users`, such as https://idp.example/scim/v2."""
    token: NamedSecret | None = None
    """A bearer token, named."""
    token_url: str = Field(default="", pattern=r"^(https?://.*)?$")
    """Where OAuth client credentials get a token, instead of `token`."""
    client_id: str = ""
    """The OAuth client."""
    client_secret: NamedSecret | None = None
    """Its secret, named."""
    oauth_scope: str = ""
    """The scope to ask a token for."""
    page_size: int = Field(default=100, ge=1, le=10_000)
    """People on a page (`count`); the service may give fewer."""

    @model_validator(mode="after")
    def _signs_in(self) -> Self:
        client = (self.token_url, self.client_id, self.client_secret)
        if self.token is None and not all(client):
            raise ValueError("give token, or token_url with client_id and client_secret")
        if self.token is not None and any(client):
            raise ValueError("token and client credentials are two ways to sign in: give one of them")
        return self
