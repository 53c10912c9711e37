"""`keep()` where it can't stay the whole value: changed, or beside something else."""

from collections.abc import Iterator, Sequence

import msgspec
from jinja2 import nodes

from nameplate.checking.checks.walking import at
from nameplate.checking.subject import Subject
from nameplate.findings import Finding, Level
from nameplate.mapping.family import Level as FamilyLevel

SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)
"""Statements that print nothing."""

Chain = Sequence[tuple[FamilyLevel, nodes.Block]]


def kept_with_more(subject: Subject) -> Iterator[Finding]:
    """NP213, as a warning: a rule that fails for whoever is kept, by itself or by the mapping that it extends."""
    seen: set[int] = set()
    for family in subject.families.values():
        for name in family.block_names:
            chain = family.chain(name)
            for index, (level, block) in enumerate(chain):
                if id(block) not in seen and subject.is_own(level.name):
                    seen.add(id(block))
                    for call in _not_alone(block, chain[index + 1 :]):
                        yield _found(call, level.name, name)


def _not_alone(block: nodes.Block, above: Chain) -> Iterator[nodes.Call]:
    """The calls in a block, outside its `if`s and loops, that give `keep()` and aren't all that it gives."""
    printed = [
        child
        for part in block.body
        if not isinstance(part, SILENT)
        for child in (part.nodes if isinstance(part, nodes.Output) else [part])
        if not (isinstance(child, nodes.TemplateData) and not child.data.strip())
    ]
    for child in printed:
        for call, is_changed in _calls(child):
            if _keeps(call, above) and (is_changed or len(printed) > 1):
                yield call


def _calls(node: nodes.Node, *, changed: bool = False) -> Iterator[tuple[nodes.Call, bool]]:
    """The calls whose value an expression may come out as, and whether a filter or an operator changes it."""
    match node:
        case nodes.Call():
            yield node, changed
        case nodes.Or() | nodes.And():
            yield from _calls(node.left, changed=changed)
            yield from _calls(node.right, changed=changed)
        case nodes.CondExpr():
            for arm in (node.expr1, node.expr2):
                if arm is not None:
                    yield from _calls(arm, changed=changed)
        case nodes.Filter() | nodes.Concat() | nodes.BinExpr():
            parts = [node.node] if isinstance(node, nodes.Filter) else list(node.iter_child_nodes())
            for part in parts:
                if part is not None:
                    yield from _calls(part, changed=True)


def _keeps(call: nodes.Call, above: Chain) -> bool:
    """Whether a call may give `keep()`: it is that itself, or `super()` of a block that may."""
    if not isinstance(call.node, nodes.Name):
        return False
    if call.node.name == "super" and above:
        return any(_keeps(one, above[1:]) for one in above[0][1].find_all(nodes.Call))
    return call.node.name == "keep"


def _found(call: nodes.Call, file: str, name: str) -> Finding:
    assert isinstance(call.node, nodes.Name)  # noqa: S101 -- see _keeps
    said = "keep() stands" if call.node.name == "keep" else "super() may give keep(), which stands"
    found = at(
        call,
        "NP213",
        file,
        f"{said} alone: the rule fails for whom `{name}` is kept",
        remedy="Ask for what is needed, and keep in a branch of its own: "
        "{% if user.title %}{{ user.title }} (…){% else %}{{ keep() }}{% endif %}",
        attribute=name,
    )
    return msgspec.structs.replace(found, level=Level.WARNING)
