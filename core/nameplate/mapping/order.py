"""What would make blocks depend on the order in which things run (NP209).

Plain Jinja runs a template from top to bottom; rules are rendered one by one. Both agree on every mapping that passes
here.
"""

from collections.abc import Iterator
from itertools import chain

from jinja2 import nodes

from nameplate.findings import Finding, finding
from nameplate.mapping.closure import Closure
from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Definition, Family, names_set
from nameplate.mapping.positions import column
from nameplate.mapping.reads import rule_reads, statement_reads
from nameplate.model.attributes import NAMES


def order_dependence(environment: MappingEnvironment, family: Family, closure: Closure) -> Iterator[Finding]:
    """NP209, for each thing that would."""
    yield from _set_twice(family)
    yield from _namespaces(family, closure)
    yield from _conditional_blocks(family)
    yield from _read_before_set(environment, family)
    yield from _set_below_block(environment, family)


def _finding(message: str, remedy: str, file: str, node: nodes.Node) -> Finding:
    return finding("NP209", message, remedy=remedy, file=file, line=int(node.lineno), column=column(node.lineno))


def _set_twice(family: Family) -> Iterator[Finding]:
    first: dict[str, Definition] = {}
    for definition in family.definitions:
        other = first.setdefault(definition.name, definition)
        if other.order != definition.order and not _same_import(other.statement, definition.statement):
            place = f"{other.level.name}:{int(other.statement.lineno)}"
            yield _finding(
                f"the top-level name {definition.name!r} is set here and at {place}; which one holds would depend on"
                " the order",
                "Give one of them another name, or make it a block, which can be overridden.",
                definition.level.name,
                definition.statement,
            )


def _same_import(one: nodes.Node, other: nodes.Node) -> bool:
    imports = nodes.Import | nodes.FromImport
    return isinstance(one, imports) and not one.with_context and one == other


def _namespaces(family: Family, closure: Closure) -> Iterator[Finding]:
    levels = {level.name: level.tree for level in family.levels}
    for file, tree in {**closure.imported, **closure.included, **levels}.items():
        for statement in tree.body:
            if isinstance(statement, nodes.Macro | nodes.Block):
                continue
            for call in chain([statement], statement.find_all(nodes.Call)):
                if isinstance(call, nodes.Call) and getattr(call.node, "name", "") == "namespace":
                    yield _finding(
                        "a namespace at the top level would carry values from person to person",
                        "Make it inside the block or macro that uses it.",
                        file,
                        call,
                    )


def _conditional_blocks(family: Family) -> Iterator[Finding]:
    for level in family.levels:
        inside = [
            (statement, block)
            for statement in level.tree.find_all((nodes.If, nodes.For))
            for block in statement.find_all(nodes.Block)
            if block.name in NAMES or statement in level.tree.body
        ]
        for block in dict.fromkeys(block for _, block in inside):
            yield _finding(
                f"the block {block.name!r} stands inside an `if` or `for`, which a block ignores",
                f"Put the `if` or `for` inside the block: {{% block {block.name} %}}{{% if … %}}…",
                level.name,
                block,
            )


def _read_before_set(environment: MappingEnvironment, family: Family) -> Iterator[Finding]:
    """A top-level statement that reads a name of a later one; macros may read what their own file sets later."""
    for definition in family.definitions:
        statement = definition.statement
        if names_set(statement)[0] != definition.name:
            continue
        for name in statement_reads(environment, family, definition.level, statement).names:
            later = family.top.get(name)
            if later is None or later.order <= definition.order:
                continue
            if isinstance(statement, nodes.Macro) and later.level is definition.level:
                continue
            yield _finding(
                f"{name!r} is read here, but set only afterwards, at {later.level.name}:{int(later.statement.lineno)}",
                "What a file extends runs after the file itself. Set the name here, or use it inside a block.",
                definition.level.name,
                statement,
            )


def _set_below_block(environment: MappingEnvironment, family: Family) -> Iterator[Finding]:
    """In the root, a name that is set below the place of a block that reads it."""
    root = family.levels[-1]
    places = {id(statement): place for place, statement in enumerate(root.tree.body)}
    own = {d.name: places[id(d.statement)] for d in family.definitions if d.level is root}
    for place, outer in enumerate(root.tree.body):
        blocks = [outer] if isinstance(outer, nodes.Block) else []
        for block in chain(blocks, outer.find_all(nodes.Block)):
            for name in sorted(rule_reads(environment, family, block.name).names):
                if own.get(name, -1) > place:
                    yield _finding(
                        f"{name!r} is set below the block {block.name!r}, which reads it",
                        "Move the `set`, `import` or `macro` above the blocks.",
                        root.name,
                        family.top[name].statement,
                    )
