"""Every command: where it is and what it does, so that `nameplate --help` imports none of them."""

from typing import NamedTuple


class Listed(NamedTuple):
    """A command's module attribute and its line in the help."""

    target: str
    help: str


COMMANDS: dict[str, Listed] = {
    "map": Listed("nameplate.cli.map:command", "What each person's rules give, one JSON object a line."),
    "preview": Listed("nameplate.cli.preview:command", "What would change, person by person; nothing is written."),
    "push": Listed("nameplate.cli.push:command", "Apply a saved plan to Atlassian, exactly."),
    "run": Listed("nameplate.cli.run:command", "Preview and push without a person, for cron and CI."),
    "explain": Listed("nameplate.cli.explain:command", "How everything about a person comes about; a finding's page."),
    "check": Listed("nameplate.cli.check:command", "What is wrong with the configuration and its mappings."),
    "test": Listed("nameplate.cli.test:command", "The examples of the mappings."),
    "diff": Listed("nameplate.cli.diff:command", "Whose payload two configurations or revisions treat differently."),
    "snapshot": Listed("nameplate.cli.snapshot:command", "Save a connection's people, or copy a directory."),
    "show": Listed("nameplate.cli.show:command", "A saved plan, drawn in any format."),
    "history": Listed("nameplate.cli.history:command", "The plan files of a folder, and what became of them."),
    "plugins": Listed("nameplate.cli.plugins:command", "Connectors, their versions, and what is missing."),
    "schema": Listed("nameplate.cli.schema:command", "The JSON Schema of nameplate.yaml, for editors."),
    "sandbox": Listed("nameplate.cli.sandbox:command", "Serve a local Atlassian-like directory, to practise on."),
    "serve": Listed("nameplate.cli.serve:command", "The review pages and the rule workbench; prints their address."),
    "init": Listed("nameplate.cli.init:command", "Write a configuration with a mapping to start from."),
    "new-plugin": Listed("nameplate.cli.new_plugin:command", "Write the package of a connector, with its tests."),
}
