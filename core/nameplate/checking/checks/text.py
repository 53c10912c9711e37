"""Text that never reaches anybody: outside blocks, or in braces that Jinja doesn't know."""

import re
from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.walking import at
from nameplate.checking.subject import Subject
from nameplate.findings import Finding, finding
from nameplate.mapping.positions import column

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
OPEN, CLOSE, PERCENT = (
    "\N{FULLWIDTH LEFT CURLY BRACKET}",
    "\N{FULLWIDTH RIGHT CURLY BRACKET}",
    "\N{FULLWIDTH PERCENT SIGN}",
)
PAIR = re.compile(rf"[{{{OPEN}]\s?[{{{OPEN}%{PERCENT}]|[}}{CLOSE}%{PERCENT}]\s?[}}{CLOSE}]")
WIDE = frozenset((OPEN, CLOSE, PERCENT))
RULE_REMEDY = "Put it inside the block of the attribute that it belongs to, or into a comment: {# … #}"


def full_width_braces(subject: Subject) -> Iterator[Finding]:
    """NP206: braces of full width, as Japanese and Chinese keyboards type them, which Jinja takes for text."""
    for source in subject.environment.search.sources:
        if not subject.is_own(source.name):
            continue
        text = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), source.text)
        for number, line in enumerate(text.splitlines(), 1):
            wide = next((pair for pair in PAIR.finditer(line) if WIDE & set(pair[0])), None)
            if wide:
                yield finding(
                    "NP206",
                    f"`{wide[0]}` has a full-width brace, which is text and no template code",
                    remedy="Write {{ … }} and {% … %} with the braces of the Latin keyboard.",
                    file=source.name,
                    line=number,
                    column=wide.start() + 1,
                )


def text_outside_blocks(subject: Subject) -> Iterator[Finding]:
    """NP205: text or an expression beside the blocks of a mapping; only blocks are rules, so it is dropped silently."""
    levels = {level.name: level.tree for family in subject.families.values() for level in family.levels}
    for name, tree in sorted(levels.items()):
        if subject.is_own(name):
            yield from _dropped(name, tree.body)


def _dropped(file: str, body: list[nodes.Node]) -> Iterator[Finding]:
    for statement in body:
        if isinstance(statement, nodes.Output):
            for child in statement.nodes:
                yield from _dropped_output(file, child)
        elif isinstance(statement, nodes.If):
            yield from _dropped(file, [*statement.body, *statement.elif_, *statement.else_])
        elif isinstance(statement, nodes.For | nodes.With | nodes.FilterBlock):
            yield from _dropped(file, statement.body)
        elif isinstance(statement, nodes.Include):
            yield at(statement, "NP205", file, "the included text stands outside blocks and is dropped")


def _dropped_output(file: str, child: nodes.Expr) -> Iterator[Finding]:
    if not isinstance(child, nodes.TemplateData):
        yield at(child, "NP205", file, "this expression stands outside blocks and is dropped", remedy=RULE_REMEDY)
        return
    text = child.data
    if not text.strip():
        return
    start = len(text) - len(text.lstrip())
    before = text[:start]
    line = int(child.lineno) + before.count("\n")
    newline = before.rfind("\n")
    yield finding(
        "NP205",
        f"the text {_short(text.strip())!r} stands outside blocks and is dropped",
        remedy=RULE_REMEDY,
        file=file,
        line=line,
        column=start - newline if newline >= 0 else column(child.lineno) + start,
    )


def _short(text: str, longest: int = 40) -> str:
    first = text.splitlines()[0]
    return first if len(first) <= longest else f"{first[:longest]}…"
