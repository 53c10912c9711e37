"""What the tests of the three connectors share."""

import json
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from nameplate_azure_ad import AzureADSettings
from nameplate_google import GoogleSettings
from nameplate_okta import OktaSettings
from support import okta_server
from support.google_server import ACCOUNT, SUBJECT, GoogleServer
from support.graph_server import CLIENT, SECRET, TENANT, EntraServer, GraphServer
from support.okta_server import OktaServer
from support.people import google_user, graph_user, okta_user


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
