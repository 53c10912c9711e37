"""How fast each connector reads people into `SourceUser`s, beside raw httpx, orjson and the same normalization.

    python benchmarks/read.py [people] [connector ...]

The pages are the same: a server in a process of its own serves them, serialized beforehand. "raw" is a plain loop;
"connector" signs in and asks by the SDK; "engine" is the connector under the reading engine, which also looks for
people and pages that come twice. Each figure is the best of three runs: people a second, CPU time a person, the
growth of memory from the first quarter of the people to the last, and the ratio to raw by the clock and by CPU time.
"""

import argparse
import asyncio
import gc
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import orjson
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from nameplate.config.models import Config, Connection, Directory
from nameplate.model import Needs
from nameplate.plugins import AnyConnector, Query, Settings
from nameplate.plugins.compiling import compile_normalizer
from nameplate.plugins.loading import load_plugins
from nameplate.reading import open_source
from nameplate.reading.selection import ALWAYS
from support import graph_server, http_server, okta_server
from support.google_server import ACCOUNT, SUBJECT, GoogleServer
from support.graph_server import EntraServer, GraphServer
from support.okta_server import OktaServer
from support.people import google_user, graph_user, okta_user

FIELDS = frozenset(
    {"given_name", "family_name", "display_name", "country", "department", "title", "office", "timezone", "city"}
    | {"preferred_language", "employee_id", "organization"}
)
"""What the mappings of a company with many regions read."""
WANTED = FIELDS | ALWAYS
"""The same, with what correlation reads."""


class Run(NamedTuple):
    """One read: people, seconds, CPU seconds, and growth of resident memory in bytes."""

    people: int
    seconds: float
    cpu: float
    growth: int


# --- the server's process


def serve(connector: str, people: int) -> None:
    """Serve until standard input ends; the addresses go to standard output."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    said: dict[str, Any] = {"pem": pem}
    if connector == "azure_ad":
        authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        entra = EntraServer(context).__enter__()
        said |= {"entra": entra.origin, "ca": authority.cert_pem.bytes().decode()}
    made: dict[str, Callable[[], http_server.LoopbackServer]] = {
        "azure_ad": lambda: GraphServer([graph_user(number) for number in range(people)]),
        "google": lambda: GoogleServer(key.public_key(), [google_user(number) for number in range(people)]),
        "okta": lambda: OktaServer([okta_user(number) for number in range(people)]),
    }
    server = made[connector]()
    answer = server.answer
    kept: dict[Any, http_server.Reply] = {}
    last: dict[str, str] = {}

    def remembered(request: http_server.Request) -> http_server.Reply:
        asked = (request.path, tuple(request.query.items()))
        if request.path == "/last":
            return http_server.Reply(last)
        last["url"] = f"{server.origin}{request.path}?{urlencode(request.query)}"
        last["authorization"] = request.headers.get("authorization", "")
        if request.method != "GET":
            return answer(request)
        if asked not in kept:
            reply = answer(request)
            kept[asked] = http_server.Reply(reply.payload, reply.status, reply.headers)
        return kept[asked]

    server.answer = remembered  # type: ignore[method-assign]
    with server:
        print(json.dumps({**said, "origin": server.origin}), flush=True)
        sys.stdin.read()


# --- the reads


def settings(connector: AnyConnector, served: dict[str, Any], folder: Path) -> Settings:
    """Settings that sign in to the server."""
    (folder / "ca.pem").write_text(served.get("ca", ""), "utf-8")
    key = {"client_email": ACCOUNT, "private_key": served["pem"], "token_uri": f"{served['origin']}/token"}
    (folder / "sa.json").write_text(json.dumps(key), "utf-8")
    os.environ |= {"READ_SECRET": graph_server.SECRET, "READ_TOKEN": okta_server.TOKEN}
    given: dict[str, dict[str, Any]] = {
        "azure_ad": {
            "tenant_id": graph_server.TENANT,
            "client_id": graph_server.CLIENT,
            "client_secret": {"env": "READ_SECRET"},
            "authority": served.get("entra"),
            "base_url": f"{served['origin']}/v1.0",
            "ca_bundle": folder / "ca.pem",
        },
        "google": {"service_account_file": folder / "sa.json", "subject": SUBJECT, "base_url": served["origin"]},
        "okta": {"org_url": served["origin"], "token": {"env": "READ_TOKEN"}},
    }
    return connector.settings_model.model_validate(given[connector.name])


async def by_engine(connector: AnyConnector, chosen: Settings) -> AsyncIterator[int]:
    """People a page, read as the program reads them."""
    connection = Connection(connector=connector.name, directory="main", settings=chosen)
    config = Config(directories={"main": Directory(sandbox=Path("unused.db"))}, connections={"read": connection})
    async for page in open_source(config, load_plugins(), "read", Needs(FIELDS)).pages():
        yield len(page)


async def by_connector(connector: AnyConnector, chosen: Settings) -> AsyncIterator[int]:
    """People a page, fetched by the connector and normalized."""
    normalize = compile_normalizer(connector.fields, WANTED)
    async with connector(chosen) as opened:
        cursor: str | None = None
        while True:
            page = await opened.fetch(Query(paths(connector)), cursor)
            yield len([normalize(record) for record in page.records])
            if (cursor := page.next) is None:
                return


async def by_hand(connector: AnyConnector, chosen: Settings) -> AsyncIterator[int]:
    """People a page, read by httpx and orjson, with the token and the first address that the connector uses."""
    normalize = compile_normalizer(connector.fields, WANTED)
    first, headers = await first_request(connector, chosen)
    async with httpx.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
        url: str | None = first
        while url:
            response = await http.get(url)
            data = orjson.loads(response.content)
            records = data if isinstance(data, list) else data.get("value") or data.get("users", [])
            yield len([normalize(record) for record in records])
            url = following(first, response, data)


async def first_request(connector: AnyConnector, chosen: Settings) -> tuple[str, dict[str, str]]:
    """The address and the credentials of the connector's first request for people, as its SDK sends them."""
    async with connector(chosen) as opened:
        await opened.fetch(Query(paths(connector)), None)
    response = await asyncio.to_thread(httpx.get, f"{origin(chosen)}/last", trust_env=False)
    sent = orjson.loads(response.content)
    return sent["url"], {"authorization": sent["authorization"]}


