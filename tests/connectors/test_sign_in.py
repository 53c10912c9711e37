"""Signing in, each of the ways that the settings offer, and what is said where it fails."""

import asyncio
import datetime as dt
import os
import ssl
import subprocess
import sys
import time
from dataclasses import replace

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from jwcrypto.jwk import JWK

from nameplate.plugins import PermissionMissing, Query, Scope, SignInRefused, Unavailable, UnexpectedAnswer
from nameplate_azure_ad import AzureAD, AzureADSettings
from nameplate_google import Google, GoogleSettings
from nameplate_okta import Okta, OktaSettings
from support import graph_server, okta_server
from support.google_server import GoogleServer
from support.graph_server import CLIENT, TENANT, EntraServer, GraphServer, signed_by
from support.http_server import HTML, Fault, LoopbackServer, Reply, status
from support.okta_server import OktaServer
from support.people import google_user, graph_user, okta_user, read_all

ONE = Query(frozenset({"id"}))


def read(connector, query=ONE):
    """The records of a query."""
    return asyncio.run(read_all(connector, query))


@pytest.fixture
def assertions(authority: trustme.CA, private_key):
    """Entra ID that takes an assertion signed by the private key, or a workload's token."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    by_key = signed_by(private_key.public_key())
    takes = lambda form, address: form.get("client_assertion") == "workload-token" or by_key(form, address)  # noqa: E731
    with EntraServer(context, takes) as server:
        yield server


@pytest.fixture
def certificate(private_key, private_pem, tmp_path):
    """A certificate with its private key, as one PEM file."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nameplate")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(private_key, hashes.SHA256())
    )
    path = tmp_path / "nameplate.pem"
    path.write_text(private_pem + signed.public_bytes(Encoding.PEM).decode(), "utf-8")
    return path


