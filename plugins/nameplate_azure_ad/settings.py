"""The settings of an `azure_ad` connection."""

from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from nameplate.plugins import NamedSecret, Settings

Identity = Literal["client_secret", "certificate", "workload", "managed"]


class AzureADSettings(Settings):
    """How to sign in to Microsoft Entra ID and reach Microsoft Graph."""

    tenant_id: str = ""
    """The tenant: its id or a domain of it; a managed identity needs none."""
    client_id: str = ""
    """The app registration's id; for a managed identity that of a user-assigned one."""
    client_secret: NamedSecret | None = None
    """A secret of the app registration, named."""
    certificate: Path | None = None
    """A certificate with its private key (PEM or PFX), instead of a secret."""
    certificate_password: NamedSecret | None = None
    """The password of the certificate's private key, named."""
    identity: Identity | None = None
    """How to sign in; left out, it follows from what else is set, and is `managed` where nothing is."""
    authority: str = ""
    """Where tokens come from: a national cloud or a test; "" is https://login.microsoftonline.com."""

    @property
    def signs_in_with(self) -> Identity:
        """`identity`, or what follows from the other settings."""
        if self.identity is not None:
            return self.identity
        if self.client_secret is not None:
            return "client_secret"
        return "certificate" if self.certificate is not None else "managed"

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.client_secret is not None and self.certificate is not None:
            raise ValueError("client_secret and certificate are two ways to sign in: give one of them")
        needed = {
            "client_secret": ("tenant_id", "client_id", "client_secret"),
            "certificate": ("tenant_id", "client_id", "certificate"),
            "workload": (),
            "managed": (),
        }[self.signs_in_with]
        if missing := [name for name in needed if not getattr(self, name)]:
            raise ValueError(f"signing in by {self.signs_in_with} also needs {', '.join(missing)}")
        return self
