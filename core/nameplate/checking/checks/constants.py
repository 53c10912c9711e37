"""Values that stand in a rule as they are, and that Atlassian would refuse."""

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec
from jinja2 import nodes

from nameplate.checking.checks.walking import at, choices
from nameplate.checking.subject import Subject
from nameplate.findings import Finding, Level
from nameplate.model import ATTRIBUTES, Attribute, Kind
from nameplate.model.validation import ValueRefused, check, clean

MOST = 64
"""Outcomes of one block that are looked at."""

Part = tuple[str, nodes.Node] | None
"""A text and where it stands; None for what differs from person to person."""


def refused_constants(subject: Subject) -> Iterator[Finding]:
    """NP218: a bad time zone, a name of 120 characters, an empty e-mail address, the same for everybody."""
    seen: set[int] = set()
    for family in subject.families.values():
        for attribute in ATTRIBUTES:
            for level, block in family.chain(attribute.name)[:1]:
                if id(block) not in seen and subject.is_own(level.name):
                    seen.add(id(block))
                    yield from _refused(level.name, block, attribute)


def kept_identity(subject: Subject) -> Iterator[Finding]:
    """NP218, as a warning: `keep()` for everybody where a creation needs a value, unless no directory creates."""
    directories = subject.config.directories.values() if subject.config else ()
    if directories and not any("create" in directory.actions for directory in directories):
        return
    seen: set[int] = set()
    for family in subject.families.values():
        for attribute in ATTRIBUTES:
            for level, block in family.chain(attribute.name)[:1]:
                if attribute.required and id(block) not in seen and subject.is_own(level.name) and _is_kept(block):
                    seen.add(id(block))
                    found = at(
                        block,
                        "NP218",
                        level.name,
                        f"`{attribute.name}` is keep() for everybody, so that nobody can be created",
                        remedy="Give the value, or leave `create` out of the directory's `actions`.",
                        attribute=attribute.name,
                    )
                    yield msgspec.structs.replace(found, level=Level.WARNING)


def _is_kept(block: nodes.Block) -> bool:
    """Whether a block is `keep()` and nothing else."""
    printed = [child for part in block.body for child in part.iter_child_nodes() if not _is_blank(child)]
    if len(printed) != 1 or not all(isinstance(part, nodes.Output) for part in block.body):
        return False
    called = printed[0].node if isinstance(printed[0], nodes.Call) else None
    return isinstance(called, nodes.Name) and called.name == "keep"


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip()


def _refused(file: str, block: nodes.Block, attribute: Attribute) -> Iterator[Finding]:
    for outcome in outcomes(block.body):
        known = [part for part in outcome if part is not None]
        constant = len(known) == len(outcome)
        text = "".join(text for text, _ in known)
        where = next((node for text, node in known if text.strip()), block)
        if constant:
            reason = refusal(attribute, text)
        else:
            long = attribute.limit and len(" ".join(text.split())) > attribute.limit
            reason = f"more than the {attribute.limit} characters that are taken" if long else ""
        if reason:
            yield at(where, "NP218", file, f"`{attribute.name}`: {reason}", attribute=attribute.name)
            return


def refusal(attribute: Attribute, text: str) -> str:
    """Why Atlassian would refuse a value for an attribute, or ""."""
    try:
        value = clean(text)
        check(attribute, value.lower() if attribute.kind is Kind.BOOLEAN else value)
    except ValueRefused as error:
        return str(error)
    if not value and attribute.required:
        return "it is required, and always empty here"
    if not value and attribute.kind is Kind.BOOLEAN:
        return "it must come out as true or false, and is always empty here"
    return ""


def outcomes(body: Sequence[nodes.Node]) -> list[list[Part]]:
    """What a list of statements may print, as far as it stands in the template; the first MOST combinations."""
    found: list[list[Part]] = [[]]
    for statement in body:
        after = _statement(statement)
        found = [[*before, *more] for before, more in product(found, after)][:MOST]
    return found


def _statement(statement: nodes.Node) -> list[list[Part]]:
    if isinstance(statement, nodes.Output):
        found: list[list[Part]] = [[]]
        for child in statement.nodes:
            found = [[*before, part] for before, part in product(found, _printed(child))][:MOST]
        return found
    if isinstance(statement, nodes.If):
        arms = [statement.body, *(arm.body for arm in statement.elif_), statement.else_]
        return [outcome for arm in arms for outcome in outcomes(arm)]
    if isinstance(statement, nodes.Assign | nodes.Macro | nodes.Import | nodes.FromImport):
        return [[]]
    return [[None]]


def _printed(child: nodes.Expr) -> list[Part]:
    if isinstance(child, nodes.TemplateData):
        return [(child.data, child)]
    return [(str(one.value), one) if _is_text(one) else None for one in choices(child)]  # type: ignore[attr-defined]


def _is_text(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str | int) and not isinstance(node.value, bool)
