"""Draws what `explain` found, for a terminal of 80 columns and names in any script."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nameplate.checking.explain.trace import (
    AttributeTrace,
    ClauseTrace,
    Explained,
    PersonTrace,
    PlanTrace,
    RegionTrace,
    State,
    Verdict,
)
from nameplate.reports.labels import attribute_word
from nameplate.reports.table import attributes_table, finding_line

SIGNS = {
    Verdict.HOLDS: ("✓", "green"),
    Verdict.FAILS: ("✗", "dim"),
    Verdict.BROKEN: ("!", "red"),
    Verdict.UNASKED: (" ", "dim"),
}
STYLES = {State.REFUSED: "red", State.FAILED: "red", State.CHOSEN: "magenta", State.CLEARED: "yellow"}


def draw(explained: Explained, console: Console) -> None:
    """Everybody who answers; else where they were looked for."""
    if not explained.people:
        draw_nobody(explained, console)
    for number, person in enumerate(explained.people):
        if number:
            console.rule()
        draw_person(person, console)


def draw_person(trace: PersonTrace, console: Console) -> None:
    """One person: record, regions, attributes, plan."""
    console.print(Text(trace.person, style="bold"))
    console.print(
        _pairs(
            [
                ("source id", trace.source_id),
                ("read from", f"{trace.read_from} ({trace.connection}, {trace.connector})"),
                ("scope", trace.scope),
                ("directory", trace.directory),
            ]
        )
    )
    _heading("The record, normalized", console)
    console.print(_pairs(_fields(trace)))
    if trace.regions:
        _heading("Regions", console)
        console.print(_regions(trace.regions))
    if trace.attributes:
        _heading(f"Attributes by {trace.mapping}", console)
        for one in trace.attributes:
            if one.state is not State.UNMANAGED:
                console.print(_attribute(one))
        console.print(Padding(Text(_unmanaged(trace.attributes), style="dim"), (0, 0, 0, 2)))
    draw_findings(trace, console)
    if trace.plan is not None:
        draw_plan(trace.plan, console)


def _fields(trace: PersonTrace) -> Iterator[tuple[str, str]]:
    """Each field, and the connection that it is from where that is another one."""
    for name, value in trace.fields.items():
        other = trace.sources.get(name)
        yield name, f"{value}  (from {other})" if other else value


def draw_findings(trace: PersonTrace, console: Console) -> None:
    """The findings on the person, and whether these block them."""
    if trace.findings or trace.blocked:
        _heading("Findings: the person is blocked" if trace.blocked else "Findings", console)
        for found in trace.findings:
            console.print(Padding(finding_line(found), (0, 0, 0, 2)))


def draw_plan(plan: PlanTrace, console: Console) -> None:
    """What a push would do now, and the guards that count it."""
    _heading(f"A push would: {plan.action}" if plan.change else f"A push would do nothing: {plan.action}", console)
    if plan.change is not None:
        if plan.change.attributes:
            console.print(Padding(attributes_table(plan.change), (0, 0, 0, 2)))
        for found in plan.change.findings:
            console.print(Padding(finding_line(found), (0, 0, 0, 2)))
    for guard in plan.guards:
        verdict = "holds" if guard.holds else f"REFUSES ({guard.limit})"
        most = "any number" if guard.allowed is None else f"at most {guard.allowed}"
        text = f"counted by the guard {guard.guard.replace('_', ' ')}: {guard.actual} of {most}, {verdict}"
        console.print(Padding(Text(text, style="dim" if guard.holds else "bold red"), (0, 0, 0, 2)))
    for found in plan.remarks:
        console.print(Padding(finding_line(found), (0, 0, 0, 2)))


def draw_nobody(explained: Explained, console: Console) -> None:
    """Where was looked, and who is near."""
    console.print(Text(f"Nobody who was read is {explained.asked}.", style="bold"))
    rows = [
        (
            one.connection,
            f"{one.people} people of {one.read_from}; scope: {one.scope}" + (f"; {one.error}" * bool(one.error)),
        )
        for one in explained.looked
    ]
    _heading("Looked in", console)
    console.print(_pairs(rows))
    for name in explained.out_of_scope:
        console.print(Text(f"The snapshot of {name} has this person, outside the connection's scope."))
    for account in explained.accounts:
        console.print(Text(f"There is an account, which matches nobody: {account}."))
    if explained.near:
        _heading("Near it", console)
        for label in explained.near:
            console.print(Text(f"  {label}"))


def _heading(text: str, console: Console) -> None:
    console.print()
    console.print(Text(text, style="bold cyan"))


def _pairs(rows: Iterable[tuple[str, str]]) -> Padding:
    table = Table(box=None, pad_edge=False, show_header=False, collapse_padding=True)
    table.add_column(style="dim", min_width=16, max_width=28, overflow="fold")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value))
    return Padding(table, (0, 0, 0, 2))


def _regions(regions: Iterable[RegionTrace]) -> Padding:
    table = Table(box=None, pad_edge=False, show_header=False, collapse_padding=True)
    table.add_column(width=1)
    table.add_column(max_width=24, overflow="fold")
    table.add_column(overflow="fold")
    for one in regions:
        sign, style = SIGNS[one.verdict]
        clauses = "\n".join(_clause(clause) for clause in one.clauses) or "matches everybody"
        if one.verdict is Verdict.HOLDS:
            clauses += "\n→ out of scope" if one.exclude else f"\n→ {one.mapping}"
        table.add_row(Text(sign, style=style), Text(one.name, style=style), Text(clauses, style=style))
    return Padding(table, (0, 0, 0, 2))


def _clause(clause: ClauseTrace) -> str:
    wanted = f"{clause.key}: {', '.join(clause.patterns)}"
    if clause.verdict is Verdict.UNASKED:
        return wanted
    if clause.verdict is Verdict.BROKEN:
        return f"{wanted} — {clause.error}"
    found = f"is {clause.value or '(empty)'}"
    return f"{wanted} — {found}"


def _attribute(one: AttributeTrace) -> Padding:
    table = Table(box=None, pad_edge=False, show_header=False, collapse_padding=True)
    table.add_column(width=16, style="bold", overflow="fold")
    table.add_column(width=10, style="dim")
    table.add_column(overflow="fold")
    word = attribute_word(one.path)
    for name, value in _lines(one):
        table.add_row(word, name, value)
        word = ""
    return Padding(table, (0, 0, 0, 2))


def _lines(one: AttributeTrace) -> Iterator[tuple[str, Text]]:
    yield one.state.value, Text(_result(one), style=STYLES.get(one.state, "green"))
    if one.reason:
        yield "reason", Text(one.reason)
    if one.rule:
        yield "rule", Text(" ← ".join(dict.fromkeys((one.rule, *one.chain))))
    for name, chain in one.helpers:
        yield "through", Text(f"{name}: {' ← '.join(chain)}")
    if one.reads:
        yield "reads", Text("\n".join(f"{name} = {value or '(empty)'}" for name, value in one.reads))
    if one.given is not None and one.given != one.value:
        yield "gave", Text(repr(one.given))
    if one.held is not None and one.held != one.value:
        yield "directory", Text(one.held or "(none)")
    for found in one.findings:
        if found.code != "NP518":
            yield found.code, Text(found.message, style="yellow")


def _result(one: AttributeTrace) -> str:
    if one.state is State.KEPT:
        return "keep(): as Atlassian has it"
    if one.state in {State.FAILED, State.REFUSED}:
        return "nothing is sent"
    return one.value or "(cleared)"


def _unmanaged(attributes: Iterable[AttributeTrace]) -> str:
    names = ", ".join(attribute_word(one.path) for one in attributes if one.state is State.UNMANAGED)
    return f"not managed: {names}" if names else ""