class TestAzureAD:
    """Microsoft Entra ID."""

    def test_one_token_serves_all_pages(self, graph, entra, graph_settings):
        """A secret gets a token for Graph's scope once."""
        before = len(entra.log.requests)
        read(AzureAD(graph_settings))
        tokens = entra.log.requests[before:]
        assert [request.form["scope"] for request in tokens] == ["https://graph.microsoft.com/.default"]
        assert len(graph.log.to("/users")) == 3

    @pytest.mark.parametrize("ending", ["/", f"/{TENANT}", f"/{TENANT}/v2.0", f"/{TENANT.upper()}/oauth2/v2.0/token"])
    def test_an_authority_may_name_the_tenant(self, entra, graph_settings, ending):
        """Entra's own pages show addresses that do; the tenant is not asked for twice."""
        settings = graph_settings.model_copy(update={"authority": entra.origin + ending})
        assert len(read(AzureAD(settings))) == 2500

    def test_a_token_that_is_revoked_in_the_middle_is_renewed(self, graph, entra, graph_settings, monkeypatch):
        """The page is asked for again with a fresh token, and the read goes on."""
        monkeypatch.setattr(entra, "token", graph_server.TOKEN)
        before = len(entra.log.requests)

        def revoke(reply):
            graph.token = entra.token = "another-token"
            return reply

        graph.faults.append(Fault(edit=revoke, on="/users"))
        assert len(read(AzureAD(graph_settings))) == 2500
        assert len(entra.log.requests) == before + 2
        assert len(graph.log.to("/users")) == 4

    @pytest.mark.parametrize(("good", "tokens"), [(0, 1), (1, 2)])
    def test_a_token_that_is_refused_twice_ends_the_read(self, graph, entra, graph_settings, good, tokens):
        """A fresh token is asked for where another was good before, and once."""
        before = len(entra.log.requests)
        graph.faults.append(Fault(status(401, b"no"), on="/users", after=good, times=-1))
        with pytest.raises(SignInRefused, match="401: no"):
            read(AzureAD(graph_settings))
        assert len(entra.log.requests) == before + tokens

    def test_a_wrong_secret_is_refused(self, graph_settings, monkeypatch):
        """The message is Entra's own, the remedy says where the secret is."""
        monkeypatch.setenv("ENTRA_SECRET", "wrong-secret-value")
        with pytest.raises(SignInRefused, match="AADSTS7000215") as caught:
            read(AzureAD(graph_settings))
        assert "Certificates & secrets" in caught.value.remedy
        assert "wrong-secret-value" not in str(caught.value)

    def test_a_secret_that_is_not_set_is_said(self, graph_settings, monkeypatch):
        """The variable is named."""
        monkeypatch.delenv("ENTRA_SECRET")
        with pytest.raises(SignInRefused, match="ENTRA_SECRET is not set"):
            read(AzureAD(graph_settings))

    def test_a_certificate_signs_in(self, graph, assertions, certificate, ca_bundle):
        """The certificate's key signs the assertion."""
        settings = AzureADSettings(
            tenant_id=TENANT,
            client_id=CLIENT,
            certificate=certificate,
            authority=assertions.origin,
            base_url=graph.base_url,
            ca_bundle=ca_bundle,
        )
        assert len(read(AzureAD(settings))) == 2500

    def test_a_file_that_is_no_certificate_is_said(self, graph_settings, tmp_path):
        """Nothing of what stands in it is shown."""
        (tmp_path / "bad.pem").write_text("not a certificate, but secret", "utf-8")
        settings = graph_settings.model_copy(update={"client_secret": None, "certificate": tmp_path / "bad.pem"})
        with pytest.raises(SignInRefused, match="by certificate is not possible") as caught:
            read(AzureAD(settings))
        assert "but secret" not in str(caught.value)

    @pytest.mark.parametrize("encrypted", [True, False])
    def test_a_certificates_password_that_is_not_right_is_said(
        self, graph_settings, private_key, private_pem, tmp_path, monkeypatch, encrypted
    ):
        """An encrypted key without a password, and a password for a key without one."""
        monkeypatch.setenv("PASSWORD", "hush-hush")
        lock = serialization.BestAvailableEncryption(b"hush-hush")
        locked = private_key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, lock).decode()
        (tmp_path / "key.pem").write_text(locked if encrypted else private_pem, "utf-8")
        changes = {"client_secret": None, "certificate": tmp_path / "key.pem"}
        password = {} if encrypted else {"certificate_password": {"env": "PASSWORD"}}
        settings = AzureADSettings.model_validate(graph_settings.model_dump() | changes | password)
        with pytest.raises(SignInRefused, match="by certificate is not possible: Password was") as caught:
            read(AzureAD(settings))
        assert "hush-hush" not in str(caught.value)

    def test_a_workloads_token_that_is_not_there_is_said(self, graph_settings, tmp_path, monkeypatch):
        """Its file is named."""
        monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(tmp_path / "none"))
        with pytest.raises(SignInRefused, match=r"by workload is not possible.*none") as caught:
            read(AzureAD(graph_settings.model_copy(update={"identity": "workload"})))
        assert "AZURE_FEDERATED_TOKEN_FILE" in caught.value.remedy

    def test_a_demand_for_claims_that_can_not_be_read_is_an_error(self, graph, graph_settings):
        """Like any other answer that is not of the promised form."""
        demand = (("WWW-Authenticate", 'Bearer error="insufficient_claims", claims="abc"'),)
        graph.faults.append(Fault(Reply(b"{}", 401, demand), on="/users", times=-1))
        with pytest.raises(UnexpectedAnswer, match="its SDK can't read"):
            read(AzureAD(graph_settings))

    def test_a_workload_identity_signs_in(self, graph, assertions, ca_bundle, tmp_path, monkeypatch):
        """The projected token is the assertion."""
        (tmp_path / "token").write_text("workload-token", "utf-8")
        monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(tmp_path / "token"))
        settings = AzureADSettings(
            tenant_id=TENANT,
            client_id=CLIENT,
            identity="workload",
            authority=assertions.origin,
            base_url=graph.base_url,
            ca_bundle=ca_bundle,
        )
        assert len(read(AzureAD(settings))) == 2500

    def test_a_workload_identity_that_is_not_there_is_said(self, graph_settings, monkeypatch):
        """The remedy names the variables."""
        monkeypatch.delenv("AZURE_FEDERATED_TOKEN_FILE", raising=False)
        settings = graph_settings.model_copy(update={"identity": "workload"})
        with pytest.raises(SignInRefused) as caught:
            read(AzureAD(settings))
        assert "AZURE_FEDERATED_TOKEN_FILE" in caught.value.remedy

    def test_a_managed_identity_signs_in(self, graph, monkeypatch):
        """The machine's own endpoint gives the token."""

        class Machine(LoopbackServer):
            def answer(self, request):
                assert request.headers["x-identity-header"] == "machine"
                resource = request.query["resource"]
                return Reply({"access_token": graph_server.TOKEN, "expires_on": "4102444800", "resource": resource})

        with Machine() as machine:
            monkeypatch.setenv("IDENTITY_ENDPOINT", f"{machine.origin}/msi/token")
            monkeypatch.setenv("IDENTITY_HEADER", "machine")
            assert len(read(AzureAD(AzureADSettings(base_url=graph.base_url)))) == 2500

    def test_nothing_is_printed_beside_the_error(self):
        """azure-identity warns of what it then raises; where logging isn't set up, that would stand on the screen."""
        code = (
            "import asyncio\n"
            "from nameplate.plugins import Query, ReadError\n"
            "from nameplate_azure_ad import AzureAD, AzureADSettings\n"
            "async def read():\n"
            "    async with AzureAD(AzureADSettings(base_url='http://127.0.0.1:9')) as connector:\n"
            "        await connector.fetch(Query(frozenset()), None)\n"
            "try:\n"
            "    asyncio.run(read())\n"
            "except ReadError as error:\n"
            "    print(type(error).__name__)\n"
        )
        environment = {**os.environ, "IDENTITY_ENDPOINT": "http://127.0.0.1:9/token", "IDENTITY_HEADER": "machine"}
        shown = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
        )
        assert (shown.stdout, shown.stderr) == ("Unavailable\n", "")

    def test_a_token_endpoint_in_trouble_is_unavailable(self, entra, graph_settings):
        """It is asked once, and its wait is handed on; the engine tries again."""
        before = len(entra.log.requests)
        entra.faults.append(Fault(status(503, b"busy", retry_after="9")))
        with pytest.raises(Unavailable, match="503") as caught:
            read(AzureAD(graph_settings))
        assert caught.value.retry_after == 9
        assert len(entra.log.requests) == before + 1

    def test_a_slow_token_endpoint_is_not_called_a_slow_graph(self, graph, entra, graph_settings):
        """The message names the sign-in, and the remedy the setting that says where it is."""
        entra.faults.append(Fault(stall=0.6))

        async def read_slowly():
            try:
                await read_all(AzureAD(graph_settings.model_copy(update={"timeout": 0.3})), ONE)
            finally:
                await asyncio.sleep(0.6)  # until the connection is closed by both

        with pytest.raises(Unavailable, match="Entra ID did not answer the request for a token: not within") as caught:
            asyncio.run(read_slowly())
        assert "authority" in caught.value.remedy
        assert graph.log.requests == []

    @pytest.mark.parametrize(
        "fault",
        [
            Fault(HTML),
            Fault(Reply({"token_type": "Bearer"})),
            Fault(Reply([])),
            Fault(Reply(b"{")),
            Fault(status(404, HTML.body)),
            Fault(status(405, b"no")),
            Fault(status(301, b"", location="https://login.example/")),
        ],
    )
    def test_a_token_endpoint_that_says_something_else_is_an_error(self, entra, graph_settings, fault):
        """Whatever is not Entra ID's own answer, it is not the secret that has to be checked."""
        entra.faults.append(replace(fault))
        with pytest.raises(UnexpectedAnswer, match="the request for a token with") as caught:
            read(AzureAD(graph_settings))
        assert "Check authority" in caught.value.remedy

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("AADSTS90002", "Check tenant_id"),
            ("AADSTS900023", "authority belong to the tenant's cloud"),
            ("AADSTS90038", "authority belong to the tenant's cloud"),
            ("AADSTS700016", "Check client_id"),
            ("AADSTS700024", "Set this machine's clock"),
            ("AADSTS7000222", "Certificates & secrets"),
        ],
    )
    def test_the_remedy_follows_what_entra_id_says(self, entra, graph_settings, code, words):
        """An unknown tenant, another cloud and an unknown application are no wrong secret."""
        body = {"error": "invalid_request", "error_description": f"{code}: No.\r\nTrace ID: 1"}
        entra.faults.append(Fault(status(400, body)))
        with pytest.raises(SignInRefused, match=f"{code}: No") as caught:
            read(AzureAD(graph_settings))
        assert words in caught.value.remedy

    @pytest.mark.parametrize("change", [{"authority": "http://login.example"}, {"tenant_id": "our tenant"}])
    def test_an_address_that_can_not_be_right_is_said(self, graph_settings, change):
        """Before anything is sent."""
        with pytest.raises(SignInRefused, match="is not possible") as caught:
            read(AzureAD(graph_settings.model_copy(update=change)))
        assert "Check tenant_id (the directory's id" in caught.value.remedy

    def test_a_certificate_that_is_not_trusted_is_said(self, graph_settings):
        """Without the bundle the test server's certificate is refused, and the message names the setting."""
        with pytest.raises(UnexpectedAnswer, match="not trusted") as caught:
            read(AzureAD(graph_settings.model_copy(update={"ca_bundle": None})))
        assert "ca_bundle" in caught.value.remedy


