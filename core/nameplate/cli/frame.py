"""The command `nameplate`: a group whose commands are imported when they are called."""

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from nameplate.cli.commands import COMMANDS


class LazyGroup(click.Group):
    """A group that knows its commands by `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        command.help = (command.help or "").replace("\\b\n", "\b\n")  # docstrings are raw; click wants the sign
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, or a usage error with a suggestion."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            _unknown(ctx, args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's
        """The table of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.help) for name, listed in COMMANDS.items()])


def _unknown(ctx: click.Context, word: str) -> NoReturn:
    near = get_close_matches(word, COMMANDS, n=1)
    ctx.fail(f"There is no command {word!r}.{f' Did you mean {near[0]!r}?' if near else ''}")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nameplate", message="%(prog)s %(version)s")
@click.option(
    "-c", "--config", type=click.Path(path_type=Path), envvar="NAMEPLATE_CONFIG", help="The configuration's file."
)
@click.option("--debug", is_flag=True, help="Show where in the program an unexpected error arose.")
def nameplate(config: Path | None, debug: bool) -> None:
    """Names and profile attributes from identity providers into Atlassian Cloud, right for every region."""
