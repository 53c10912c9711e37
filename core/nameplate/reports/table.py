"""A plan for the terminal: who, what, before → after, and why; readable at 80 columns."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nameplate.findings import Finding, Level
from nameplate.model import Action, AttributeChange, Change
from nameplate.planning import Plan, SummaryRow
from nameplate.reports.difference import Marked, mark
from nameplate.reports.labels import HEADINGS, attribute_word, people, shown, visible, without_twins
from nameplate.reports.results import results

EVERYONE = 200
"""Up to this many changes everyone is shown; a larger plan shows the first of each action."""
FIRST = 25
"""How many of each action a larger plan shows."""

COLOURS = {
    Action.CREATE: "green",
    Action.UPDATE: "cyan",
    Action.DEACTIVATE: "red",
    Action.REACTIVATE: "magenta",
    Action.BLOCKED: "yellow",
    Action.UNCHANGED: "dim",
}
SIGNS = {Level.ERROR: ("✗", "red"), Level.WARNING: ("!", "yellow"), Level.NOTE: ("·", "dim")}


def print_table(plan: Plan, console: Console) -> None:
    """Print the plan: what went wrong first, the figures, then people by action, and the guards at the end."""
    console.print(heading(plan))
    for found in plan.findings():
        console.print(finding_line(found))
    console.print()
    console.print(summary_table(plan))
    total = sum(plan.count(actions=[action]) for action in HEADINGS)
    for action in HEADINGS:
        print_action(plan, action, console, limit=None if total <= EVERYONE else FIRST)
    guards = guards_table(plan)
    if guards.row_count:
        console.print()
        console.print(guards)


def heading(plan: Plan) -> Text:
    """One line that says which plan this is."""
    meta = plan.meta
    line = Text("Plan " if plan.pushes() else "Preview ", style="bold")
    line.append(meta.id[:8], style="bold cyan")
    line.append(f"  made {meta.created_at}, {until(plan)}", style="dim")
    return line


def until(plan: Plan) -> str:
    """Until when the plan may be pushed, or when it was pushed last."""
    pushes = plan.pushes()
    return f"pushed {pushes[-1].started_at}" if pushes else f"may be pushed until {plan.meta.expires_at}"


def summary_table(plan: Plan) -> Table:
    """People per action: all, then by directory, connection and region."""
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column("")
    for action in Action:
        table.add_column(action.value, justify="right", style=COLOURS[action])
    rows = sorted(plan.summary_rows(), key=lambda row: (row.directory, row.connection, row.region))
    for (directory, connection), group in groupby(rows, key=attrgetter("directory", "connection")):
        regions = list(group)
        add_figures(table, visible(f"{directory} · {connection or 'no connection'}"), regions)
        for region, parts in groupby(regions, key=attrgetter("region")):
            add_figures(table, visible(f"  {region or 'no region'}"), list(parts))
    add_figures(table, "all", rows, style="bold")
    return table


def add_figures(table: Table, label: str, rows: list[SummaryRow], style: str = "") -> None:
    """A row of the summary."""
    counts = dict.fromkeys(Action, 0)
    for row in rows:
        counts[Action(row.action)] += row.people
    table.add_row(label, *(f"{count:,}" if count else "-" for count in counts.values()), style=style)


def print_action(plan: Plan, action: Action, console: Console, limit: int | None) -> None:
    """The people of one action, by region."""
    count = plan.count(actions=[action])
    if not count:
        return
    console.print()
    console.print(Text(f"{HEADINGS[action]}: {people(count)}", style=f"bold {COLOURS[action]}"))
    place = None
    result = results(plan)
    for change in plan.changes(actions=[action], limit=limit):
        if place != (change.directory, change.connection, change.region):
            place = (change.directory, change.connection, change.region)
            console.print(Text(visible(" · ".join(part for part in place if part)), style="dim italic"))
        console.print(person(change))
        if found := result(change.id):
            console.print(Padding(Text(f"→ {visible(found.sentence)}", style="bold"), (0, 0, 0, 4)))
    if limit is not None and count > limit:
        console.print(Text(f"  … and {count - limit:,} more; --format html or json shows everyone", style="dim"))


def person(change: Change) -> RenderableType:
    """One person: the name as colleagues know it, the address, then an attribute a line."""
    who = Text("  ")
    who.append(visible(change.person), style="bold")
    if change.user_name and change.user_name != change.person:
        who.append(f"  {visible(change.user_name)}", style="dim")
    parts: list[RenderableType] = [who]
    if change.attributes:
        parts.append(Padding(attributes_table(change), (0, 0, 0, 4)))
    parts.extend(Padding(finding_line(found), (0, 0, 0, 4)) for found in change.findings)
    return Group(*parts)


def attributes_table(change: Change) -> Table:
    """Attribute, before → after, rule."""
    table = Table(box=None, pad_edge=False, show_header=False, collapse_padding=True, expand=True)
    table.add_column(width=16, style="dim", overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", style="dim", overflow="fold", max_width=24)
    for attribute in without_twins(change.attributes):
        table.add_row(attribute_word(attribute.path), before_after(attribute, change.action), attribute.rule)
    return table


def before_after(attribute: AttributeChange, action: Action) -> Text:
    """The two values with what differs marked; a creation has only the new one."""
    if action is Action.CREATE:
        return Text(shown(attribute.after))
    if not attribute.before or not attribute.after:
        return Text.assemble((shown(attribute.before), "red"), " → ", (shown(attribute.after), "green"))
    before, after = mark(attribute.before, attribute.after)
    return Text.assemble(*marked(before, "red"), " → ", *marked(after, "green"))


def marked(text: Marked, colour: str) -> Iterator[tuple[str, str]]:
    """The text with its differing part in colour."""
    yield visible(text.start), ""
    yield visible(text.middle), f"bold {colour}"
    yield visible(text.end), ""


def finding_line(found: Finding) -> Table:
    """Sign, code, message and remedy, with a hanging indent."""
    sign, colour = SIGNS[found.level]
    line = Table(box=None, pad_edge=False, show_header=False, collapse_padding=True)
    line.add_column(no_wrap=True, style=colour)
    line.add_column(no_wrap=True, style=colour)
    line.add_column(overflow="fold")
    message = Text(visible(found.message))
    if found.address:
        message.append(f"  {found.address}", style="dim")
    if found.remedy:
        message.append(f"\n{found.remedy}", style="italic")
    line.add_row(sign, found.code, message)
    return line


def guards_table(plan: Plan) -> Table:
    """What every guard would say at a push; one that refuses says its rule."""
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column("guard", overflow="fold")
    table.add_column("directory", overflow="fold")
    table.add_column("actual", justify="right")
    table.add_column("at most", justify="right")
    table.add_column("verdict", overflow="fold")
    for verdict in plan.guards():
        word = Text("holds", style="green") if verdict.holds else Text(f"REFUSES: {verdict.limit}", style="bold red")
        place = verdict.connection or verdict.directory
        most = "-" if verdict.allowed is None else f"{verdict.allowed:,}"
        table.add_row(verdict.guard.replace("_", " "), place, f"{verdict.actual:,}", most, word)
    return table
