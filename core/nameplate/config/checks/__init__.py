"""What no single key can be wrong about: names that nothing defines, secrets written down, keys that need each other.

Each check looks at the file as it is written, mistakes and all, so that everything is said at once.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nameplate.config.checks.connections import check_connections, check_enrichment, check_precedence
from nameplate.config.checks.directories import check_directories, check_subscription
from nameplate.config.checks.regions import check_conditions, check_fields, check_regions
from nameplate.config.checks.secrets import check_secrets
from nameplate.config.checks.whole import check_own_keys, check_something_to_do
from nameplate.config.document import Document
from nameplate.findings import Finding

__all__ = ["check_document"]

CHECKS: tuple[Callable[[Document, Mapping[str, Any]], Iterator[Finding]], ...] = (
    check_something_to_do,
    check_own_keys,
    check_directories,
    check_subscription,
    check_connections,
    check_precedence,
    check_enrichment,
    check_regions,
    check_conditions,
    check_fields,
    check_secrets,
)
"""Each takes the file and the connectors by name."""


def check_document(document: Document, connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that the checks find."""
    for check in CHECKS:
        yield from check(document, connectors)