class TestGoogle:
    """Google Workspace."""

    def test_the_key_may_stand_in_a_variable(self, google_settings, monkeypatch):
        """The JSON itself, named."""
        assert google_settings.service_account_file
        monkeypatch.setenv("GOOGLE_KEY", google_settings.service_account_file.read_text("utf-8"))
        settings = GoogleSettings.model_validate(
            google_settings.model_dump() | {"service_account_file": None, "service_account": {"env": "GOOGLE_KEY"}}
        )
        assert len(read(Google(settings))) == 1200

    def test_only_the_scopes_that_are_used_are_asked_for(self, google, google_settings):
        """Without groups, reading users is all that has to be delegated."""
        google.delegated = {"https://www.googleapis.com/auth/admin.directory.user.readonly"}
        assert len(read(Google(google_settings))) == 1200

    def test_a_token_that_is_revoked_in_the_middle_is_renewed(self, google, google_settings):
        """The page is asked for again with a fresh token, and the read goes on."""
        revoked = Fault(edit=lambda reply: google.tokens.pop(min(google.tokens)) and reply, on="/users")
        google.faults.append(revoked)
        assert len(read(Google(google_settings))) == 1200
        assert len(google.log.to("/token")) == 2

    def test_a_scope_that_is_not_delegated_is_named(self, google, google_settings):
        """Groups need a scope of their own; the message names it."""
        google.delegated = {"https://www.googleapis.com/auth/admin.directory.user.readonly"}
        with pytest.raises(PermissionMissing, match="unauthorized_client") as caught:
            read(Google(google_settings), Query(frozenset(), Scope(("all@acme.example",))))
        assert "admin.directory.group.member.readonly" in caught.value.remedy

    def test_a_subject_that_is_no_administrator_is_refused(self, google_settings):
        """The message is Google's own, the remedy names the setting."""
        settings = google_settings.model_copy(update={"subject": "nobody@acme.example"})
        with pytest.raises(SignInRefused, match="Invalid email or User ID") as caught:
            read(Google(settings))
        assert "`subject`" in caught.value.remedy

    @pytest.mark.parametrize("text", ["{}", "not json: private", '{"private_key": "private"}', "[]"])
    def test_a_file_that_is_no_key_is_said(self, google_settings, tmp_path, text):
        """Nothing of what stands in it is shown."""
        (tmp_path / "sa.json").write_text(text, "utf-8")
        with pytest.raises(SignInRefused, match="does not hold a service account's key") as caught:
            read(Google(google_settings))
        assert "private" not in str(caught.value).replace("not json", "")

    def test_a_file_that_is_not_there_is_said(self, google_settings, tmp_path):
        """Its path is named."""
        settings = google_settings.model_copy(update={"service_account_file": tmp_path / "none.json"})
        with pytest.raises(SignInRefused, match=r"none\.json can't be read"):
            read(Google(settings))

    def test_a_token_endpoint_that_shows_a_page_is_an_error(self, google, google_settings):
        """HTML is no token."""
        google.faults.append(Fault(HTML, on="/token", times=-1))
        with pytest.raises(UnexpectedAnswer, match="not a token"):
            read(Google(google_settings))

    @pytest.mark.parametrize(
        ("fault", "kind", "words"),
        [
            (Fault(status(400, {"error": ""})), SignInRefused, "the service account: it doesn't say why"),
            (Fault(status(400, {"error": "invalid_grant"})), SignInRefused, "the service account: invalid_grant"),
            (Fault(status(404, b"")), UnexpectedAnswer, "answered with 404: (nothing)"),
            (Fault(status(403, HTML.body)), UnexpectedAnswer, "answered with 403: Sign in to the network"),
        ],
    )
    def test_a_refusal_is_never_empty(self, google, google_settings, fault, kind, words):
        """What is not Google's own refusal is nothing that another key would mend."""
        fault.on, fault.times = "/token", 1
        google.faults.append(fault)
        with pytest.raises(kind) as caught:
            read(Google(google_settings))
        assert caught.value.message.endswith(words)
        assert ("token_uri" in caught.value.remedy) is (kind is UnexpectedAnswer)

    def test_a_slow_token_endpoint_is_not_called_a_slow_directory(self, google, google_settings):
        """The message names the sign-in."""
        google.faults.append(Fault(stall=30, on="/token"))
        with pytest.raises(Unavailable, match="did not answer the request for a token: not within"):
            read(Google(google_settings.model_copy(update={"timeout": 0.5})))

    def test_a_token_endpoint_in_trouble_is_unavailable(self, google, google_settings):
        """It is asked once, and its wait is handed on; the engine tries again."""
        google.faults.append(Fault(status(503, b"busy", retry_after="9"), on="/token"))
        with pytest.raises(Unavailable, match="the request for a token with 503") as caught:
            read(Google(google_settings))
        assert caught.value.retry_after == 9
        assert len(google.log.requests) == 1

    def test_a_token_endpoint_that_is_gone_is_unavailable(self, google, google_settings):
        """A lost connection may come back."""
        google.faults.append(Fault(drop=True, on="/token", times=-1))
        with pytest.raises(Unavailable, match="the request for a token"):
            read(Google(google_settings))

    @pytest.mark.parametrize(
        "why", [{"errors": [{"reason": "accessNotConfigured"}]}, {"details": [{"reason": "SERVICE_DISABLED"}]}]
    )
    def test_an_api_that_is_not_enabled_is_said(self, google, google_settings, why):
        """It looks like a missing right, and no delegation would help."""
        body = {"error": {"code": 403, "message": "Admin SDK API has not been used in project 1 before.", **why}}
        google.faults.append(Fault(status(403, body), on="/users"))
        with pytest.raises(PermissionMissing, match="403: Admin SDK API has not been used") as caught:
            read(Google(google_settings))
        assert "enable the Admin SDK API" in caught.value.remedy

    def test_a_wrong_clock_is_said(self, google, google_settings):
        """The assertion bears this machine's time."""
        words = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
        body = {"error": "invalid_grant", "error_description": words}
        google.faults.append(Fault(status(400, body), on="/token"))
        with pytest.raises(SignInRefused, match="reasonable timeframe") as caught:
            read(Google(google_settings))
        assert "clock" in caught.value.remedy

    def test_a_key_may_come_through_a_shell_or_an_editor(self, google_settings, monkeypatch):
        """With a mark at its start, and the ends of its lines themselves."""
        text = google_settings.service_account_file.read_text("utf-8")
        monkeypatch.setenv("GOOGLE_KEY", "\ufeff" + text.replace("\\n", "\n"))
        named = {"service_account_file": None, "service_account": {"env": "GOOGLE_KEY"}}
        assert len(read(Google(GoogleSettings.model_validate(google_settings.model_dump() | named)))) == 1200

    @pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"])
    def test_a_rate_limit_that_looks_like_a_missing_right_is_unavailable(self, google, google_settings, reason):
        """Google says 403 for both; the reason tells them apart."""
        body = {"error": {"code": 403, "message": "Rate Limit Exceeded", "errors": [{"reason": reason}]}}
        google.faults.append(Fault(status(403, body), on="/users"))
        with pytest.raises(Unavailable, match="Rate Limit Exceeded"):
            read(Google(google_settings))

    @pytest.mark.parametrize("name", ["base_url", "token_uri"])
    def test_credentials_are_not_sent_in_the_clear(self, google_settings, name):
        """Plain http is for this machine alone."""
        with pytest.raises(SignInRefused, match="https only"):
            read(Google(google_settings.model_copy(update={name: "http://google.example"})))


