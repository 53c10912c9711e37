"""The settings of an `ldap` connection."""

from typing import Self

from pydantic import Field, model_validator

from nameplate.plugins import NamedSecret, Settings


class LdapSettings(Settings):
    """Where the directory is, how to sign in, and who in it is a person."""

    base_url: str = Field(pattern=r"^ldaps?://[^/?#]+/?$")
    """The server, such as ldaps://dc1.acme.example or ldap://ldap.acme.example:389."""
    start_tls: bool = False
    """Encrypt a connection that began with `ldap://`, before signing in."""
    bind_dn: str = ""
    """Who signs in: a distinguished name, or at Active Directory a user principal name; "" is anonymous."""
    password: NamedSecret | None = None
    """The password, named."""
    base_dn: str = Field(min_length=1)
    """Below which entry people are looked for, such as OU=Staff,DC=acme,DC=example."""
    people: str = "(|(&(objectCategory=person)(objectClass=user))(objectClass=inetOrgPerson))"
    """The LDAP filter that people fit; the default is right for Active Directory and OpenLDAP."""
    nested_groups: bool = False
    """Active Directory: members of groups within a group are members of it."""
    page_size: int = Field(default=500, ge=1, le=1000)
    """People on a page; Active Directory gives 1,000 at most."""

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if bool(self.bind_dn) != (self.password is not None):
            raise ValueError("bind_dn and password belong together: give both, or neither to sign in as nobody")
        if self.start_tls and self.base_url.startswith("ldaps:"):
            raise ValueError("ldaps:// is encrypted from its first byte: leave start_tls out, or say ldap://")
        return self
