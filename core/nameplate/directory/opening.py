"""Open a directory as the configuration describes it."""

import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from nameplate.config.models import Directory
from nameplate.directory.client import DirectoryClient
from nameplate.directory.exchange import Exchange
from nameplate.directory.pace import Pace
from nameplate.directory.sandbox import Sandbox, sandbox_app
from nameplate.directory.sandbox.app import DIRECTORY_ID, ROOT
from nameplate.errors import ConfigurationError
from nameplate.findings import finding
from nameplate.model import Progress

UNLIMITED = 1e6
"""Requests a second for a sandbox in the same process, which has nobody to be considerate of."""


@asynccontextmanager
async def open_directory(
    name: str, directory: Directory, *, progress: Progress | None = None
) -> AsyncIterator[DirectoryClient]:
    """A client for one directory; no request is sent yet.

    Args:
        name: Its name in the configuration.
        directory: Its configuration.
        progress: Told how far a listing is.

    Raises:
        ConfigurationError: It has no token, or the token's variable is empty or can't be sent.
        DirectoryError: The sandbox's file is not a sandbox.
    """
    if directory.sandbox is not None:
        with Sandbox(directory.sandbox) as sandbox:
            async with _in_process(name, directory, sandbox, progress) as client:
                yield client
        return
    key_of(name, directory)
    requests = directory.requests
    async with httpx2.AsyncClient(
        verify=_trust(directory),
        timeout=directory.timeout,
        follow_redirects=False,
        limits=httpx2.Limits(max_connections=requests.concurrency, max_keepalive_connections=requests.concurrency),
    ) as http:
        exchange = Exchange(
            http,
            directory.address,
            token=lambda: key_of(name, directory),
            token_name=directory.token.env if directory.token else "the token",
            pace=Pace(requests.per_second, requests.concurrency),
        )
        yield DirectoryClient(name, directory.address, exchange, ahead=requests.concurrency, progress=progress)


@asynccontextmanager
async def _in_process(
    name: str, directory: Directory, sandbox: Sandbox, progress: Progress | None
) -> AsyncIterator[DirectoryClient]:
    token = secrets.token_urlsafe()
    told = "requests" in directory.model_fields_set
    rate = directory.requests.per_second if told else UNLIMITED
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(sandbox_app(sandbox, token=token))) as http:
        exchange = Exchange(
            http,
            "http://sandbox" + ROOT.format(directory_id=DIRECTORY_ID),
            token=lambda: token,
            token_name="the token",  # noqa: S106 -- what messages call it
            pace=Pace(rate, directory.requests.concurrency, start=rate),
        )
        yield DirectoryClient(name, directory.address, exchange, rows=sandbox.accounts, progress=progress)


def key_of(name: str, directory: Directory) -> str:
    """The directory's API key.

    Raises:
        ConfigurationError: There is none, or it has characters that no header can carry.
    """
    if directory.token is None:
        message = f"The directory {name} has no token."
        remedy = f"Write directories: {name}: token: {{env: NAME}}, and put its API key in that variable."
        raise ConfigurationError(message, findings=(finding("NP104", message, remedy=remedy),), remedy=remedy)
    key = directory.token.reveal()
    if not key.isascii() or not key.isprintable() or " " in key:
        message = f"{directory.token.env} has characters that no API key has (the value is not shown)."
        remedy = f"Put the key alone into {directory.token.env}, without quotes or line breaks."
        raise ConfigurationError(message, findings=(finding("NP115", message, remedy=remedy),), remedy=remedy)
    return key


def _trust(directory: Directory) -> ssl.SSLContext:
    context = httpx2.create_ssl_context()
    if directory.ca_bundle is not None:
        try:
            context.load_verify_locations(cafile=str(directory.ca_bundle))
        except OSError as error:
            message = f"The certificates in {directory.ca_bundle} can't be read: {error}."
            raise ConfigurationError(message, remedy="Name a PEM file of certificates as ca_bundle.") from None
    return context
