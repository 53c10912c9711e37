"""nameplate.yaml as frozen models; every mistake in it has a file, a line, a column and a key."""

from nameplate.config.document import Key, Position
from nameplate.config.hashing import config_hash
from nameplate.config.loading import ConnectorShape, load_config
from nameplate.config.models import (
    Config,
    Connection,
    Directory,
    Enrichment,
    Guards,
    Limit,
    Organization,
    Plans,
    Region,
    Requests,
    Scope,
    When,
)
from nameplate.config.schema import json_schema
from nameplate.config.secrets import NamedSecret, Secret, redact
from nameplate.config.suggestions import closest, did_you_mean

__all__ = [
    "Config",
    "Connection",
    "ConnectorShape",
    "Directory",
    "Enrichment",
    "Guards",
    "Key",
    "Limit",
    "NamedSecret",
    "Organization",
    "Plans",
    "Position",
    "Region",
    "Requests",
    "Scope",
    "Secret",
    "When",
    "closest",
    "config_hash",
    "did_you_mean",
    "json_schema",
    "load_config",
    "redact",
]