class TestOkta:
    """Okta."""

    @pytest.fixture
    def key_settings(self, okta, private_pem, monkeypatch):
        """A service app with a private key."""
        monkeypatch.setenv("OKTA_KEY", private_pem)
        return OktaSettings.model_validate(
            {
                "org_url": okta.origin,
                "client_id": okta_server.CLIENT,
                "private_key": {"env": "OKTA_KEY"},
                "key_id": okta_server.KEY_ID,
            }
        )

    def test_a_private_key_signs_in(self, okta, key_settings):
        """One token serves all pages, for the scope that people need."""
        assert len(read(Okta(key_settings))) == 500
        assert [request.form["scope"] for request in okta.log.to("token")] == ["okta.users.read"]

    def test_a_token_that_is_revoked_in_the_middle_is_renewed(self, okta, key_settings):
        """The page is asked for again with a fresh token, and the read goes on."""
        okta.faults.append(Fault(edit=lambda reply: okta.tokens.clear() or reply, on="/users"))
        assert len(read(Okta(key_settings))) == 500
        assert len(okta.log.to("token")) == 2
        assert len(okta.log.to("/users")) == 4

    @pytest.mark.parametrize(("good", "tokens"), [(0, 1), (1, 2)])
    def test_a_token_that_is_refused_twice_ends_the_read(self, okta, key_settings, good, tokens):
        """A fresh token is asked for where another was good before, and once."""
        okta.faults.append(Fault(status(401, b"no"), on="/users", after=good, times=-1))
        with pytest.raises(SignInRefused, match="401: no"):
            read(Okta(key_settings))
        assert len(okta.log.to("token")) == tokens

    def test_an_api_token_may_have_the_word_before_it(self, okta_settings, monkeypatch):
        """As it stands in a header, from which people copy it."""
        monkeypatch.setenv("OKTA_API_TOKEN", f"SSWS {okta_server.TOKEN}")
        assert len(read(Okta(okta_settings))) == 500

    @pytest.mark.parametrize("token", ["hush\nhush", "hush\x01hush", "hush…"])
    def test_an_api_token_that_can_be_none_is_said(self, okta_settings, monkeypatch, token):
        """Nothing of it is shown."""
        monkeypatch.setenv("OKTA_API_TOKEN", token)
        with pytest.raises(SignInRefused, match="no token has") as caught:
            read(Okta(okta_settings))
        assert "hush" not in str(caught.value)

    def test_an_api_token_that_is_revoked_ends_the_read(self, okta, okta_settings):
        """There is no fresh one to be had."""
        okta.faults.append(Fault(status(401, b"no"), on="/users", after=1, times=1))
        with pytest.raises(SignInRefused, match="401: no"):
            read(Okta(okta_settings))
        assert len(okta.log.to("/users")) == 2

    def test_a_key_may_be_a_jwk_in_a_file(self, key_settings, private_pem, tmp_path):
        """Okta's console gives keys in that form."""
        (tmp_path / "key.json").write_text(JWK.from_pem(private_pem.encode()).export(), "utf-8")
        settings = key_settings.model_copy(update={"private_key": None, "private_key_file": tmp_path / "key.json"})
        assert len(read(Okta(settings))) == 500

    def test_a_key_may_be_one_line(self, key_settings, private_pem, monkeypatch):
        """Whoever keeps it in a variable may have written backslash and n where its lines end."""
        monkeypatch.setenv("OKTA_KEY", "\ufeff" + private_pem.replace("\n", "\\n"))
        assert len(read(Okta(key_settings))) == 500

    def test_groups_ask_for_their_scope_too(self, okta, key_settings):
        """The scope for groups is asked for where one is read, and named where it is missing."""
        okta.groups = {"00g00000000000000001": ("first", [okta.users[0]["id"]])}
        query = Query(frozenset(), Scope(("first",)))
        assert len(read(Okta(key_settings), query)) == 1
        okta.granted = {"okta.users.read"}
        with pytest.raises(PermissionMissing, match="invalid_scope") as caught:
            read(Okta(key_settings), query)
        assert "okta.groups.read" in caught.value.remedy

    def test_another_key_is_refused(self, key_settings):
        """The message is Okta's own."""
        with pytest.raises(SignInRefused, match="invalid_client") as caught:
            read(Okta(key_settings.model_copy(update={"key_id": "key-2"})))
        assert "key_id" in caught.value.remedy

    @pytest.mark.parametrize("text", ["not a key", "{'kty': secret", '{"kty": "secret"}'])
    def test_text_that_is_no_key_is_said(self, key_settings, monkeypatch, text):
        """Nothing of it is shown."""
        monkeypatch.setenv("OKTA_KEY", text)
        with pytest.raises(SignInRefused, match="with the private key is not possible") as caught:
            read(Okta(key_settings))
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [(Fault(status(503)), Unavailable), (Fault(drop=True), Unavailable), (Fault(stall=30), Unavailable)],
    )
    def test_a_token_endpoint_in_trouble_is_unavailable(self, okta, key_settings, fault, kind):
        """It is asked once; the engine tries again."""
        fault.on, fault.times = "token", 1
        okta.faults.append(fault)
        with pytest.raises(kind, match="request for a token"):
            read(Okta(key_settings.model_copy(update={"timeout": 0.5})))

    def test_a_token_endpoint_that_shows_a_page_is_an_error(self, okta, key_settings):
        """HTML is no token."""
        okta.faults.append(Fault(HTML, on="token"))
        with pytest.raises(UnexpectedAnswer, match="Sign in to the network"):
            read(Okta(key_settings))

    def test_a_proxys_page_is_no_refused_key(self, okta, key_settings):
        """Another key would not help."""
        okta.faults.append(Fault(status(403, HTML.body), on="token"))
        with pytest.raises(
            UnexpectedAnswer, match="the request for a token with 403: Sign in to the network"
        ) as caught:
            read(Okta(key_settings))
        assert "org_url" in caught.value.remedy

    def test_a_rate_limits_reset_is_the_time_to_wait(self, okta, okta_settings):
        """Okta gives the moment rather than the wait; without the header, or the limit reached, there is none."""
        reset = (("X-Rate-Limit-Reset", str(int(time.time()) + 42)),)
        okta.faults += [Fault(Reply(b"{}", 429, reset)), Fault(Reply(b"{}", 429)), Fault(Reply(b"{}", 503, reset))]
        waits = []
        for _ in range(3):
            with pytest.raises(Unavailable) as caught:
                read(Okta(okta_settings))
            waits.append(caught.value.retry_after)
        assert 40 <= waits[0] <= 44
        assert waits[1:] == [None, None]

    def test_the_token_endpoints_rate_limit_is_waited_for_too(self, okta, key_settings):
        """It says so in the same way."""
        reset = (("X-Rate-Limit-Reset", str(int(time.time()) + 42)),)
        okta.faults.append(Fault(Reply(b"{}", 429, reset), on="token"))
        with pytest.raises(Unavailable) as caught:
            read(Okta(key_settings))
        assert 40 <= caught.value.retry_after <= 44

    def test_a_wrong_clock_is_said(self, okta, key_settings):
        """The assertion bears this machine's time."""
        body = {"error": "invalid_client", "error_description": "The client_assertion token is expired."}
        okta.faults.append(Fault(status(401, body), on="token"))
        with pytest.raises(SignInRefused, match="is expired") as caught:
            read(Okta(key_settings))
        assert "clock" in caught.value.remedy

    def test_an_app_that_wants_proof_of_possession_is_said(self, okta, key_settings):
        """Okta's new apps require it unless it is unchecked; no other key would help."""
        body = {"error": "invalid_dpop_proof", "error_description": "The DPoP proof JWT header is missing."}
        okta.faults.append(Fault(status(400, body), on="token"))
        with pytest.raises(SignInRefused, match="invalid_dpop_proof") as caught:
            read(Okta(key_settings))
        assert "Require DPoP" in caught.value.remedy

    def test_a_proxy_may_stand_before_the_organization(self, okta, okta_settings):
        """With base_url, requests go there, and links may name the organization's own address."""
        settings = okta_settings.model_copy(update={"org_url": "https://acme.okta.example", "base_url": okta.origin})
        okta.known_as = "https://acme.okta.example"
        assert len(read(Okta(settings))) == 500

    def test_credentials_are_not_sent_in_the_clear(self, okta_settings):
        """Plain http is for this machine alone."""
        with pytest.raises(SignInRefused, match="https only"):
            read(Okta(okta_settings.model_copy(update={"org_url": "http://acme.okta.example"})))


