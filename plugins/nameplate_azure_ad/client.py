"""Microsoft Graph through msgraph-sdk: its authentication, request building and transport, the body as bytes.

The SDK's user models are not used: they take 10 ms of CPU time a person. Its retries are off, since they know no
bound and no connection loss: the engine's hold for all connectors.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.middleware.options import RedirectHandlerOption, ResponseHandlerOption, RetryHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_request_adapter import options as graph_options
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory

from nameplate.plugins import UnexpectedAnswer, UnknownGroup
from nameplate.plugins.answers import LARGEST_BODY, Answer, foreign_link, lost, read_json, same_place, too_large
from nameplate.plugins.credentials import secure
from nameplate.plugins.groups import identified
from nameplate.plugins.oauth import Renewal
from nameplate.plugins.proxies import no_proxy
from nameplate_azure_ad.credential import SignIn
from nameplate_azure_ad.listing import Listing, objects
from nameplate_azure_ad.service import AUTHORITIES, GRAPH, GRAPH_GROUPS, GRAPH_URL
from nameplate_azure_ad.settings import AzureADSettings

NOT_FOUND = 404
MANAGER = "manager($select=id,userPrincipalName,mail)"
"""What is read of a manager."""
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def versioned(address: str) -> str:
    """Graph's address with its version: a cloud is named by its host alone as well."""
    return address if urlsplit(address).path else f"{address}/v1.0"


class GraphClient:
    """Gets pages from Microsoft Graph; opened and closed by its connector."""

    def __init__(self, settings: AzureADSettings, trusted: ssl.SSLContext) -> None:
        self.base_url = versioned(secure(settings.base_url or GRAPH_URL, "base_url"))
        self.timeout = settings.timeout
        host = urlsplit(self.base_url)
        try:
            self.http = httpx.AsyncClient(
                http2=True, verify=trusted, timeout=settings.timeout, event_hooks={"response": [limit_body]}
            )
        except (ImportError, ValueError, httpx.InvalidURL):  # a SOCKS proxy needs a library more
            raise no_proxy(host.scheme) from None
        self.sign_in = SignIn(settings, trusted)
        # The SDK's transport, which takes their place, has no `aclose` that reaches them.
        self.transports = [self.http._transport, *filter(None, self.http._mounts.values())]  # noqa: SLF001
        GraphClientFactory.create_with_default_middleware(
            client=self.http,
            options={
                **graph_options,
                RetryHandlerOption.get_key(): RetryHandlerOption(delay=0, max_retries=0, should_retry=False),
                RedirectHandlerOption.get_key(): RedirectHandlerOption(should_redirect=False),
            },
        )
        known = host.hostname if host.hostname in AUTHORITIES else urlsplit(GRAPH_URL).hostname
        self.scope = f"https://{known}/.default"
        provider = AzureIdentityAuthenticationProvider(
            self.sign_in, scopes=[self.scope], allowed_hosts=[host.hostname or ""]
        )
        self.adapter = GraphRequestAdapter(provider, client=self.http)
        self.adapter.base_url = self.base_url
        self.graph = GraphServiceClient(request_adapter=self.adapter)
        self.renewal = Renewal()
        self.groups: dict[str, str] = {}

    async def close(self) -> None:
        """Close the connections to Graph and to Entra ID."""
        await self.http.aclose()
        for transport in self.transports:
            await transport.aclose()
        await self.sign_in.close()

    async def page(self, listing: Listing, link: str) -> tuple[Any, str]:
        """The JSON of one page of a list, and what was asked for, in words.

        Raises:
            ReadError: It can't be had.
        """
        if listing.group:
            group = await self.group_id(listing.group)
            builder = self.graph.groups.by_group_id(group).transitive_members.graph_user
            request, service = f"GET /groups/{group}/transitiveMembers (group {listing.group!r})", GRAPH_GROUPS
        else:
            builder, request, service = self.graph.users, "GET /users", GRAPH
        if link and not same_place(link, self.base_url):
            raise foreign_link(link, GRAPH, request)
        information = (builder.with_url(link) if link else builder).to_get_request_information()
        if not link:
            information.query_parameters = parameters(listing)
        if listing.advanced:
            information.headers.add("ConsistencyLevel", "eventual")
        answer = await self.send(information, request)
        if answer.status == NOT_FOUND and listing.group:
            raise unknown_group(listing.group)
        return read_json(answer, service, request), request

    async def group_id(self, group: str) -> str:
        """The id of a group given by name or id.

        Raises:
            ReadError: There is none of that name, or several.
        """
        if GUID.fullmatch(group):
            return group
        if group not in self.groups:
            information = self.graph.groups.to_get_request_information()
            name = group.replace("'", "''")
            information.query_parameters = {"%24filter": f"displayName eq '{name}'", "%24select": ["id", "displayName"]}
            request = f"GET /groups (displayName {group!r})"
            answer = await self.send(information, request)
            found, _ = objects(read_json(answer, GRAPH_GROUPS, request), request)
            ids = [str(one["id"]) for one in found if one.get("id")]
            ids = ids or await self.group_with_id(group)
            if len(ids) != 1:
                raise unknown_group(group, len(ids))
            self.groups[group] = ids[0]
        return self.groups[group]

    async def group_with_id(self, group: str) -> list[str]:
        """The id that a text is, if it is that of a group.

        Raises:
            ReadError: It can't be told.
        """
        information = self.graph.groups.by_group_id(group).to_get_request_information()
        information.query_parameters = {"%24select": ["id"]}
        request = f"GET /groups/{group}"
        return identified(await self.send(information, request), group, GRAPH_GROUPS, request)

    async def send(self, information: RequestInformation, request: str) -> Answer:
        """The answer to a request, whatever its status; it is repeated with a fresh token where that helps.

        Raises:
            ReadError: There is none, or signing in failed.
        """
        while self.renewal.is_due((answer := await self.ask(information, request)).status):
            await self.sign_in.forget()
            information.headers.remove("Authorization")
        return answer

    async def ask(self, information: RequestInformation, request: str) -> Answer:
        """The answer to a request that is sent once.

        Raises:
            ReadError: There is none, or signing in failed.
        """
        # The SDK finds this token in the credential's cache; a slow sign-in is no slow Graph.
        await self.sign_in.get_token(self.scope, enable_cae=True)
        information.request_options[ResponseHandlerOption.get_key()] = ResponseHandlerOption(NativeResponseHandler())
        try:
            async with asyncio.timeout(self.timeout):
                response = await self.adapter.send_primitive_async(information, "bytes", None)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise lost(error, GRAPH, request) from error
        except ValueError as error:  # kiota's, for a demand for other claims that it can't read
            message = f"{GRAPH.name} answered {request} with what its SDK can't read ({type(error).__name__})."
            raise UnexpectedAnswer(message, remedy="Try again; see what stands before Graph if it stays so.") from error
        return Answer(response.status_code, dict(response.headers), response.content)


