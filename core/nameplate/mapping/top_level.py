"""The top level of a family, split into what runs once and what runs for each person."""

from dataclasses import dataclass

from jinja2 import nodes

from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Family, Level, names_set
from nameplate.mapping.reads import Reads, statement_reads


@dataclass(frozen=True)
class TopLevel:
    """Statements, in the order in which they run: the mapping's own file first, the root last."""

    once: tuple[tuple[Level, tuple[nodes.Stmt, ...]], ...]
    """Those that give the same for every person."""
    each: tuple[tuple[Level, tuple[nodes.Stmt, ...]], ...]
    """Those that read the person, or a name that does."""

    @property
    def personal(self) -> frozenset[str]:
        """The names that `each` sets."""
        return frozenset(name for _, body in self.each for statement in body for name in names_set(statement))


def split_top_level(environment: MappingEnvironment, family: Family) -> TopLevel:
    """What runs once and what for each person; a statement that reads a name not yet fixed runs for each."""
    fixed: set[str] = set(environment.globals) | {"region", "connection"}
    once: list[tuple[Level, tuple[nodes.Stmt, ...]]] = []
    each: list[tuple[Level, tuple[nodes.Stmt, ...]]] = []
    for level in family.levels:
        own: tuple[list[nodes.Stmt], list[nodes.Stmt]] = ([], [])
        for statement in level.statements:
            reads = statement_reads(environment, family, level, statement)
            personal = is_personal(reads, fixed)
            own[personal].append(statement)
            if personal:
                fixed.difference_update(names_set(statement))
            else:
                fixed.update(names_set(statement))
        for body, into in zip(own, (once, each), strict=True):
            if body:
                into.append((level, tuple(body)))
    return TopLevel(tuple(once), tuple(each))


def is_personal(reads: Reads, fixed: set[str]) -> bool:
    """Whether a statement's outcome may differ from person to person."""
    return bool(reads.fields or reads.raw or reads.blocks or reads.names - fixed)
