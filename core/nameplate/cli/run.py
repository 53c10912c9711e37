"""`nameplate run`: preview and push, unattended."""

import json
from pathlib import Path

import click

from nameplate.cli.common import config_option, load
from nameplate.cli.output import output
from nameplate.cli.progress import TerminalProgress


@click.command("run")
@config_option
@click.option(
    "--plans",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where plans are kept; the default is the folder plans beside the configuration.",
)
@click.pass_context
def command(ctx: click.Context, config: Path, folder: Path | None) -> None:
    r"""Preview and push without a person, for cron and CI.

    It pushes if everything could be read, every guard holds, and configuration and mappings are those of the last
    plan in the folder that a person pushed as a whole. Otherwise it keeps the plan and exits with 4: look at it with
    `nameplate show`, and push it. The last line on standard output is one JSON object that says what happened.

    \b
        */30 * * * *  cd /etc/nameplate && nameplate run
    """
    from nameplate.cli.interrupts import run_interruptibly
    from nameplate.pushing import run_unattended

    loaded, plugins = load(config)
    place = folder or loaded.root / "plans"
    with TerminalProgress() as progress:
        ended = run_interruptibly(
            lambda halt: run_unattended(loaded, plugins, folder=place, progress=progress, halt=halt)
        )
    print(json.dumps(ended.line(), ensure_ascii=False), file=output())
    ctx.exit(ended.exit_code)