def paths(connector: AnyConnector) -> frozenset[str]:
    """The raw paths of the fields that are read."""
    return frozenset(path for name, field in connector.fields.items() if name in WANTED for path in field.paths)


def origin(chosen: Settings) -> str:
    """The server's address."""
    return (chosen.base_url or getattr(chosen, "org_url", "")).removesuffix("/v1.0")


def following(first: str, response: httpx.Response, data: Any) -> str | None:
    """The address of the next page."""
    if isinstance(data, list):
        return response.links.get("next", {}).get("url")
    if token := data.get("nextPageToken"):
        return f"{first}&pageToken={token}"
    return data.get("@odata.nextLink")


# --- measuring


async def measure(pages: AsyncIterator[int], people: int) -> Run:
    """One read, timed from its second page on, so that imports and sign-in don't count."""
    read, timed, began, cpu, quarter = 0, 0, 0.0, 0.0, 0
    async for size in pages:
        if not began:
            gc.collect()
            began, cpu = time.perf_counter(), time.process_time()
            read = size
            continue
        read, timed = read + size, timed + size
        if not quarter and read * 4 >= people:
            quarter = resident()
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    assert read == people, f"{read} people of {people}"
    return Run(timed, seconds, used, resident() - quarter)


def resident() -> int:
    """This process's resident memory in bytes (Linux; elsewhere 0)."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def compare(name: str, people: int) -> None:
    """Prints the figures of one connector."""
    connector = load_plugins().connectors[name]
    command = [sys.executable, __file__, "--serve", name, str(people)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,  # noqa: S603 -- itself
        tempfile.TemporaryDirectory() as folder,
    ):
        assert server.stdout is not None
        assert server.stdin is not None
        chosen = settings(connector, json.loads(server.stdout.readline()), Path(folder))
        asyncio.run(measure(by_engine(connector, chosen), people))
        runs: dict[str, list[Run]] = {way: [] for way in WAYS}
        for _ in range(3):
            for way, read in WAYS.items():
                runs[way].append(asyncio.run(measure(read(connector, chosen), people)))
        server.stdin.close()
        server.wait()
    speed = {way: max(run.people / run.seconds for run in found) for way, found in runs.items()}
    cpu = {way: min(run.cpu / run.people for run in found) * 1e6 for way, found in runs.items()}
    for way, found in runs.items():
        growth = min(run.growth for run in found) / 1024**2
        ratios = f"{speed[way] / speed['raw']:5.2f} {cpu['raw'] / cpu[way]:5.2f}"
        print(f"{name:9} {way:9} {speed[way]:9,.0f} people/s {cpu[way]:6.1f} us CPU/person {growth:+6.1f} MB {ratios}")


CONNECTORS = ["azure_ad", "google", "okta"]
WAYS = {"raw": by_hand, "connector": by_connector, "engine": by_engine}


def main() -> None:
    """Prints the figures of all connectors, or of those named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", nargs="?", type=int, default=20_000)
    parser.add_argument("connector", nargs="*", default=CONNECTORS, metavar="connector")
    chosen = parser.parse_args()
    for name in chosen.connector:
        compare(name, chosen.people)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        main()
