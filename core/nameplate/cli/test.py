"""`nameplate test`: the examples of the mappings."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nameplate.cli.common import config_option
from nameplate.cli.failures import say
from nameplate.errors import UsageError

if TYPE_CHECKING:
    from nameplate.checking.examples.coverage import Coverage
    from nameplate.checking.examples.running import Broken, Outcome
    from nameplate.config import Config
    from nameplate.plugins import Plugins

FAILED = 1
MOST_MISSED = 12
"""Branches that are listed for each file."""


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@config_option
@click.option("--record", is_flag=True, help="Write what comes out into the examples that fail or expect nothing yet.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Also write JUnit XML to this file.")
@click.option("--coverage/--no-coverage", default=True, help="Whether to list rules and branches no example reaches.")
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[Path, ...], config: Path, record: bool, junit: Path | None, coverage: bool
) -> None:
    r"""Run the examples that stand beside the mappings, and show what differs, attribute by attribute.

    PATH: files of examples, mappings, or folders; the default is the configuration's folder of mappings. Without
    nameplate.yaml mappings are tried alone.

    \b
        nameplate test
        nameplate test mappings/japan.examples.yaml
        nameplate test --record && git diff
    """
    from nameplate.checking.examples.reading import examples_files
    from nameplate.checking.examples.running import Runner

    loaded, plugins = _configuration(config, needed=not paths)
    folder = loaded.mappings if loaded else None
    files = examples_files(paths or ([folder] if folder else []))
    if not files:
        raise UsageError(
            "There are no examples here.", remedy="They stand in files such as mappings/japan.examples.yaml."
        )
    runner = Runner(plugins, loaded, covering=coverage)
    outcomes = list(runner.run(files))
    if runner.coverage is not None and not paths:
        runner.coverage.expect_all()
    if junit is not None:
        from nameplate.checking.examples.junit import junit as as_junit

        junit.write_text(as_junit(outcomes), "utf-8")
    _print(outcomes)
    if record:
        ctx.exit(_record(outcomes))
    if runner.coverage is not None:
        _print_coverage(runner.coverage)
    ctx.exit(FAILED if any(_failed(one) for one in outcomes) else 0)


def _configuration(config: Path, *, needed: bool) -> "tuple[Config | None, Plugins]":
    from nameplate.cli.common import load
    from nameplate.plugins import load_plugins

    if config.exists() or needed:
        return load(config)
    return None, load_plugins()


def _failed(outcome: "Outcome | Broken") -> bool:
    from nameplate.checking.examples.running import Broken

    return isinstance(outcome, Broken) or outcome.failed


def _print(outcomes: "Sequence[Outcome | Broken]") -> None:
    from nameplate.checking.examples.running import Broken
    from nameplate.checking.examples.texts import problem
    from nameplate.cli.quoting import quoted

    for outcome in outcomes:
        if isinstance(outcome, Broken):
            for found in outcome.findings:
                click.echo(quoted(found) + "\n", color=_colour())
        elif outcome.findings:
            click.echo(_title(outcome), color=_colour())
            for found in outcome.findings:
                click.echo(quoted(found) + "\n", color=_colour())
        elif outcome.failed:
            click.echo(f"{_title(outcome)}\n  {problem(outcome).replace(chr(10), chr(10) + '  ')}\n", color=_colour())
        elif outcome.skipped:
            place = f"{_shown(outcome.file.path)}:{outcome.example.line}"
            click.echo(f"{place}: skipped: {outcome.example.name}: {outcome.skipped}")
    _print_summary(outcomes)


def _print_summary(outcomes: "Sequence[Outcome | Broken]") -> None:
    failed = sum(map(_failed, outcomes))
    skipped = sum(bool(getattr(one, "skipped", "")) for one in outcomes)
    passed = len(outcomes) - failed - skipped
    words = [f"{passed} {'example holds' if passed == 1 else 'examples hold'}"]
    words += [f"{failed} failed"] if failed else []
    words += [f"{skipped} skipped"] if skipped else []
    click.echo(click.style(", ".join(words), fg="red" if failed else "green", bold=True), color=_colour())


def _title(outcome: "Outcome") -> str:
    place = f"{_shown(outcome.file.path)}:{outcome.example.line}"
    return f"{place}: {click.style('failed NP221', fg='red', bold=True)}: {outcome.example.name}"


def _record(outcomes: "Sequence[Outcome | Broken]") -> int:
    """Write, say what was written, and the exit code: what can't be read or tried can't be recorded."""
    from nameplate.checking.examples.recording import record
    from nameplate.checking.examples.running import Broken

    for path in record(one for one in outcomes if not isinstance(one, Broken)):
        say(f"Wrote {_shown(path)}; look at what changed before you keep it.")
    return FAILED if any(isinstance(one, Broken) or one.findings for one in outcomes) else 0


def _print_coverage(coverage: "Coverage") -> None:
    files = coverage.files()
    branches = [branch for one in files for branch in (*one.reached, *one.missed)]
    if not branches:
        return
    missed = [branch for one in files for branch in one.missed]
    rules = sum(branch.is_rule for branch in branches)
    missed_rules = sum(branch.is_rule for branch in missed)
    click.echo(
        f"{rules - missed_rules} of {rules} rules and {len(branches) - rules - len(missed) + missed_rules} of "
        f"{len(branches) - rules} branches are reached by an example."
    )
    for one in files:
        for branch in one.missed[:MOST_MISSED]:
            click.echo(f"  {_shown(one.file)}:{branch.line}:{branch.column}: {branch.what}")
        if len(one.missed) > MOST_MISSED:
            click.echo(f"  {_shown(one.file)}: and {len(one.missed) - MOST_MISSED} more")


def _shown(path: Path) -> str:
    """Relative to the folder of the call, where it lies below it."""
    path, here = path.absolute(), Path.cwd()
    return os.fspath(path.relative_to(here)) if path.is_relative_to(here) else os.fspath(path)


def _colour() -> bool | None:
    return False if "NO_COLOR" in os.environ else None
