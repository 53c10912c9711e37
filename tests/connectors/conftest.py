"""What the tests of the three connectors share."""

import asyncio
import json
import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from nameplate.plugins import Connector, Query, Settings
from nameplate_azure_ad import AzureAD, AzureADSettings
from nameplate_google import Google, GoogleSettings
from nameplate_okta import Okta, OktaSettings
from support import graph_server, okta_server
from support.google_server import ACCOUNT, SUBJECT, GoogleServer
from support.graph_server import CLIENT, SECRET, TENANT, EntraServer, GraphServer
from support.http_server import LoopbackServer
from support.okta_server import OktaServer
from support.people import google_user, graph_user, okta_user, read_all


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority of our own."""
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its certificate, as a file."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached without the proxy of the machine that runs the tests."""
    for name in list(os.environ):
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def entra(authority: trustme.CA) -> Iterator[EntraServer]:
    """A token endpoint whose certificate our own authority issued."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with EntraServer(context) as server:
        yield server


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    """Microsoft Graph with 2,500 people."""
    with GraphServer([graph_user(number) for number in range(2500)]) as server:
        yield server


@pytest.fixture
def graph_settings(
    graph: GraphServer, entra: EntraServer, ca_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> AzureADSettings:
    """What signs in there by a client secret."""
    monkeypatch.setenv("ENTRA_SECRET", SECRET)
    return AzureADSettings.model_validate(
        {
            "tenant_id": TENANT,
            "client_id": CLIENT,
            "client_secret": {"env": "ENTRA_SECRET"},
            "authority": entra.origin,
            "base_url": graph.base_url,
            "ca_bundle": ca_bundle,
            "timeout": 5,
        }
    )


@pytest.fixture(scope="session")
def private_key() -> rsa.RSAPrivateKey:
    """A key to sign assertions with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def private_pem(private_key: rsa.RSAPrivateKey) -> str:
    """The same as a PEM file's text."""
    return private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture
def google(private_key: rsa.RSAPrivateKey) -> Iterator[GoogleServer]:
    """The Directory API with 1,200 people."""
    with GoogleServer(private_key.public_key(), [google_user(number) for number in range(1200)]) as server:
        yield server


@pytest.fixture
def google_settings(google: GoogleServer, private_pem: str, tmp_path: Path) -> GoogleSettings:
    """What signs in there by a service account's key file."""
    key = {
        "type": "service_account",
        "client_email": ACCOUNT,
        "private_key_id": "1",
        "private_key": private_pem,
        "token_uri": f"{google.origin}/token",
    }
    (tmp_path / "sa.json").write_text(json.dumps(key), "utf-8")
    return GoogleSettings(service_account_file=tmp_path / "sa.json", subject=SUBJECT, base_url=google.origin, timeout=5)


@pytest.fixture
def okta(private_key: rsa.RSAPrivateKey) -> Iterator[OktaServer]:
    """Okta with 500 people."""
    users = [okta_user(number) for number in range(500)]
    with OktaServer(users, public_key=private_key.public_key()) as server:
        yield server


@pytest.fixture
def okta_settings(okta: OktaServer, monkeypatch: pytest.MonkeyPatch) -> OktaSettings:
    """What signs in there by an API token."""
    monkeypatch.setenv("OKTA_API_TOKEN", okta_server.TOKEN)
    return OktaSettings.model_validate({"org_url": okta.origin, "token": {"env": "OKTA_API_TOKEN"}, "timeout": 5})


@dataclass(frozen=True)
class Provider:
    """One identity provider of the three, for what holds for all: its server, and how to read from it."""

    server: LoopbackServer
    connector: type[Connector[Any]]
    settings: Settings
    select: str
    """A raw path."""
    users: str
    """The end of the path that lists people."""
    permission: str
    """What a 403 asks for."""
    secrets: tuple[str, ...]
    """What no message and no log may show."""

    def open(self, **changes: Any) -> Connector[Any]:
        """A connector, with changes to its settings."""
        return self.connector(self.settings.model_copy(update=changes))

    @property
    def query(self) -> Query:
        """Everybody, with one field."""
        return Query(frozenset({self.select}))

    def read(self, **changes: Any) -> list[Any]:
        """Everybody's record, with changes to the settings."""
        return asyncio.run(read_all(self.open(**changes), self.query))


@pytest.fixture(params=["azure_ad", "google", "okta"])
def provider(request: pytest.FixtureRequest, private_pem: str) -> Provider:
    """Each of the three."""
    if request.param == "azure_ad":
        server, settings = request.getfixturevalue("graph"), request.getfixturevalue("graph_settings")
        secrets = (SECRET, graph_server.TOKEN)
        return Provider(server, AzureAD, settings, "displayName", "/users", "User.Read.All", secrets)
    key = private_pem.splitlines()[5]
    if request.param == "google":
        server, settings = request.getfixturevalue("google"), request.getfixturevalue("google_settings")
        secrets = (key, "ya29.google-token")
        return Provider(server, Google, settings, "name", "/users", "admin.directory.user.readonly", secrets)
    server, settings = request.getfixturevalue("okta"), request.getfixturevalue("okta_settings")
    return Provider(server, Okta, settings, "profile.login", "/users", "Read-Only Administrator", (okta_server.TOKEN,))
