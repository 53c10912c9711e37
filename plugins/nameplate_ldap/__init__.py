"""The connector `ldap`: people of Active Directory, OpenLDAP, or another LDAP directory."""

from collections.abc import Iterable

from nameplate.plugins import AnyConnector, hookimpl
from nameplate_ldap.connector import Ldap
from nameplate_ldap.settings import LdapSettings

__all__ = ["Ldap", "LdapSettings", "nameplate_connectors"]


@hookimpl
def nameplate_connectors() -> Iterable[AnyConnector]:
    """The connector."""
    return [Ldap]
