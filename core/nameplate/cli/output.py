"""Where reports go: standard output as UTF-8, with the `--format` option that several commands share."""

import io
import sys
from typing import TYPE_CHECKING, TextIO

import click

from nameplate.cli.failures import say

if TYPE_CHECKING:
    from nameplate.planning import Plan

FORMATS = ("table", "json", "csv", "markdown", "html")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="table for people, json and csv for programs, markdown for a pull request, html for reviewers.",
)
"""`--format` as the parameter `form`."""


def output() -> TextIO:
    """Standard output, as UTF-8 whatever the terminal's encoding: names are in every script."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


def tell_failures(plan: "Plan", form: str) -> None:
    """Say on standard error what could not be read or listed, where the report itself goes to a file or program."""
    if form == "table":
        return
    for found in plan.findings():
        if found.level == "error":
            say(f"{found.level} {found.code}: {found.message}")
