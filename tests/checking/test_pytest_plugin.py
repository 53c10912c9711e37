"""pytest runs examples, and is not disturbed where there are none."""

import subprocess
import sys

import pytest

MAPPING = '{% extends "nameplate/default.j2" %}{% block job_title %}{{ user.title }}!{% endblock %}'
EXAMPLES = """\
mapping: own.j2
examples:
  - {name: good, given: {title: a}, expect: {job_title: a!}}
  - {name: bad, given: {title: a}, expect: {job_title: a}}
  - {name: routed, given: {}, region: all}
"""


@pytest.fixture
def run(tmp_path):
    """Runs pytest in a process of its own."""

    def ran(*words):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8")

    return ran


def test_examples_are_collected_and_run(run, tmp_path):
    """Each is an item, with the difference and the rule's address where it fails."""
    (tmp_path / "own.j2").write_text(MAPPING, "utf-8")
    (tmp_path / "own.examples.yaml").write_text(EXAMPLES, "utf-8")
    done = run("-v", "-rs")
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
    assert "own.examples.yaml::bad" in done.stdout
    assert "job_title  expected  a" in done.stdout
    assert "own.j2:1" in done.stdout
    assert "needs a configuration" in done.stdout


def test_the_configuration_above_is_used(run, tmp_path):
    """The nearest nameplate.yaml."""
    folder = tmp_path / "mappings"
    folder.mkdir()
    (folder / "own.j2").write_text(MAPPING, "utf-8")
    (folder / "own.examples.yaml").write_text(EXAMPLES.replace("{job_title: a}", "{job_title: a!}"), "utf-8")
    (tmp_path / "nameplate.yaml").write_text(
        "mappings: mappings\nregions: [{name: all, mapping: own.j2}]\ndirectories: {main: {sandbox: a.db}}\n"
        "connections: {staff: {connector: okta, directory: main, snapshot: a.jsonl}}\n",
        "utf-8",
    )
    assert "3 passed" in run("-q", "mappings").stdout


def test_a_file_that_cannot_be_read_is_a_collection_error(run, tmp_path):
    """With the place of the mistake."""
    (tmp_path / "own.examples.yaml").write_text("examples: [{givn: {}}]", "utf-8")
    done = run("-q")
    assert done.returncode != 0
    assert "NP102" in done.stdout


def test_other_runs_import_nothing_of_nameplate(run, tmp_path):
    """The plugin costs a run without examples one small module."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n\n\ndef test_other():\n"
        "    own = [name for name in sys.modules if name.partition('.')[0] == 'nameplate']\n"
        "    assert set(own) <= {'nameplate', 'nameplate.checking', 'nameplate.checking.pytest_plugin'}\n",
        "utf-8",
    )
    (tmp_path / "data.yaml").write_text("a: 1", "utf-8")
    done = run("-q")
    assert "1 passed" in done.stdout, done.stdout
