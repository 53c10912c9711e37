"""Whether a connection works, asked of each of the three."""

import asyncio
import subprocess
import sys

import pytest

from nameplate.plugins import PermissionMissing, Query, Scope
from nameplate.plugins.probe import probe
from support.http_server import Fault, status


def test_a_probe_signs_in_and_reads_one_page(provider):
    """It says how many people the page has, and whether there are more; one list request is sent."""
    found = asyncio.run(probe(provider.open(), provider.query))
    assert found.people == {"azure_ad": 999, "google": 500, "okta": 200}[provider.connector.name]
    assert found.more
    assert found.requests == 1
    assert found.seconds > 0
    assert len(provider.server.log.to(provider.users)) == 1


def test_a_probe_of_a_scope_by_groups_finds_its_people(provider):
    """The pages that only say who belongs to a group don't count as empty."""
    members = [user["id"] for user in provider.server.users[:3]]
    name = {"google": "all@acme.example"}.get(provider.connector.name, "All")
    provider.server.groups = {name: ("01all0000000", "All", members)} if "@" in name else {"g": ("All", members)}
    found = asyncio.run(probe(provider.open(), Query(frozenset({provider.select}), Scope((name,)))))
    assert found.people == 3


def test_a_probe_does_not_try_again(provider):
    """Whoever asks wants to know what is, now; the error is the read's own."""
    provider.server.faults.append(Fault(status(403, b"no"), on=provider.users, times=-1))
    with pytest.raises(PermissionMissing):
        asyncio.run(probe(provider.open(), provider.query))
    assert len(provider.server.log.to(provider.users)) == 1


@pytest.mark.parametrize("module", ["nameplate_azure_ad", "nameplate_google", "nameplate_okta"])
def test_a_connector_is_imported_without_its_sdk(module):
    """Listing the plugins, and reading snapshots, load no SDK."""
    sdks = "msgraph kiota_abstractions azure httpx googleapiclient google.auth httplib2 okta aiohttp".split()  # noqa: SIM905
    code = f"import sys, {module}; print([name for name in {sdks} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_live_read_of_okta_does_not_load_its_full_client():
    """The client's import takes two seconds, and a hundred megabytes."""
    code = "import sys, nameplate_okta.client; print('okta.client' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"
