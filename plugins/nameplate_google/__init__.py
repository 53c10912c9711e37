"""The connector `google`: people of Google Workspace, by the Directory API."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_google.connector import Google
from nameplate_google.settings import GoogleSettings

__all__ = ["Google", "GoogleSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [Google]