def parameters(listing: Listing) -> dict[str, Any]:
    """The query parameters of a list's first page, by their names in the SDK's URL templates; links carry them on."""
    named: dict[str, Any] = {"%24select": list(listing.select), "%24top": listing.top}
    if listing.filter:
        named["%24filter"] = listing.filter
    if listing.manager:
        named["%24expand"] = [MANAGER]
    if listing.advanced:
        named["%24count"] = True
    return named


async def limit_body(response: httpx.Response) -> None:
    """Let a response's body be no longer than LARGEST_BODY bytes."""
    response.stream = Limited(response.stream, response.request.url.path)


class Limited(httpx.AsyncByteStream):
    """A body that ends with an error where it is too long."""

    def __init__(self, stream: Any, path: str) -> None:
        self.stream = stream
        self.path = path

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        async for chunk in self.stream:
            received += len(chunk)
            if received > LARGEST_BODY:
                raise too_large(GRAPH, f"GET {self.path}")
            yield chunk

    async def aclose(self) -> None:
        """Close the response's own stream."""
        await self.stream.aclose()


def unknown_group(group: str, found: int = 0) -> UnknownGroup:
    """The error for a group that is not there, or a name that several have."""
    if found:
        return UnknownGroup(
            f"{found} groups of Microsoft Entra ID are named {group!r}.", remedy="Name the group by its object id."
        )
    return UnknownGroup(
        f"Microsoft Entra ID has no group {group!r}.",
        remedy="Correct the name (its display name, or its object id), or take it out of the configuration.",
    )
