"""A plan as Markdown, for pull requests and tickets."""

import re
from typing import TextIO

from nameplate.findings import Finding
from nameplate.model import Action, Change
from nameplate.planning import Plan
from nameplate.reports.labels import HEADINGS, attribute_word, people, shown, visible
from nameplate.reports.results import Result, results

SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")
FIRST = 100
"""How many of each action are listed: a comment on a pull request has a length limit."""


def write_markdown(plan: Plan, out: TextIO) -> None:
    """The plan as headings and tables (GitHub's Markdown)."""
    meta = plan.meta
    out.write(f"## Preview {meta.id[:8]}\n\nMade {meta.created_at}; may be pushed until {meta.expires_at}.\n\n")
    out.writelines(f"- {finding_text(found)}\n" for found in plan.findings())
    summary = plan.summary()
    out.write("\n| " + " | ".join(Action) + " |\n|" + "---:|" * len(Action) + "\n")
    out.write("| " + " | ".join(f"{summary.get(action.value, 0):,}" for action in Action) + " |\n")
    for action in HEADINGS:
        write_action(plan, action, out)
    out.write("\n### Guards\n\n| guard | directory | actual | limit | |\n|---|---|---:|---:|---|\n")
    for verdict in plan.guards():
        word = "holds" if verdict.holds else "**refuses**"
        cells = (verdict.guard, escape(verdict.directory), f"{verdict.actual:,}", escape(verdict.limit), word)
        out.write("| " + " | ".join(cells) + " |\n")


def write_action(plan: Plan, action: Action, out: TextIO) -> None:
    """The people of one action."""
    count = plan.count(actions=[action])
    if not count:
        return
    out.write(f"\n### {HEADINGS[action]}: {people(count)}\n\n")
    out.write("| who | region | attribute | before | after | rule |\n|---|---|---|---|---|---|\n")
    result = results(plan)
    for change in plan.changes(actions=[action], limit=FIRST):
        out.writelines(lines(change, result(change.id)))
    if count > FIRST:
        out.write(f"\n… and {count - FIRST:,} more.\n")


def lines(change: Change, result: Result | None) -> list[str]:
    """The table rows of one person; the name stands on the first, what a push made of it on the last."""
    who = f"**{escape(change.person)}**<br>{escape(change.user_name)}"
    rows = [
        (escape(attribute_word(a.path)), escape(shown(a.before)), escape(shown(a.after)), escape(a.rule))
        for a in change.attributes
    ]
    rows += [("", "", finding_text(found), "") for found in change.findings]
    rows += [("", "", f"→ {escape(result.sentence)}", "")] if result else []
    cells = [(who if not n else "", escape(change.region) if not n else "", *row) for n, row in enumerate(rows)]
    return ["| " + " | ".join(row) + " |\n" for row in cells or [(who, escape(change.region), "", "", "", "")]]


def finding_text(found: Finding) -> str:
    """Level, code and message on one line."""
    text = f"**{found.level.value} {found.code}** {escape(found.message)}"
    return f"{text} *{escape(found.remedy)}*" if found.remedy else text


def escape(text: str) -> str:
    """The text as Markdown shows it verbatim, on one line."""
    return SPECIAL.sub(r"\\\1", visible(" ".join(text.split()))).replace("&", "&amp;")
