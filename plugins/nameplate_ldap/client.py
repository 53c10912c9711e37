"""An LDAP connection through python-ldap that never blocks the event loop for longer than a moment."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import ldap
from ldap.controls import SimplePagedResultsControl

from nameplate.plugins import ReadError, UnexpectedAnswer
from nameplate.plugins.credentials import reveal, trust
from nameplate_ldap.errors import read_error
from nameplate_ldap.settings import LdapSettings

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.001, 0.05
"""Seconds between looks for an answer; they grow from the first to the longest."""
HARMLESS = ("DC=DomainDnsZones,", "DC=ForestDnsZones,", "CN=Configuration,")
"""Where Active Directory always refers to from a domain's top; nobody is there."""


class Search(NamedTuple):
    """Where to search, for what, and which attributes to bring."""

    base: str
    filter: str
    attributes: tuple[str, ...]
    one: bool = False
    """Only the entry at `base` itself."""


class Found(NamedTuple):
    """One page of entries, and the cookie of the next page (b"" on the last)."""

    entries: list[tuple[str, dict[str, list[bytes]]]]
    cookie: bytes


class LdapClient:
    """One connection, opened and closed by its connector."""

    def __init__(self, settings: LdapSettings) -> None:
        self.settings = settings
        self.server = f"The LDAP server {settings.base_url}"
        self.connection: Any = None

    async def open(self) -> None:
        """Connect, encrypt and sign in.

        Raises:
            ReadError: The server can't be reached, or accepts neither its certificate nor the credentials.
        """
        password = reveal(self.settings.password) if self.settings.password else ""
        if self.settings.ca_bundle is not None:
            trust(self.settings)  # says in our words what is wrong with the file
        self.connection = ldap.initialize(self.settings.base_url)
        options = {
            ldap.OPT_PROTOCOL_VERSION: ldap.VERSION3,
            ldap.OPT_REFERRALS: 0,
            ldap.OPT_NETWORK_TIMEOUT: self.settings.timeout,
            ldap.OPT_TIMEOUT: self.settings.timeout,
            ldap.OPT_X_TLS_REQUIRE_CERT: ldap.OPT_X_TLS_DEMAND,
        }
        if self.settings.ca_bundle is not None:
            options[ldap.OPT_X_TLS_CACERTFILE] = str(self.settings.ca_bundle)
        for option, value in options.items():
            self.connection.set_option(option, value)
        self.connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)  # after the others: makes them hold
        try:
            if self.settings.start_tls:
                await self.in_thread("StartTLS", self.connection.start_tls_s)
            await self.in_thread("the sign-in", self.connection.simple_bind_s, self.settings.bind_dn, password)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Leave the server."""
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.unbind_ext_s()
            except ldap.LDAPError:
                return  # it is gone already

    async def in_thread(self, request: str, work: Callable[..., T], *arguments: Any) -> T:
        """What a blocking call gives.

        Raises:
            ReadError: It failed.
        """
        try:
            return await asyncio.to_thread(work, *arguments)
        except ldap.LDAPError as error:
            raise read_error(error, self.server, request) from error

    async def search(self, search: Search, cookie: bytes = b"") -> Found:
        """One page of what a search finds.

        Raises:
            ReadError: It can't be had.
        """
        request = f"the search below {search.base}"
        if self.connection is None:
            await self.open()
        scope = ldap.SCOPE_BASE if search.one else ldap.SCOPE_SUBTREE
        paged = SimplePagedResultsControl(True, size=self.settings.page_size, cookie=cookie)
        try:
            number = self.connection.search_ext(
                search.base, scope, search.filter, list(search.attributes), serverctrls=[paged]
            )
            data, controls = await self.answer(number)
        except ldap.LDAPError as error:
            if isinstance(error, ldap.SERVER_DOWN):
                await self.close()
                if cookie:
                    raise self.lost(request) from error
            raise read_error(error, self.server, request) from error
        entries = [(dn, attributes) for dn, attributes in data if dn is not None]
        self.check_references([urls for dn, urls in data if dn is None], request)
        pages = [one.cookie for one in controls if isinstance(one, SimplePagedResultsControl)]
        if not pages and not search.one:
            raise UnexpectedAnswer(
                f"{self.server} does not give {request} in pages.", remedy="Paged results (RFC 2696) are needed."
            )
        return Found(entries, pages[0] or b"" if pages else b"")

    async def answer(self, number: int) -> tuple[list[Any], list[Any]]:
        """The whole answer to a request that was sent; the request is given up where nobody waits any longer.

        Raises:
            ldap.LDAPError: It is a refusal, or there is none in time.
        """
        pause, until = FIRST_PAUSE, time.monotonic() + self.settings.timeout
        entries: list[Any] = []
        try:
            while time.monotonic() < until:
                kind, data, _, controls = self.connection.result3(number, all=0, timeout=0)
                if kind == ldap.RES_SEARCH_RESULT:
                    return entries, controls
                if kind is not None:  # one entry; the next is probably there already
                    entries += data
                    pause = FIRST_PAUSE
                    continue
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        except asyncio.CancelledError:
            self.connection.abandon_ext(number)
            raise
        self.connection.abandon_ext(number)
        raise ldap.TIMEOUT({"desc": f"no whole answer in {self.settings.timeout:g} s"})

    def lost(self, request: str) -> ReadError:
        """The error for a connection that is lost between pages: the server forgets where it was."""
        return UnexpectedAnswer(
            f"{self.server} closed the connection during {request}, and only there the next page can be had.",
            remedy="Read again, from the beginning.",
        )

    def check_references(self, references: list[list[Any]], request: str) -> None:
        """Refuse answers that refer to another server for more people.

        Raises:
            UnexpectedAnswer: One does.
        """
        urls = [str(url) for group in references for url in group]
        if others := [url for url in urls if not any(place in url for place in HARMLESS)]:
            raise UnexpectedAnswer(
                f"{self.server} answered {request} and referred to {others[0]} for the rest.",
                remedy="Make a connection for each of them, or name a base_dn without it; or read a global catalogue.",
            )
