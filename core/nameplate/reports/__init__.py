"""A plan as table, JSON, CSV, Markdown and HTML."""

from typing import TextIO

from rich.console import Console

from nameplate.planning import Plan
from nameplate.reports.html import write_html
from nameplate.reports.markdown import write_markdown
from nameplate.reports.structured import write_json
from nameplate.reports.table import print_table
from nameplate.reports.tabular import write_csv

FORMATS = ("table", "json", "csv", "markdown", "html")
"""The formats of `--format`, the default first."""

WRITERS = {"json": write_json, "csv": write_csv, "markdown": write_markdown, "html": write_html}


def write_report(plan: Plan, form: str, out: TextIO) -> None:
    """Write the plan to `out` in one of FORMATS; deterministic for a given plan.

    Raises:
        KeyError: `form` is not one of FORMATS.
    """
    if form == "table":
        print_table(plan, Console(file=out, highlight=False, soft_wrap=False))
    else:
        WRITERS[form](plan, out)


__all__ = ["FORMATS", "write_report"]
