"""What docs/testing-mappings.md and docs/ci.md show works as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from nameplate.checking.examples.reading import KEYS
from nameplate.checking.examples.running import Runner
from nameplate.config import load_config

ROOT = Path(__file__).parents[2]
TESTING = (ROOT / "docs/testing-mappings.md").read_text("utf-8")
CI = (ROOT / "docs/ci.md").read_text("utf-8")
(MAPPING,) = re.findall(r"```jinja\n(.*?)```", TESTING, re.DOTALL)
BESIDE, ROUTED, NEW = re.findall(r"```yaml\n(.*?)```", TESTING, re.DOTALL)
WORKFLOW, _ = [YAML(typ="safe").load(text) for text in re.findall(r"```yaml\n(.*?)```", CI, re.DOTALL)]
STEPS = {step["name"]: step["run"] for step in WORKFLOW["jobs"]["mappings"]["steps"] if "run" in step}
"""The workflow's own commands."""


@pytest.mark.parametrize("text", [BESIDE, NEW])
def test_the_examples_on_the_page_hold(tmp_path, plugins, text):
    """Beside the mapping on the page."""
    (tmp_path / "japan.j2").write_text(MAPPING, "utf-8")
    path = tmp_path / "japan.examples.yaml"
    path.write_text(text, "utf-8")
    assert not any(outcome.failed or outcome.skipped for outcome in Runner(plugins).run([path]))


def test_the_conditions_on_the_page_hold(tmp_path, plugins):
    """With the example organization's regions."""
    path = tmp_path / "regions.examples.yaml"
    path.write_text(ROUTED, "utf-8")
    config = load_config(ROOT / "examples/acme/nameplate.yaml", plugins.connectors)
    assert not any(outcome.failed or outcome.skipped for outcome in Runner(plugins, config).run([path]))


def test_every_key_of_an_example_is_described():
    """In the table, and no other."""
    table = re.findall(r"^\| `(\w+)` \|", TESTING, re.MULTILINE)
    assert sorted(table) == sorted(KEYS)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The example as GitHub would check it out for a pull request: a target branch, and a change to one mapping."""
    folder = tmp_path_factory.mktemp("checkout") / "acme"
    shutil.copytree(ROOT / "examples/acme", folder, ignore=shutil.ignore_patterns("practice*"))
    identity = ("-c", "user.name=Test", "-c", "user.email=test@acme.example")
    commands = (("init", "-q"), ("add", "."), (*identity, "commit", "-q", "-m", "A step"),
                ("update-ref", "refs/remotes/origin/main", "HEAD"))  # fmt: skip
    for words in commands:
        subprocess.run(["git", "-C", folder, *words], check=True)
    korea = folder / "mappings/korea.j2"
    korea.write_text(korea.read_text("utf-8").replace("Asia/Seoul", "Asia/Tokyo"), "utf-8")
    examples = folder / "mappings/korea.examples.yaml"
    examples.write_text(examples.read_text("utf-8").replace("Asia/Seoul", "Asia/Tokyo"), "utf-8")
    return folder


def run(folder, command):
    """A step, as GitHub runs it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GITHUB_BASE_REF": "main"}
    done = subprocess.run(
        ["bash", "-ec", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("step", ["Check", "Test"])
def test_the_workflow_passes_where_nothing_is_wrong(checkout, step):
    """On the example organization, with GitHub's variables."""
    run(checkout, STEPS[step])


def test_the_comment_says_who_is_affected(checkout):
    """As the comparison writes it."""
    run(checkout, STEPS["Compare"])
    text = (checkout / "nameplate-diff.md").read_text("utf-8")
    assert "| timezone | Asia/Seoul | Asia/Tokyo |" in text


def test_the_workflow_runs_for_every_file_that_decides():
    """A change to chosen names is one too."""
    paths = WORKFLOW["on"]["pull_request"]["paths"]
    assert {"nameplate.yaml", "people.csv", "mappings/**"} == set(paths)
    assert WORKFLOW["permissions"]["pull-requests"] == "write"
