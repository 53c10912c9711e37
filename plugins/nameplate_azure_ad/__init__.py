"""The connector `azure_ad`: people of Microsoft Entra ID (Azure AD), by Microsoft Graph."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_azure_ad.connector import AzureAD
from nameplate_azure_ad.settings import AzureADSettings

__all__ = ["AzureAD", "AzureADSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [AzureAD]
