"""What is wrong with a mapping, known before anybody is read."""

from collections.abc import Iterator
from itertools import chain

from nameplate.findings import Finding, finding
from nameplate.mapping.closure import Closure, reach
from nameplate.mapping.environment import MappingEnvironment, suggestion
from nameplate.mapping.family import Family, Level
from nameplate.mapping.names_used import lost_blocks, names_stored, unknown_fields, unknown_names, unseen_names
from nameplate.mapping.order import order_dependence
from nameplate.mapping.positions import column
from nameplate.mapping.reads import Reads, rule_reads
from nameplate.model import ATTRIBUTES
from nameplate.model.attributes import NAMES


def inspect_family(environment: MappingEnvironment, family: Family, *, complete: bool = True) -> list[Finding]:
    """What makes a mapping one that can't be used, in the order of files and lines.

    NP202 unknown fields of `user`, NP203 and NP210 unknown or forbidden names, blocks, filters and tests, NP204 blocks
    that nothing calls, NP208 required attributes without a rule and NP203 missing blocks (if `complete`), NP209
    dependence on order, NP211 missing templates.
    """
    closure = reach(environment, family)
    reads = {name: rule_reads(environment, family, name) for name in family.block_names}
    found = chain(
        closure.findings,
        _unknown(environment, family, closure),
        unknown_fields(reads.values()),
        unseen_names(reads.values()),
        lost_blocks(reads.values(), family.block_names) if complete else (),
        _uncalled_blocks(environment, family, reads),
        order_dependence(environment, family, closure),
        _missing_rules(family) if complete else (),
    )
    order = {level.name: level.depth for level in family.levels}
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda found: (order.get(found.file, len(order)), found.file, found.line, found.column))


def _unknown(environment: MappingEnvironment, family: Family, closure: Closure) -> Iterator[Finding]:
    for level in family.levels:
        yield from unknown_names(environment, level.name, level.tree, frozenset(family.top))
    anything = frozenset(chain(family.top, _stored(family, closure)))
    for name, tree in {**closure.imported, **closure.included}.items():
        if name not in {level.name for level in family.levels}:
            known = anything if name in closure.included else frozenset(names_stored(tree))
            yield from unknown_names(environment, name, tree, known)


def _stored(family: Family, closure: Closure) -> Iterator[str]:
    trees = (level.tree for level in family.levels)
    for tree in chain(trees, closure.imported.values(), closure.included.values()):
        yield from names_stored(tree)


def _uncalled_blocks(environment: MappingEnvironment, family: Family, reads: dict[str, Reads]) -> Iterator[Finding]:
    called = _called(reads)
    for level in family.levels:
        own = [name for name in level.blocks if name not in NAMES and name not in called]
        if not own:
            continue
        below = Family(family.levels[level.depth :], family.definitions)
        there = called | _called({name: rule_reads(environment, below, name) for name in NAMES if below.chain(name)})
        for name in own:
            if name not in there:
                yield _uncalled(level, name)


def _called(reads: dict[str, Reads]) -> set[str]:
    return set().union(*(found.blocks for name, found in reads.items() if name in NAMES))


def _uncalled(level: Level, name: str) -> Finding:
    block = level.blocks[name]
    return finding(
        "NP204",
        f"the block {name!r} is neither an attribute nor called by one{suggestion(name, NAMES)}",
        remedy=f"Attributes are {', '.join(NAMES)}. A helper block is called with {{{{ self.{name}() }}}}.",
        file=level.name,
        line=int(block.lineno),
        column=column(block.lineno),
    )


def _missing_rules(family: Family) -> Iterator[Finding]:
    for attribute in ATTRIBUTES:
        if attribute.required and not family.chain(attribute.name):
            yield finding(
                "NP208",
                f"{family.name} has no rule for {attribute.name}, which is required",
                remedy=f"Add {{% block {attribute.name} %}}…{{% endblock %}}, or extend a mapping that has it.",
                attribute=attribute.name,
                file=family.name,
                line=1,
            )
