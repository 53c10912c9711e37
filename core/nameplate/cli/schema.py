"""`nameplate schema`: the JSON Schema of nameplate.yaml."""

import json

import click

from nameplate.config import json_schema
from nameplate.plugins import load_plugins


@click.command(name="schema")
def command() -> None:
    r"""Print the JSON Schema of nameplate.yaml, with the settings of every installed connector.

    Save it beside the configuration and name it in the first line, and an editor completes and checks the file:

    \b
        # yaml-language-server: $schema=nameplate.schema.json
    """
    click.echo(json.dumps(json_schema(load_plugins().settings_models), indent=2, ensure_ascii=False))
