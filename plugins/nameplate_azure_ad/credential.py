"""Signing in to Microsoft Entra ID with azure-identity."""

import asyncio
import logging
import ssl
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError
from azure.identity.aio import (
    CertificateCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)

from nameplate.plugins import SignInRefused, UnexpectedAnswer
from nameplate.plugins.answers import clean
from nameplate.plugins.credentials import reveal
from nameplate_azure_ad.refusals import Transport, remedy, sign_in_error, unreachable
from nameplate_azure_ad.service import AUTHORITIES, ELSEWHERE, ENTRA
from nameplate_azure_ad.settings import AzureADSettings

logging.getLogger("azure.identity").addHandler(logging.NullHandler())
"""Its warnings are the errors raised here once more; without a handler Python would print them."""


def open_session(trusted: ssl.SSLContext) -> aiohttp.ClientSession:
    """Connections to Entra ID."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trusted),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


def open_credential(settings: AzureADSettings, transport: Transport) -> AsyncTokenCredential:
    """The credential that the settings name; nothing is sent yet, and its own retries are off.

    Raises:
        SignInRefused: A secret is not set, a certificate can't be read, or the environment has no such identity.
    """
    options: dict[str, Any] = {"transport": transport, "retry_total": 0}
    authority = without_tenant(settings.authority, settings.tenant_id) or AUTHORITIES.get(
        urlsplit(settings.base_url).hostname or "", ""
    )
    if authority:
        options |= {"authority": authority, "disable_instance_discovery": True}
    try:
        return credential(settings, options)
    except (ValueError, TypeError, OSError) as error:  # a TypeError is cryptography's, for a password too many or few
        raise impossible(error, settings) from error


def impossible(error: Exception, settings: AzureADSettings) -> SignInRefused:
    """The error for a sign-in that fails on this machine already."""
    return SignInRefused(
        f"Signing in to {ENTRA.name} by {settings.signs_in_with} is not possible: {clean(str(error))}",
        remedy=remedy(settings, str(error)),
    )


def without_tenant(authority: str, tenant: str) -> str:
    """An authority without the tenant and what follows it, as Entra's own pages have them: the SDK adds these."""
    there = urlsplit(authority)
    named = tenant and there.path.casefold().split("/")[1:2] == [tenant.casefold()]
    return f"{there.scheme}://{there.netloc}" if named else authority


def credential(settings: AzureADSettings, options: dict[str, Any]) -> AsyncTokenCredential:
    """The credential of the kind that the settings name.

    Raises:
        ValueError: What it needs is not there or not of the right form.
    """
    tenant, client = settings.tenant_id, settings.client_id
    if settings.signs_in_with == "client_secret" and settings.client_secret is not None:
        return ClientSecretCredential(tenant, client, reveal(settings.client_secret), **options)
    if settings.signs_in_with == "certificate" and settings.certificate is not None:
        password = reveal(settings.certificate_password) if settings.certificate_password else None
        return CertificateCredential(tenant, client, str(settings.certificate), password=password, **options)
    if settings.signs_in_with == "workload":
        return WorkloadIdentityCredential(tenant_id=tenant or None, client_id=client or None, **options)
    options = {key: value for key, value in options.items() if key in ("transport", "retry_total")}
    return ManagedIdentityCredential(client_id=client or None, **options)


class SignIn:
    """A credential whose failures are read errors; what the SDK asks for tokens."""

    def __init__(self, settings: AzureADSettings, trusted: ssl.SSLContext) -> None:
        self.settings = settings
        self.session = open_session(trusted)
        self.transport = Transport(
            session=self.session,
            session_owner=False,
            connection_timeout=settings.timeout,
            read_timeout=settings.timeout,
        )
        self.credential: AsyncTokenCredential | None = None

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token for the scopes, from the credential's own cache or, within `timeout`, from Entra ID.

        Raises:
            ReadError: There is none.
        """
        if self.credential is None:
            self.credential = open_credential(self.settings, self.transport)
        self.transport.answer = None
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await self.credential.get_token(*scopes, **options)
        except TimeoutError as error:
            raise unreachable(error, self.settings) from error
        except OSError as error:  # the file of a workload's token, which is read for each request
            raise impossible(error, self.settings) from error
        except AzureError as error:
            raise sign_in_error(error, self.transport.answer, self.settings) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # azure-identity reads a token in anything
            raise UnexpectedAnswer(
                f"{ENTRA.name} answered the request for a token with something else ({type(error).__name__}).",
                remedy=ELSEWHERE,
            ) from error

    async def forget(self) -> None:
        """Let the next token be a fresh one: the credential keeps those that it has until they run out."""
        if self.credential is not None:
            await self.credential.close()
        self.credential = None

    async def close(self) -> None:
        """Close the connections to Entra ID."""
        await self.forget()
        await self.session.close()
