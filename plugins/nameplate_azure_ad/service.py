"""Microsoft's addresses, and what its refusals ask for."""

from collections.abc import Mapping

from nameplate.plugins.answers import Service
from nameplate_azure_ad.settings import Identity

GRAPH_URL = "https://graph.microsoft.com/v1.0"
AUTHORITIES: Mapping[str, str] = {
    "graph.microsoft.us": "https://login.microsoftonline.us",
    "dod-graph.microsoft.us": "https://login.microsoftonline.us",
    "microsoftgraph.chinacloudapi.cn": "https://login.chinacloudapi.cn",
}
"""National clouds: Graph's host → where its tokens come from
(https://learn.microsoft.com/graph/deployments)."""

SIGN_IN: Mapping[Identity, str] = {
    "client_secret": (
        "Check tenant_id, client_id and client_secret: the secret's value (not its id) of the app registration, "
        "under Certificates & secrets, and whether it has expired."
    ),
    "certificate": (
        "Check tenant_id, client_id and certificate: a PEM or PFX file with the private key, whose public part is "
        "uploaded to the app registration under Certificates & secrets."
    ),
    "workload": (
        "Workload identity needs AZURE_FEDERATED_TOKEN_FILE, and tenant_id and client_id (or AZURE_TENANT_ID and "
        "AZURE_CLIENT_ID), with a federated credential on the app registration."
    ),
    "managed": "A managed identity needs a machine of Azure that has one; elsewhere set client_secret or certificate.",
}
"""What to do when a sign-in fails, for each kind."""

OTHER_TENANT = (
    "Check tenant_id (the directory's id, or a domain of it), and that base_url and authority belong to the tenant's "
    "cloud."
)
OTHER_APP = (
    "Check client_id (the application's id, not its object id), and that tenant_id is the tenant of the app "
    "registration."
)
ELSEWHERE = "Check authority, and what stands between this machine and Entra ID."
"""What to do where something answers a request for a token that is not Entra ID."""

CONSENT = (
    "In the Entra admin center, under App registrations > API permissions, add the application permission "
    "{permission} of Microsoft Graph and grant admin consent."
)
GRAPH = Service(
    "Microsoft Graph",
    sign_in="Check tenant_id, and that base_url and authority belong to the same cloud.",
    permission=CONSENT.format(permission="User.Read.All"),
)
GRAPH_GROUPS = Service(
    GRAPH.name, sign_in=GRAPH.sign_in, permission=CONSENT.format(permission="GroupMember.Read.All (and User.Read.All)")
)
ENTRA = Service("Microsoft Entra ID", sign_in=SIGN_IN["client_secret"], permission=GRAPH.permission)
