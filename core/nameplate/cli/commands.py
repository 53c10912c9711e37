"""Every command: where it is and what it does, so that `nameplate --help` imports none of them."""

from typing import NamedTuple


class Listed(NamedTuple):
    """A command's module attribute and its line in the help."""

    target: str
    help: str


COMMANDS: dict[str, Listed] = {
    "map": Listed("nameplate.cli.map:command", "What each person's rules give, one JSON object a line."),
    "preview": Listed("nameplate.cli.preview:command", "What would change, person by person; nothing is written."),
    "snapshot": Listed("nameplate.cli.snapshot:command", "Save a connection's people, or copy a directory."),
    "show": Listed("nameplate.cli.show:command", "A saved plan, drawn in any format."),
    "plugins": Listed("nameplate.cli.plugins:command", "Connectors, their versions, and what is missing."),
    "schema": Listed("nameplate.cli.schema:command", "The JSON Schema of nameplate.yaml, for editors."),
    "init": Listed("nameplate.cli.init:command", "Write a configuration with a mapping to start from."),
}
