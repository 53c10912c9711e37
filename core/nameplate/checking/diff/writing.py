"""A diff as JSON, CSV and Markdown, each written while people are still being compared."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

import msgspec

from nameplate.checking.diff.model import WORDS, Cell, Differing

COLUMNS = ("connection", "old_region", "new_region", "source_id", "user_name", "person", "attribute", "before", "after",
           "old_rule", "new_rule")  # fmt: skip
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")
NUMBER = re.compile(r"[+-]?[\d\s().-]+")
MOST = 200
"""People whom Markdown lists: a comment on a pull request has a length limit."""
LEFT_ALONE, CLEARED = "(left alone)", "(cleared)"


def write_json(people: Iterator[Differing], out: TextIO, old: str, new: str) -> int:
    """`{"old", "new", "people": […], "differing": n}`; returns how many differ."""
    out.write(f'{{"old": {json.dumps(old)}, "new": {json.dumps(new)}, "people": [')
    count = 0
    for count, one in enumerate(people, 1):
        out.write(",\n" if count > 1 else "\n")
        out.write(json.dumps(as_object(one), ensure_ascii=False))
    out.write(f'\n], "differing": {count}}}\n')
    return count


def as_object(one: Differing) -> dict[str, Any]:
    """One person; null is left as Atlassian has it, "" is cleared."""
    plain = ("connection", "source_id", "person", "user_name")
    return {
        **{name: getattr(one, name) for name in plain},
        "region": {"before": one.old_region or None, "after": one.new_region or None},
        "attributes": {
            cell.path: {"before": cell.before, "after": cell.after, "old_rule": cell.old_rule, "rule": cell.new_rule}
            for cell in one.cells
        },
        "findings": msgspec.to_builtins(one.findings),
    }


def write_csv(people: Iterator[Differing], out: TextIO, _old: str, _new: str) -> int:
    """A line for each attribute; returns how many people differ."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for one in people:
        count += 1
        start = (one.connection, one.old_region, one.new_region, one.source_id, one.user_name, one.person)
        for cell in one.cells:
            row = (*start, cell.path, shown(cell.before, cell), shown(cell.after, cell), cell.old_rule, cell.new_rule)
            writer.writerow([harmless(text) for text in row])
    return count


def write_markdown(people: Iterator[Differing], out: TextIO, old: str, new: str) -> int:
    """A table for a comment on a pull request; returns how many people differ."""
    out.write(f"## Who is treated differently by {escape(new)} than by {escape(old)}\n\n")
    count = 0
    for count, one in enumerate(people, 1):
        if count == 1:
            out.write("| who | region | attribute | before | after | rule |\n|---|---|---|---|---|---|\n")
        if count <= MOST:
            out.writelines(_markdown_rows(one))
    if count > MOST:
        out.write(f"\n… and {count - MOST:,} more.\n")
    out.write(f"\n{summary(count)}\n" if count else f"{summary(count)}\n")
    return count


def _markdown_rows(one: Differing) -> Iterator[str]:
    who = f"**{escape(one.person)}**<br>{escape(one.user_name)}"
    for number, cell in enumerate(one.cells):
        first = (who, escape(one.region)) if not number else ("", "")
        values = (escape(cell.path), escape(shown(cell.before, cell)), escape(shown(cell.after, cell)))
        yield f"| {' | '.join((*first, *values, escape(cell.new_rule or cell.old_rule)))} |\n"
    for found in one.findings:
        yield f"|  |  |  |  | {found.level.value} {found.code}: {escape(found.message)} | {escape(found.address)} |\n"


def summary(count: int) -> str:
    """How many differ, in a sentence."""
    if not count:
        return "Nobody's payload differs."
    return f"The payload of {'1 person' if count == 1 else f'{count:,} people'} differs."


def shown(value: str | None, cell: Cell) -> str:
    """A value, or a word for what is left alone or cleared."""
    if value is None:
        return LEFT_ALONE
    return value or ("" if cell.path in WORDS else CLEARED)


def escape(text: str) -> str:
    """The text as Markdown shows it verbatim, on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula; phone numbers stay as they are."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not NUMBER.fullmatch(cell) else cell
