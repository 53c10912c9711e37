"""What the tests of the three connectors share."""

import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from nameplate_azure_ad import AzureADSettings
from support.graph_server import CLIENT, SECRET, TENANT, EntraServer, GraphServer
from support.people import graph_user


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
