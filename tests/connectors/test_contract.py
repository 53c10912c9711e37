"""The three connectors keep the contract that every connector keeps."""

import json
import ssl
from typing import Any, ClassVar

import pytest

from nameplate.testing import ConnectorContract, Request, Response
from nameplate_azure_ad import AzureAD
from nameplate_google import Google
from nameplate_okta import Okta
from support import graph_server
from support.google_server import ACCOUNT, SUBJECT, GoogleServer
from support.graph_server import CLIENT, TENANT, EntraServer, GraphServer
from support.http_server import LoopbackServer
from support.http_server import Request as Asked
from support.okta_server import OktaServer
from support.people import google_user, graph_user, okta_user


def answered(service: LoopbackServer, request: Request, records: Any) -> Response:
    """What the strict server says, on pages of ten, at the address that was asked."""
    service.users, service.known_as, service.page_size = list(records), request.base_url, 10
    reply = service.true_reply(Asked(request.method, request.path, request.query, request.headers, request.body))
    links = ", ".join(value for name, value in reply.headers if name == "Link")
    return Response(reply.status, {"content-type": "application/json", "link": links}, reply.payload)


class TestAzureAD(ConnectorContract):
    """Microsoft Graph; Entra ID stands beside it, over https."""

    connector = AzureAD
    tokens = (graph_server.TOKEN,)
    entra: ClassVar[EntraServer]
    ca_bundle: ClassVar[Any]

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _service(cls, authority, ca_bundle):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        cls.ca_bundle = ca_bundle
        cls.graph = GraphServer([])
        with EntraServer(context, lambda form, _: form["client_secret"] == cls.secret) as cls.entra:
            yield
        cls.graph.server_close()

    def settings(self, base_url):
        return {
            "tenant_id": TENANT,
            "client_id": CLIENT,
            "client_secret": {"env": "CONTRACT_SECRET"},
            "authority": self.entra.origin,
            "base_url": f"{base_url}/v1.0",
            "ca_bundle": str(self.ca_bundle),
        }

    def record(self, n):
        return graph_user(n)

    def answer(self, request, records):
        return answered(self.graph, request, records)


class TestGoogle(ConnectorContract):
    """The Directory API, and its token endpoint."""

    connector = Google
    tokens = ("ya29.google-token",)

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _service(cls, private_key, private_pem):
        cls.google = GoogleServer(private_key.public_key(), [])
        cls.key = {
            "client_email": ACCOUNT,
            "private_key": private_pem,
            "token_uri": "https://oauth2.googleapis.com/token",
        }
        yield
        cls.google.server_close()

    def settings(self, base_url):
        (self.folder / "sa.json").write_text(json.dumps(self.key), "utf-8")
        return {
            "service_account_file": str(self.folder / "sa.json"),
            "subject": SUBJECT,
            "base_url": base_url,
            "token_uri": f"{base_url}/token",
        }

    def record(self, n):
        return google_user(n)

    def broken(self, record):
        return {**record, "name": {"familyName": {"of": "another kind"}}}

    def answer(self, request, records):
        return answered(self.google, request, records)


class TestOkta(ConnectorContract):
    """Okta, by an API token."""

    connector = Okta

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _service(cls):
        cls.okta = OktaServer([])
        cls.okta.api_token = cls.secret
        yield
        cls.okta.server_close()

    def settings(self, base_url):
        return {"org_url": base_url, "token": {"env": "CONTRACT_TOKEN"}}

    def record(self, n):
        return okta_user(n)

    def broken(self, record):
        return {**record, "profile": {**record["profile"], "title": {"of": "another kind"}}}

    def answer(self, request, records):
        return answered(self.okta, request, records)
