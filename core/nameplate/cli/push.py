"""`nameplate push`: apply a plan, exactly."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nameplate.cli.common import calling, config_option, load, people_options
from nameplate.cli.failures import INTERRUPTED, say
from nameplate.cli.output import format_option, output
from nameplate.cli.progress import TerminalProgress
from nameplate.errors import UsageError

if TYPE_CHECKING:
    from nameplate.pushing import PushResult

FAILED = 1
ACTIONS = ("create", "update", "deactivate", "reactivate")


@click.command("push")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
@people_options
@click.option("--action", "actions", multiple=True, type=click.Choice(ACTIONS), help="Only changes of this kind.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N that are still pending.")
@click.option("--override", "guards", multiple=True, metavar="GUARD", help="Push although this guard doesn't hold.")
@click.option(
    "--reason", "reasons", multiple=True, metavar="TEXT", help="Why; recorded in the plan with each override."
)
@click.option("--verify", is_flag=True, help="Read everyone back, and show what Atlassian holds otherwise.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    file: Path,
    config: Path,
    connections: tuple[str, ...],
    regions: tuple[str, ...],
    users: tuple[str, ...],
    actions: tuple[str, ...],
    limit: int | None,
    guards: tuple[str, ...],
    reasons: tuple[str, ...],
    verify: bool,
    form: str,
) -> None:
    r"""Apply the plan in FILE to Atlassian: exactly what was previewed, and never more.

    Whoever changed since the preview is skipped. What happens is written to FILE as it happens: interrupted or
    killed, the same command goes on where it stopped.

    \b
        nameplate push plan.db --user taro@acme.example --verify    one person first
        nameplate push plan.db --region japan --limit 50            a pilot
        nameplate push plan.db                                      the rest
    """
    from nameplate.cli.interrupts import run_interruptibly
    from nameplate.planning import open_plan
    from nameplate.pushing import PushOptions, push
    from nameplate.reports import write_report

    overrides = tuple(_paired(guards, reasons))
    loaded, plugins = load(config)
    options = PushOptions(connections, regions, users, actions, limit, overrides, verify)
    with TerminalProgress() as progress:
        result = run_interruptibly(
            lambda halt: push(file, loaded, plugins, options=options, progress=progress, halt=halt)
        )
    with open_plan(file, check=False) as plan:
        write_report(plan.narrowed(attempted=True), form, output())
    tell(result, shlex.join([*calling(config), "push", str(file)]))
    if result.error is not None and not result.interrupted:
        raise result.error
    ctx.exit(status(result))


def _paired(guards: tuple[str, ...], reasons: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each guard with its reason; one reason may serve them all."""
    if guards and len(reasons) == 1:
        reasons *= len(guards)
    if len(guards) != len(reasons):
        raise UsageError(
            f"There are {len(guards)} --override and {len(reasons)} --reason.",
            remedy="Give each override its reason, or one reason for all: --override GUARD --reason TEXT.",
        )
    return list(zip(guards, reasons, strict=True))


def tell(result: "PushResult", again: str) -> None:
    """What the push came to, on standard error; `again` is the command that goes on."""
    parts = [f"{result.applied:,} applied"]
    parts += [f"{result.already:,} as planned already"] if result.already else []
    parts += [f"{result.skipped:,} skipped"] if result.skipped else []
    parts += [f"{result.failed:,} failed"] if result.failed else []
    say(f"{', '.join(parts)}; {result.requests:,} requests.")
    if result.differences:
        say(f"Read back: {result.differences:,} attributes are not as they were sent.")
    if result.pending:
        say(f"{result.pending:,} of the plan are pending: {again}")


def status(result: "PushResult") -> int:
    """The exit code: 130 interrupted, 1 if somebody chosen was skipped or failed or differs, else 0."""
    if result.interrupted:
        return INTERRUPTED
    return 0 if result.fine else FAILED