class TestTrust:
    """Certificates of a national cloud, a proxy, a test server."""

    @pytest.fixture
    def context(self, authority: trustme.CA):
        """A certificate that our own authority issued."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        return context

    def test_graph_is_read_over_a_trusted_certificate_only(self, context, graph_settings, ca_bundle):
        """The one bundle serves Graph and Entra ID."""
        with GraphServer([graph_user(1)], tls=context) as server:
            settings = graph_settings.model_copy(update={"base_url": server.base_url})
            assert len(read(AzureAD(settings))) == 1

    def test_google_is_read_over_a_trusted_certificate_only(self, context, private_key, google_settings, ca_bundle):
        """With the bundle it is read; without, the message names the setting."""
        with GoogleServer(private_key.public_key(), [google_user(1)], tls=context) as server:
            addresses = {"base_url": server.origin, "token_uri": f"{server.origin}/token"}
            assert len(read(Google(google_settings.model_copy(update=addresses | {"ca_bundle": ca_bundle})))) == 1
            with pytest.raises(UnexpectedAnswer, match="not trusted") as caught:
                read(Google(google_settings.model_copy(update=addresses)))
            assert "ca_bundle" in caught.value.remedy

    def test_okta_is_read_over_a_trusted_certificate_only(self, context, okta_settings, ca_bundle):
        """With the bundle it is read; without, the message names the setting."""
        with OktaServer([okta_user(1)], tls=context) as server:
            settings = okta_settings.model_copy(update={"org_url": server.origin})
            assert len(read(Okta(settings.model_copy(update={"ca_bundle": ca_bundle})))) == 1
            with pytest.raises(UnexpectedAnswer, match="not trusted") as caught:
                read(Okta(settings))
            assert "ca_bundle" in caught.value.remedy

    def test_a_bundle_that_is_none_is_said(self, okta_settings, tmp_path):
        """Its path is named."""
        (tmp_path / "ca.pem").write_text("nothing", "utf-8")
        with pytest.raises(SignInRefused, match=r"ca\.pem can't be read as certificates"):
            read(Okta(okta_settings.model_copy(update={"ca_bundle": tmp_path / "ca.pem"})))
