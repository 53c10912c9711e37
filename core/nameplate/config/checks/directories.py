"""Directories: what each needs, and how many there may be."""

from collections.abc import Iterator, Mapping
from typing import Any

from nameplate.config.checks.outline import entries
from nameplate.config.document import Document, Key, dotted
from nameplate.findings import Finding


def check_directories(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """A directory is a sandbox or has an id and a key."""
    for name, directory in entries(document.data, "directories"):
        missing = [word for word in ("directory_id", "token") if directory.get(word) in (None, "")]
        if directory.get("sandbox") is None and missing:
            key: Key = ("directories", name)
            needed = " and ".join(f"`{dotted((*key, word))}`" for word in missing)
            remedy = "Both stand where the directory's SCIM was set up at Atlassian; `sandbox: FILE` needs neither."
            yield document.finding(
                "NP104", key, f"{needed} {'are' if len(missing) > 1 else 'is'} missing.", remedy=remedy
            )


def check_subscription(document: Document, _connectors: Mapping[str, Any]) -> Iterator[Finding]:
    """Several directories need an Enterprise subscription; a sandbox that nothing feeds is none of them."""
    organization = document.data.get("organization")
    if isinstance(organization, Mapping) and organization.get("subscription") == "enterprise":
        return
    fed = {entry.get("directory") for _, entry in entries(document.data, "connections")}
    counted = [
        name for name, entry in entries(document.data, "directories") if name in fed or entry.get("sandbox") is None
    ]
    if len(counted) > 1:
        message = f"{len(counted)} directories ({', '.join(counted)}) need an Enterprise subscription."
        remedy = "If the organization has one, say so: organization: {subscription: enterprise}"
        yield document.finding("NP106", ("directories", counted[1]), message, remedy=remedy)
