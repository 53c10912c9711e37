"""What every connection can set, whatever its connector."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The settings of a connection; a connector's own model inherits these.

    Relative paths are resolved against the folder of the configuration before the connector sees them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    base_url: str = ""
    """The service's address, for a national cloud, a proxy or a test; "" is the connector's own."""
    ca_bundle: Path | None = None
    """Certificates to trust beside the system's (PEM)."""
    timeout: float = Field(default=60.0, gt=0)
    """Seconds to wait for an answer."""
    attempts: int = Field(default=5, ge=1, le=50)
    """How often a page is asked for before the read fails."""
