"""The settings of an `okta` connection."""

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from nameplate.plugins import NamedSecret, Settings

API = "/api/v1"
"""The path below an organization's address that every request begins with."""


class OktaSettings(Settings):
    """An API token, or an OAuth service app with a private key."""

    org_url: str = Field(min_length=1)
    """The organization's address, such as https://acme.okta.com; not the `-admin` one."""
    token: NamedSecret | None = None
    """An API token, named."""
    client_id: str = ""
    """The service app's client id, with a private key."""
    private_key: NamedSecret | None = None
    """The service app's private key (PEM or JWK) in an environment variable, named."""
    private_key_file: Path | None = None
    """The same in a file."""
    key_id: str = ""
    """The key's id (`kid`), where the service app has several."""
    scopes: tuple[str, ...] = ("okta.users.read", "okta.groups.read")
    """The OAuth scopes to ask for."""

    @field_validator("org_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("expected an address such as https://acme.okta.com")
        if "-admin.okta" in value:
            raise ValueError("expected the organization's address, without -admin")
        return value.rstrip("/").removesuffix(API)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        keys = [key for key in (self.private_key, self.private_key_file) if key is not None]
        if (self.token is None) == (not keys):
            raise ValueError("give a token, or client_id with private_key or private_key_file")
        if len(keys) > 1:
            raise ValueError("give private_key or private_key_file, one of them")
        if keys and not self.client_id:
            raise ValueError("a private key also needs client_id")
        return self
