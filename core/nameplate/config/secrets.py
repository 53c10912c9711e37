"""Secrets are named in a configuration and never written down."""

import os
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from nameplate.errors import ConfigurationError
from nameplate.findings import finding

WRITTEN_DOWN = "secret_written_down"
"""The type of pydantic's error for a secret given as text."""

SECRET_NAME = re.compile(
    r"(secret|token|password|passphrase|passwd|api_?key|private_?key|credentials?)$", re.IGNORECASE
)
"""The names of keys whose values are secret, whoever wrote the connector."""

_KEY = re.compile(r"[A-Za-z0-9+/=_.~-]{16,}")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ALTERNATION = re.compile(r"(?:[A-Za-z]+[0-9]+){2}")

_revealed: set[str] = set()


class Secret(BaseModel):
    """A secret, named: `{env: NAME}`. Its value is read where it is used, and only there."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

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
        _revealed.add(value)
        return value


def redact(text: str) -> str:
    """`text` without the secrets that were revealed in this process; for reports of unexpected errors."""
    for secret in sorted(_revealed, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def looks_like_key(text: str) -> bool:
    """Whether a text is probably a key or token: long, without spaces, letters and digits mixed; a GUID is not."""
    if text.startswith("-----BEGIN"):
        return True
    return bool(_KEY.fullmatch(text) and _ALTERNATION.search(text) and not _GUID.fullmatch(text))


def _named(value: Any) -> Any:
    if isinstance(value, str):
        raise PydanticCustomError(WRITTEN_DOWN, "a secret is named, not written down: {{env: NAME_OF_A_VARIABLE}}")
    return value


NamedSecret = Annotated[Secret, BeforeValidator(_named)]
"""The type of a secret setting; a secret that is written down is refused (NP105)."""
