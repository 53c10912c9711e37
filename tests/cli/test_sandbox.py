"""`nameplate sandbox` serves a directory over HTTP."""

import os
import re
import signal
import subprocess
import sys

import httpx2
import pytest

START = [sys.executable, "-c", "from nameplate.cli.sandbox import command; command()"]


@pytest.fixture
def start(tmp_path):
    """Starts it with options; gives the process, its address and its key."""
    running = []

    def start(*options, env=()):
        process = subprocess.Popen(
            [*START, "--port", "0", "--db", str(tmp_path / "s.db"), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **dict(env)},
        )
        running.append(process)
        base, identifier, _ = (process.stdout.readline() for _ in range(3))
        key = "" if env else re.search(r"=(\S+)", process.stderr.readline())[1]
        return process, f"{base.split()[1]}/scim/directory/{identifier.split()[1]}", key

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_it_prints_where_it_is_and_serves_until_interrupted(start):
    """With a key that it made up."""
    process, address, key = start("--directory-id", "try")
    headers = {"Authorization": f"Bearer {key}"}
    assert address.endswith("/scim/directory/try")
    assert httpx2.get(f"{address}/Users", headers=headers).json()["totalResults"] == 0
    assert httpx2.get(f"{address}/Users").status_code == 401
    process.send_signal(signal.SIGINT)
    process.wait(20)


def test_its_key_and_its_faults_can_be_chosen(start):
    """A key from the environment; a rate limit that bites."""
    _, address, _ = start("--token-env", "SANDBOX_KEY", "--limit", "2", "--window", "60", env={"SANDBOX_KEY": "k1"})
    answers = [httpx2.get(f"{address}/Users", headers={"Authorization": "Bearer k1"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert int(answers[2].headers["retry-after"]) >= 1
