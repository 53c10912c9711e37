"""`nameplate preview`: what would change, before it does."""

import asyncio
import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nameplate.checking.passing import passing_folder
from nameplate.cli.common import calling, config_option, load, people_options, refuse_unknown
from nameplate.cli.failures import say
from nameplate.cli.output import format_option, output, tell_failures
from nameplate.cli.progress import TerminalProgress

if TYPE_CHECKING:
    from nameplate.planning import Plan

FAILED, CHANGES = 1, 3


@click.command("preview")
@config_option
@people_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan here, for push and show.")
@format_option
@click.option("--exit-code", is_flag=True, help="Exit with 3 if something would change.")
@click.option(
    "--sandbox",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Compare with this sandbox instead of the directories; nothing is asked of Atlassian.",
)
@click.option(
    "--undo",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="PLAN",
    help="Plan to restore what a pushed plan changed.",
)
@click.option("--timings", is_flag=True, help="Print what took the time, on standard error.")
@click.pass_context
def command(
    ctx: click.Context,
    config: Path,
    connections: tuple[str, ...],
    regions: tuple[str, ...],
    users: tuple[str, ...],
    out: Path | None,
    form: str,
    exit_code: bool,
    sandbox: Path | None,
    undo: Path | None,
    timings: bool,
) -> None:
    r"""Show what a push would change, and why; nothing is written to Atlassian.

    Everyone is read, whatever is chosen: --connection, --region and --user choose what is shown and saved.

    \b
        nameplate preview                                what would change, in the terminal
        nameplate preview --out plan.db                  the same, saved for `nameplate push plan.db`
        nameplate preview --region japan --format csv    one region, for a spreadsheet
        nameplate preview --format html > preview.html   for the reviewers
    """
    from nameplate.planning import PreviewOptions, preview, refuse_to_replace
    from nameplate.reports import write_report

    if out is not None:
        refuse_to_replace(out)
    options = PreviewOptions(connections=connections, regions=regions, users=users, sandbox=sandbox, undo=undo)
    with ExitStack() as stack:
        target = out or Path(stack.enter_context(passing_folder(config.parent))) / "plan.db"
        loaded, plugins = load(config)
        if undo is None:
            refuse_unknown(loaded, connections, regions)
        with TerminalProgress() as progress:
            plan = asyncio.run(preview(loaded, plugins, out=target, options=options, progress=progress))
        stack.enter_context(plan)
        write_report(plan, form, output())
        tell_failures(plan, form)
        if users and not any(plan.summary().values()):
            say(f"Nobody is known as {', '.join(users)} where it was looked.")
        if timings:
            print_timings(plan)
        if out is not None:
            push = shlex.join([*calling(config), "push", str(out)])
            say(f"The plan is saved in {out}{next_step(plan, push, sandbox)}")
        ctx.exit(status(plan, exit_code=exit_code))


def status(plan: "Plan", *, exit_code: bool) -> int:
    """The exit code: 1 if a read failed, then 3 with --exit-code if something would change, else 0."""
    if plan.failed_reads:
        return FAILED
    return CHANGES if exit_code and writes(plan) else 0


def writes(plan: "Plan") -> int:
    """How many people and accounts a push would write."""
    return sum(plan.summary()[action] for action in ("create", "update", "deactivate", "reactivate"))


def next_step(plan: "Plan", push: str, sandbox: Path | None) -> str:
    """What to do with a saved plan; `push` is the command that pushes it."""
    if plan.failed_reads:
        return ", but not everything could be read or listed: see to that, then preview again."
    if sandbox is not None:
        return f". It compares with {sandbox}: a push to anything else refuses it."
    return f". Push it with: {push}" if writes(plan) else "; there is nothing in it to push."


def print_timings(plan: "Plan") -> None:
    """Seconds and people a second of each stage."""
    for timing in plan.timings:
        line = f"{timing.stage:<12} {timing.seconds:8.2f} s {timing.people:>10,} people {timing.per_second:>12,.0f}/s"
        say(line)
