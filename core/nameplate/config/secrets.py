"""Secrets are named in a configuration and never written down."""

import os
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from nameplate.errors import ConfigurationError
from nameplate.findings import finding


class Secret(BaseModel):
    """A secret, named: `{env: NAME}`. Its value is read where it is used, and only there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: str = Field(min_length=1, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """The environment variable that holds it."""

    def reveal(self) -> str:
        """The secret itself, without white space around it.

        Raises:
            ConfigurationError: The variable is not set or empty (NP115).
        """
        value = os.environ.get(self.env, "").strip()
        if not value:
            message = f"The environment variable {self.env} is not set."
            raise ConfigurationError(
                message, findings=(finding("NP115", message),), remedy=f"Set {self.env}, then run the command again."
            )
        return value


def _named(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError("a secret is named, not written down: {env: NAME_OF_A_VARIABLE}")  # noqa: TRY004 -- pydantic's
    return value


NamedSecret = Annotated[Secret, BeforeValidator(_named)]
"""The type of a secret setting; a secret that is written down is refused (NP105)."""
