"""`nameplate snapshot`: save a connection's raw records, or copy a directory into a sandbox."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nameplate.cli.common import config_option, load
from nameplate.cli.failures import say
from nameplate.cli.progress import TerminalProgress
from nameplate.cli.targets import SANDBOX_BEGINS, SNAPSHOT_BEGINS, refuse_other_kind
from nameplate.errors import UsageError
from nameplate.model import EVERYTHING, Needs, Progress

if TYPE_CHECKING:
    from nameplate.config import Config
    from nameplate.plugins import Plugins


@click.command("snapshot", short_help="Save a connection's people, or copy a directory into a sandbox.")
@config_option
@click.argument("name")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file.")
@click.option("--everything", is_flag=True, help="Ask for every field, not only for those that the mappings read.")
def command(config: Path, name: str, output: Path, *, everything: bool) -> None:
    r"""Save what the identity provider of a connection says of its people, to read it again later.

    The file holds its own records as JSON Lines and ends with a line that proves that nobody is missing. It appears
    whole or not at all, and only you may read it. A name that ends in .gz or .zst is compressed. Name it as
    `snapshot:` of the connection, and everything is read from there.

    NAME may also be a directory: its accounts are copied into a sandbox to practise on.

    \b
        nameplate snapshot okta-us -o okta.jsonl.zst
        nameplate snapshot main -o practice.db
    """
    loaded, plugins = load(config)
    with TerminalProgress() as progress:
        if name in loaded.connections:
            refuse_other_kind(output, SNAPSHOT_BEGINS, "a snapshot")
            asyncio.run(save_connection(loaded, plugins, name, output, progress, everything=everything))
        elif name in loaded.directories:
            refuse_other_kind(output, SANDBOX_BEGINS, "a sandbox")
            asyncio.run(save_directory(loaded, name, output, progress))
        else:
            known = ", ".join([*loaded.connections, *loaded.directories])
            raise UsageError(f"There is no connection or directory {name!r}.", remedy=f"There are: {known}.")


async def save_connection(
    config: "Config", plugins: "Plugins", name: str, output: Path, progress: Progress, *, everything: bool
) -> None:
    """Save what the mappings read of a connection's people, and the members of the groups that they mention.

    Raises:
        ReadError: The connection could not be read to its end; nothing is saved.
    """
    from nameplate.mapping import compile_mappings
    from nameplate.reading import open_source, save_snapshot

    needs = compile_mappings(config, plugins).needs[name]
    if everything:
        needs |= Needs(frozenset({EVERYTHING}), frozenset({EVERYTHING}))
    saved = await save_snapshot(open_source(config, plugins, name, needs, progress=progress), output)
    groups = f", and the members of {', '.join(saved.groups)}" if saved.groups else ""
    say(f"Saved {saved.people:,} people of {name}{groups} in {output}.")


async def save_directory(config: "Config", name: str, output: Path, progress: Progress) -> None:
    """Copy a directory's accounts into a sandbox.

    Raises:
        DirectoryError: The directory can't be listed to its end; nothing is saved.
    """
    from nameplate.directory import open_directory, save_to_sandbox

    async with open_directory(name, config.directories[name], progress=progress) as client:
        accounts = await save_to_sandbox(client, output)
    say(f"Copied {accounts:,} accounts of {name} into the sandbox {output}.")
