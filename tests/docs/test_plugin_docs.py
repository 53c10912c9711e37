"""docs/plugins: each hook has its heading, with its exact signature and an example that runs; so does the tutorial."""

import ast
import asyncio
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from nameplate.config import load_config
from nameplate.mapping import compile_files
from nameplate.planning import Plan, PreviewOptions, preview
from nameplate.plugins import Plugins, SourceUser, hooks, load_plugins
from nameplate.plugins.inspection import HOOKS
from nameplate.testing.running import read, run

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/plugins"
SECTION = re.compile(r"^## (nameplate_\w+)([^\n]*)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = {match[1]: match for match in SECTION.finditer((DOCS / "hooks.md").read_text("utf-8"))}
FILE = re.compile(r"^`([\w./]+)`:\n\n```(?:python|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
USES = "{% block user_name %}{{ user.email }}{% endblock %}{% block email %}{{ user.email }}{% endblock %}"


def signature(hook: str) -> str:
    """A hook's signature as its source has it."""
    (function,) = ast.parse(inspect.getsource(getattr(hooks, hook))).body
    assert isinstance(function, ast.FunctionDef)
    assert function.returns
    return f"({ast.unparse(function.args)}) -> {ast.unparse(function.returns)}"


def example(hook: str) -> ModuleType:
    """The example of a hook as a module."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", SECTIONS[hook][3], re.MULTILINE | re.DOTALL)
    module = ModuleType(f"example_of_{hook}")
    exec(compile(code, f"{hook} in hooks.md", "exec"), vars(module))  # noqa: S102 -- our own page
    return module


def with_example(hook: str) -> Plugins:
    """The plugins that are installed, and the example."""
    plugins = load_plugins([example(hook)])
    assert plugins.problems == ()
    return plugins


def planned(plugins: Plugins, folder: Path) -> Plan:
    """A preview of two people, one of them a chief."""
    (folder / "people.csv").write_text("id,mail,name,title\n1,a@acme.example,Ada 2,Chief\n2,b@acme.example,Bob,\n")
    name, title = "{{ user.raw.row.name }}", "{{ user.title }}"
    blocks = f"{{% block display_name %}}{name}{{% endblock %}}{{% block job_title %}}{title}{{% endblock %}}"
    (folder / "all.j2").write_text(USES + blocks)
    (folder / "nameplate.yaml").write_text(
        "mappings: .\norganization: {verified_domains: [acme.example]}\nregions: [{name: all, mapping: all.j2}]\n"
        "directories: {main: {sandbox: main.db}}\n"
        "connections: {hr: {connector: csv, directory: main, settings: {file: people.csv}}}\n"
    )
    config = load_config(folder / "nameplate.yaml", plugins.connectors)
    return asyncio.run(preview(config, plugins, out=folder / "plan.db", options=PreviewOptions(cache=False)))


def rendered(plugins: Plugins, folder: Path, expression: str, person: SourceUser) -> str | None:
    """What an expression in a mapping gives for a person."""
    path = folder / "try.j2"
    path.write_text(f"{USES}{{% block display_name %}}{expression}{{% endblock %}}")
    return compile_files([path], plugins).map_in(person, "files", "try.j2").values[5]


def connectors(folder: Path) -> None:
    """The connector reads its file."""
    plugins = with_example("nameplate_connectors")
    phonebook = plugins.connectors["phonebook"]
    people = [{"number": "1", "mail": "ada@acme.example", "name": "Ada"}]
    (folder / "people.json").write_text(json.dumps(people))
    reading = run(read(phonebook, phonebook.settings_model(file=folder / "people.json")))
    assert [(person.id, person.person) for person in reading.people] == [("1", "Ada")]


def filters(folder: Path) -> None:
    """The filter works in a mapping."""
    person = SourceUser(id="1", email="a@acme.example", department="Human Resources")
    plugins = with_example("nameplate_filters")
    assert rendered(plugins, folder, "{{ user.department | short }}", person) == "HR"


def globals_(folder: Path) -> None:
    """The function works in a mapping."""
    person = SourceUser(id="1", email="a@acme.example", office="Budapest", custom={"desk": "12"})
    plugins = with_example("nameplate_globals")
    assert rendered(plugins, folder, "{{ desk(user.office, user.custom.desk) }}", person) == "BUD-12"


def findings(folder: Path) -> None:
    """The remark is on the plan, with the plugin's name."""
    plugins = with_example("nameplate_findings")
    with planned(plugins, folder) as plan:
        (found,) = plugins.findings(plan)
    assert (found.code, found.plugin) == ("NP902", "example_of_nameplate_findings")
    assert "'Ada 2'" in found.message


def guards(folder: Path) -> None:
    """The guard is judged with the plan."""
    with planned(with_example("nameplate_guards"), folder) as plan:
        (verdict,) = [one for one in plan.guards() if one.guard == "executives"]
    assert (verdict.actual, verdict.holds) == (1, True)


TRIALS: dict[str, Callable[[Path], None]] = {
    "nameplate_connectors": connectors,
    "nameplate_filters": filters,
    "nameplate_globals": globals_,
    "nameplate_findings": findings,
    "nameplate_guards": guards,
}


def test_every_hook_is_documented_and_tried():
    """A heading for each hook and none besides, in their order; and a trial of each example."""
    assert tuple(SECTIONS) == HOOKS
    assert set(TRIALS) == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_the_heading_is_the_signature(hook: str):
    """Exactly as the hook is specified."""
    assert SECTIONS[hook][2] == signature(hook)


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_does_what_the_page_says(hook: str, tmp_path: Path):
    """Loaded as a plugin, and put to use."""
    TRIALS[hook](tmp_path)


@pytest.fixture(scope="module")
def birdhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all files of the tutorial."""
    folder = tmp_path_factory.mktemp("birdhouse")
    for name, text in FILE.findall((DOCS / "tutorial.md").read_text("utf-8")):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def in_folder(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a Python program that finds the tutorial's package."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = (sys.executable, *command)
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


def test_the_tutorial_builds_a_connector_that_keeps_the_contract(birdhouse: Path):
    """All its files together: every check passes, and none is left out."""
    done = in_folder(birdhouse, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "tests")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_the_tutorial_is_a_plugin(birdhouse: Path):
    """Its module is loaded, and the record that the page shows is the person that it says."""
    page = (DOCS / "tutorial.md").read_text("utf-8")
    (record,) = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    program = (
        "import sys, json, nameplate_birdhouse as module\n"
        "from nameplate.plugins import load_plugins\n"
        "connector = load_plugins([module]).connectors['birdhouse']\n"
        "person = connector.normalize(json.loads(sys.argv[1]))\n"
        "print(person.id, person.given_name, person.family_name, person.title, person.country, person.active)\n"
    )
    done = in_folder(birdhouse, "-c", program, record)
    assert done.stdout.split() == ["b7", "Ada", "Lovelace", "Analyst", "GB", "True"], done.stderr


def test_the_contract_checks_what_the_tutorial_names():
    """The check that the page leaves out as an example exists."""
    from nameplate.testing import ConnectorContract  # noqa: PLC0415 -- a test class would be collected here

    page = (DOCS / "tutorial.md").read_text("utf-8")
    (named,) = re.findall(r'not_applicable = \{"(\w+)"', page)
    assert hasattr(ConnectorContract, f"test_{named}")
