"""What a rule reads, found in its syntax tree without running it: fields of the person, raw paths, top-level names.

Conservative: where the whole person escapes into what can't be followed, the answer is everything.
"""

from jinja2 import nodes

from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Family, Level
from nameplate.mapping.found import USER, Place, Reads
from nameplate.mapping.paths import path_of
from nameplate.mapping.statements import Walk

__all__ = ["Reads", "expression_reads", "path_of", "rule_reads", "statement_reads"]


def rule_reads(environment: MappingEnvironment, family: Family, block: str) -> Reads:
    """What the rule for `block` reads, through `super()`, `self`, macros, includes and the top level."""
    walk = Walk(environment, family)
    walk.block(block, 0)
    return walk.found


def expression_reads(environment: MappingEnvironment, expression: nodes.Node) -> Reads:
    """What a condition's expression reads."""
    walk = Walk(environment, None)
    walk.node(expression, {USER: USER}, Place())
    return walk.found


def statement_reads(environment: MappingEnvironment, family: Family, level: Level, statement: nodes.Node) -> Reads:
    """What a statement of a top level reads, macro bodies included."""
    walk = Walk(environment, family, follow=False)
    walk.node(statement, {USER: USER}, Place(depth=level.depth, file=level.name))
    return walk.found
