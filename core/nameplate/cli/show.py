"""`nameplate show`: a plan file, drawn again."""

from pathlib import Path

import click

from nameplate.cli.output import format_option, output


@click.command("show")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@format_option
def command(file: Path, form: str) -> None:
    r"""Draw a saved plan, in every format that preview has; after a push, with what became of each person.

    \b
        nameplate show plan.db
        nameplate show plan.db --format html > plan.html
    """
    from nameplate.planning import open_plan
    from nameplate.reports import write_report

    with open_plan(file) as plan:
        write_report(plan, form, output())
