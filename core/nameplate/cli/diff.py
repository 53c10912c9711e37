"""`nameplate diff`: whose payload two configurations or revisions treat differently."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from nameplate.cli.common import config_option
from nameplate.cli.output import output
from nameplate.cli.progress import TerminalProgress
from nameplate.errors import UsageError

if TYPE_CHECKING:
    from nameplate.checking.diff.model import Differing

T = TypeVar("T")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "markdown"]),
    default="table",
    show_default=True,
    help="table for people, json and csv for programs, markdown for a pull request.",
)
def command(old: str, new: str, config: Path, form: str) -> None:
    r"""Show whose payload two configurations treat differently, attribute by attribute, and nobody else.

    OLD and NEW are configuration files, or revisions of the git repository that holds the configuration (-c). People
    are read from where the configuration has them now; Atlassian is not asked.

    \b
        nameplate diff main .
        nameplate diff v1.2 HEAD --format markdown
        nameplate diff old/nameplate.yaml nameplate.yaml
    """
    from nameplate.checking.diff import writing
    from nameplate.checking.diff.comparing import differing
    from nameplate.checking.diff.sides import open_side
    from nameplate.plugins import load_plugins

    plugins = load_plugins()
    writers = {"json": writing.write_json, "csv": writing.write_csv, "markdown": writing.write_markdown}
    with ExitStack() as stack:
        before = stack.enter_context(open_side(_named(old, config), config, plugins))
        after = stack.enter_context(open_side(_named(new, config), config, plugins))
        progress = stack.enter_context(TerminalProgress())
        people = synchronous(differing(before, after, plugins, progress))
        writers.get(form, _write_table)(people, output(), old, new)


def _named(label: str, config: Path) -> str:
    """`.` is the configuration as it stands in the working tree.

    Raises:
        UsageError: It isn't there.
    """
    if label != ".":
        return label
    if not config.exists():
        raise UsageError(f"There is no file {config}.", remedy="Name the configuration with -c FILE.")
    return str(config)


def synchronous(people: AsyncIterator[T]) -> Iterator[T]:
    """The items of an asynchronous iterator, one at a time."""
    with asyncio.Runner() as runner:
        while True:
            try:
                item = runner.run(_following(people))
            except StopAsyncIteration:
                return
            yield item


async def _following(people: AsyncIterator[T]) -> T:
    return await anext(people)


def _write_table(people: "Iterator[Differing]", out: TextIO, _old: str, _new: str) -> int:
    from rich.console import Console
    from rich.text import Text

    from nameplate.checking.diff.writing import summary

    console = Console(file=out, highlight=False, soft_wrap=False)
    count, place = 0, None
    for one in people:
        count += 1
        if place != (one.connection, one.region):
            place = (one.connection, one.region)
            console.print(Text(" · ".join(part for part in place if part), style="dim italic"))
        _print_person(one, console)
    console.print(Text(summary(count), style="bold"))
    return count


def _print_person(one: "Differing", console: object) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from nameplate.checking.diff.writing import shown
    from nameplate.reports.difference import mark
    from nameplate.reports.labels import attribute_word
    from nameplate.reports.table import finding_line, marked

    assert isinstance(console, Console)  # noqa: S101 -- rich is imported when it is needed
    who = Text("  ")
    who.append(one.person, style="bold")
    if one.user_name != one.person:
        who.append(f"  {one.user_name}", style="dim")
    console.print(who)
    table = Table(box=None, pad_edge=False, show_header=False, collapse_padding=True, expand=True)
    table.add_column(width=16, style="dim", overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", style="dim", overflow="fold", max_width=24)
    for cell in one.cells:
        if cell.before and cell.after:
            before, after = mark(cell.before, cell.after)
            values = Text.assemble(*marked(before, "red"), " → ", *marked(after, "green"))
        else:
            values = Text.assemble((shown(cell.before, cell), "red"), " → ", (shown(cell.after, cell), "green"))
        table.add_row(attribute_word(cell.path), values, cell.new_rule or cell.old_rule)
    console.print(Padding(table, (0, 0, 0, 4)))
    for found in one.findings:
        console.print(Padding(finding_line(found), (0, 0, 0, 4)))
