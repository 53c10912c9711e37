"""`nameplate explain`: one person's whole way, or a finding's page."""

import json
import re
from pathlib import Path

import click

from nameplate.cli.common import config_option, load, refuse_unknown
from nameplate.cli.output import output
from nameplate.cli.progress import TerminalProgress

CODE = re.compile(r"[Nn][Pp]\d{3}")
NOBODY = 1


@click.command("explain")
@click.argument("asked", metavar="EMAIL|CODE")
@config_option
@click.option("--connection", "connections", multiple=True, metavar="NAME", help="Only people of this connection.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Try this mapping on the person, in place of their region's; nothing is touched.",
)
@click.option(
    "--sandbox",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Compare with this sandbox instead of the directories.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.pass_context
def command(
    ctx: click.Context,
    asked: str,
    config: Path,
    connections: tuple[str, ...],
    mapping: Path | None,
    sandbox: Path | None,
    form: str,
) -> None:
    r"""Show how everything about a person comes about, from the record to what a push would do; or a finding's page.

    EMAIL may be a user name or a source id as well. Everybody is read, and nothing is written.

    \b
        nameplate explain taro@acme.example
        nameplate explain taro@acme.example --mapping new/japan.j2
        nameplate explain NP301
    """
    if CODE.fullmatch(asked):
        _print_page(asked, form)
        return
    from nameplate.checking.explain.running import Question, explain
    from nameplate.checking.explain.structured import as_object

    loaded, plugins = load(config)
    refuse_unknown(loaded, connections)
    with TerminalProgress() as progress:
        explained = explain(loaded, plugins, Question(asked, mapping, sandbox, connections), progress)
    if form == "json":
        click.echo(json.dumps(as_object(explained), indent=2, ensure_ascii=False))
    else:
        from rich.console import Console

        from nameplate.cli.explained import draw

        draw(explained, Console(file=output(), highlight=False, soft_wrap=False))
    ctx.exit(0 if explained.people else NOBODY)


def _print_page(code: str, form: str) -> None:
    from nameplate.checking.pages import page
    from nameplate.findings import CATALOGUE

    text = page(code)
    if form == "json":
        row = CATALOGUE[code.upper()]
        click.echo(
            json.dumps(
                {"code": row.code, "level": row.level.value, "title": row.title, "page": text}, ensure_ascii=False
            )
        )
        return
    import sys

    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(file=output()).print(Markdown(text))
    else:
        click.echo(text)
