"""How fast and how considerate a push is: `python benchmarks/push.py [--seconds N] [--limits 10 50 200]`.

A sandbox is served by another process under a rate limit, and everybody's display name is changed in it. Printed for
each limit: requests per changed person; throughput from the first change that was sent to the last that was answered,
as a share of the limit; the share of requests that were answered 429; and CPU time per request, reading the plan and
judging guards included, beside a bare loop of the same HTTP library.
"""

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx2
import orjson

from nameplate.config import load_config
from nameplate.directory import load_sandbox
from nameplate.planning import open_plan, preview
from nameplate.plugins import load_plugins
from nameplate.pushing import PushOptions, push

KEY = "NAMEPLATE_BENCHMARK_KEY"
CONFIG = """
mappings: .
regions: [{{name: all, mapping: all.j2}}]
organization: {{sso_name_claims: removed}}
guards: {{display_names: {{percent: 100, count: 1000000}}}}
directories:
  main:
    base_url: {base_url}
    directory_id: practice
    token: {{env: {key}}}
    requests: {{per_second: 1000, concurrency: 16}}
connections: {{okta: {{connector: okta, directory: main, snapshot: people.jsonl}}}}
"""
MAPPING = """
{% block user_name %}{{ user.user_name }}{% endblock %}
{% block email %}{{ user.email }}{% endblock %}
{% block display_name %}{{ user.family_name }} {{ user.given_name }}{% endblock %}
"""


def people(count: int) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """An Okta record and the account that it changes."""
    for n in range(count):
        address = f"p{n}@acme.example"
        profile = {"login": address, "email": address, "firstName": "Taro", "lastName": f"Yamada{n}"}
        account = {
            "id": f"a{n}",
            "externalId": f"00u{n}",
            "userName": address,
            "emails": [{"value": address, "type": "work", "primary": True}],
            "displayName": f"Taro Yamada{n}",
            "active": True,
        }
        yield {"id": f"00u{n}", "status": "ACTIVE", "profile": profile}, account


@contextlib.contextmanager
def served(folder: Path, limit: float | None = None, port: str = "0") -> Iterator[str]:
    """The sandbox in a process of its own; gives its address."""
    words = [sys.executable, "-c", "from nameplate.cli import main; main()", "sandbox", "--port", port]
    words += ["--db", str(folder / "sandbox.db"), "--token-env", KEY, "--latency", "0.02"]
    words += ["--limit", str(limit)] if limit else []
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- this program
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
    finally:
        process.kill()
        process.communicate()


def prepared(folder: Path, count: int) -> None:
    """Write the company of so many people."""
    pairs = list(people(count))
    load_sandbox(folder / "sandbox.db", [account for _, account in pairs])
    (folder / "people.jsonl").write_text("".join(json.dumps(record) + "\n" for record, _ in pairs), "utf-8")
    (folder / "all.j2").write_text(MAPPING, "utf-8")


def pushed(folder: Path, limit: float, count: int) -> str:
    """Preview, push, measure: one line."""
    prepared(folder, count)
    plugins = load_plugins()
    config_file, plan_file = folder / "nameplate.yaml", folder / "plan.db"
    with served(folder) as base_url:
        config_file.write_text(CONFIG.format(base_url=base_url, key=KEY), "utf-8")
        asyncio.run(preview(load_config(config_file, plugins.connectors), plugins, out=plan_file)).close()
    with served(folder, limit, base_url.rpartition(":")[2]):
        config = load_config(config_file, plugins.connectors)
        cpu = time.process_time()
        result = asyncio.run(push(plan_file, config, plugins, options=PushOptions()))
        cpu = time.process_time() - cpu
    assert result.applied == count, result
    with open_plan(plan_file) as plan:
        attempts = list(plan.attempts())
    first, last = min(one.sent_at for one in attempts), max(one.answered_at for one in attempts)
    seconds = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()
    throttled = result.throttled / result.requests
    rate = count / seconds
    return (
        f"{limit:6g}/s {count:6,} people {seconds:7.1f} s {result.requests / count:8.3f} requests a person "
        f"{rate / limit:7.1%} of the limit {throttled:7.2%} answered 429 {1e6 * cpu / result.requests:7.0f} µs CPU"
    )


async def bare(base_url: str, count: int) -> float:
    """CPU seconds of a bare loop that sends the same PATCH so often."""
    body = {"op": "replace", "path": "displayName", "value": "Yamada Taro"}
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [body]}
    headers = {"Authorization": f"Bearer {os.environ[KEY]}", "Content-Type": "application/scim+json"}
    numbers = iter(range(count))
    async with httpx2.AsyncClient(headers=headers) as http:

        async def worker() -> None:
            for n in numbers:
                url = f"{base_url}/scim/directory/practice/Users/a{n}"
                response = await http.patch(url, content=orjson.dumps(patch))
                orjson.loads(response.content)

        cpu = time.process_time()
        async with asyncio.TaskGroup() as group:
            for _ in range(16):
                group.create_task(worker())
        return time.process_time() - cpu


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="about how long each limit is pushed against")
    parser.add_argument("--limits", type=float, nargs="+", default=[10, 50, 200], help="requests a second")
    chosen = parser.parse_args()
    os.environ[KEY] = "benchmark"
    for limit in chosen.limits:
        with tempfile.TemporaryDirectory() as name:
            print(pushed(Path(name), limit, int(limit * chosen.seconds)), flush=True)
    with tempfile.TemporaryDirectory() as name:
        prepared(Path(name), 1000)
        with served(Path(name)) as base_url:
            print(f"a bare loop of the same library: {1e6 * asyncio.run(bare(base_url, 1000)) / 1000:.0f} µs CPU")


if __name__ == "__main__":
    main()
