"""The connector `okta`: people of an Okta organization, by the Users API."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_okta.connector import Okta
from nameplate_okta.settings import OktaSettings

__all__ = ["Okta", "OktaSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [Okta]
