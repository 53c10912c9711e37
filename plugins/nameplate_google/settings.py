"""The settings of a `google` connection."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from nameplate.plugins import NamedSecret, Settings


class GoogleSettings(Settings):
    """A service account with domain-wide delegation."""

    service_account_file: Path | None = None
    """The service account's key, a JSON file."""
    service_account: NamedSecret | None = None
    """The same JSON in an environment variable, named."""
    subject: str = Field(min_length=1)
    """The administrator in whose name people are read."""
    customer: str = "my_customer"
    """The account's id; `my_customer` is the administrator's own."""
    token_uri: str = ""
    """Where tokens come from; "" is what the service account's key says."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.service_account_file is None) == (self.service_account is None):
            raise ValueError("give service_account_file or service_account, one of them")
        return self
