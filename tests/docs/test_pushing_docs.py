"""docs/pushing.md and its neighbours: every command line is one that nameplate takes, every configuration is valid."""

import re
import shlex
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from nameplate.cli.frame import nameplate
from nameplate.config.models import Config

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / name for name in ("pushing.md", "sso-names.md", "coexistence.md")]
LINES = [
    line.partition(" > ")[0]
    for page in PAGES
    for block in re.findall(r"```shell\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
]
CONFIGURATIONS = [
    block for page in PAGES for block in re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_is_one_that_nameplate_takes(line):
    """Its words are parsed, and nothing is run."""
    program, name, *words = shlex.split(line)
    assert program == "nameplate"
    context = click.Context(nameplate, info_name="nameplate")
    command = nameplate.get_command(context, name)
    assert command is not None
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("block", CONFIGURATIONS)
def test_every_piece_of_configuration_has_known_keys(block):
    """Inside an otherwise empty one."""
    assert Config.model_validate({"directories": {}, "connections": {}} | YAML(typ="safe").load(block))
