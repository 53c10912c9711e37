"""No template gets out of the sandbox, or uses up time and memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support import attacks

SECONDS, MEGABYTES = 1, 100
NAMES = list(attacks.attacks())


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, Any]]:
    """Every attack's outcome, all of them run in one process of their own."""
    script = Path(attacks.__file__)
    environment = {"PYTHONPATH": str(script.parents[1]), "PATH": ""}
    ended = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0, f"after {rows[-1] if rows else 'nothing'}: {ended.stderr[-2000:]}"
    return {row["name"]: row for row in rows}


def test_there_are_attacks_enough() -> None:
    """The corpus has more than ninety, none of them twice."""
    assert len(NAMES) >= 90


@pytest.mark.parametrize("name", NAMES)
def test_an_attack_is_refused(outcomes: dict[str, dict[str, Any]], name: str) -> None:
    """As a finding on the template or the person, in time and memory, and the other rules go on."""
    row = outcomes[name]
    assert row["outcome"].startswith(("refused: NP", "stopped: NP")), row
    assert row["seconds"] < SECONDS
    assert row["megabytes"] < MEGABYTES
    assert row["others"]
