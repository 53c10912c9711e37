"""A plan as CSV, an attribute a line, for spreadsheets."""

import csv
import re
from typing import TextIO

from nameplate.model import AttributeChange, Change
from nameplate.planning import Plan
from nameplate.reports.labels import visible
from nameplate.reports.results import results

COLUMNS = (
    "directory",
    "connection",
    "region",
    "source_id",
    "account_id",
    "user_name",
    "person",
    "action",
    "attribute",
    "before",
    "after",
    "rule",
    "findings",
    "outcome",
    "result",
)

PLAIN_NUMBER = re.compile(r"[+-]?[\d\s().-]+")
NO_ATTRIBUTE = AttributeChange("", "", "")


def write_csv(plan: Plan, out: TextIO) -> None:
    """A line for each attribute of each change; a change without attributes has one line. RFC 4180 quoting."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    result = results(plan)
    for change in plan.changes():
        found = result(change.id)
        outcome = (found.outcome, found.sentence) if found else ("", "")
        for attribute in change.attributes or (NO_ATTRIBUTE,):
            writer.writerow([harmless(cell) for cell in line(change, attribute, outcome)])


def line(change: Change, attribute: AttributeChange, outcome: tuple[str, str]) -> tuple[str, ...]:
    """The cells of one line."""
    return (
        change.directory,
        change.connection,
        change.region,
        change.source_id,
        change.account_id,
        change.user_name,
        change.person,
        change.action.value,
        attribute.path,
        attribute.before,
        attribute.after,
        attribute.rule,
        "; ".join(f"{found.code} {found.message}" for found in change.findings),
        *outcome,
    )


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula, and no terminal for a command; phone numbers stay."""
    cell = visible(cell)
    if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
