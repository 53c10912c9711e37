"""A mapping and the templates it extends, as syntax trees: whose block is a rule, and what the top levels set."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from jinja2 import nodes

from nameplate.findings import finding
from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.positions import column

LONGEST_CHAIN = 20

TopStatement = nodes.Assign | nodes.AssignBlock | nodes.Macro | nodes.Import | nodes.FromImport | nodes.If
"""The statements of a top level that set names."""


@dataclass(frozen=True, eq=False)
class Level:
    """One file of a family."""

    name: str
    tree: nodes.Template
    depth: int
    """0 for the mapping itself, 1 for the template it extends, and so on."""

    @cached_property
    def blocks(self) -> dict[str, nodes.Block]:
        """The blocks of this file."""
        return {block.name: block for block in self.tree.find_all(nodes.Block)}

    @cached_property
    def statements(self) -> list[nodes.Stmt]:
        """What sets names at the top level, in order."""
        return [node for node in self.tree.body if isinstance(node, TopStatement)]


@dataclass(frozen=True)
class Definition:
    """A statement that sets a top-level name; `order` is its place in the order in which all of them run."""

    name: str
    level: Level
    statement: nodes.Stmt
    order: int


@dataclass(frozen=True, eq=False)
class Family:
    """A mapping, `levels[0]`, and what it extends, up to the root."""

    levels: tuple[Level, ...]
    definitions: tuple[Definition, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The mapping's name."""
        return self.levels[0].name

    @cached_property
    def top(self) -> dict[str, Definition]:
        """Top-level name → where it is set; the last one, where there are several."""
        return {definition.name: definition for definition in self.definitions}

    def chain(self, block: str) -> tuple[tuple[Level, nodes.Block], ...]:
        """A block and what its `super()` reaches, nearest first; () where there is no such block."""
        return tuple((level, level.blocks[block]) for level in self.levels if block in level.blocks)

    @cached_property
    def block_names(self) -> tuple[str, ...]:
        """Every block of the family, as the files have them, the mapping's own first."""
        return tuple(dict.fromkeys(name for level in self.levels for name in level.blocks))

    def deciding(self, block: str, called: Iterable[str]) -> tuple[Level, nodes.Block]:
        """Whoever overrides a block that a rule calls decides the rule: the most specific of it and them.

        Args:
            block: The rule's.
            called: The blocks that it calls, or that are nested in it, and so on.
        """
        own, *others = [self.chain(name)[0] for name in (block, *called) if self.chain(name)]
        return min([own, *sorted(others, key=_line)], key=_depth)


def _depth(link: tuple[Level, nodes.Block]) -> int:
    return link[0].depth


def _line(link: tuple[Level, nodes.Block]) -> int:
    return int(link[1].lineno)


def address(level: Level, block: nodes.Block) -> str:
    """`japan.j2:3`."""
    return f"{level.name}:{int(block.lineno)}"


def read_family(environment: MappingEnvironment, name: str) -> Family:
    """The family of the mapping `name`.

    Raises:
        TemplateRefused: One of its files is refused (NP201, NP207, NP211, NP212), or extends what can't be known
            before a person is read (NP210).
    """
    levels: list[Level] = []
    following: str | None = name
    while following is not None:
        if len(levels) >= LONGEST_CHAIN or any(level.name == following for level in levels):
            first = levels[0]
            raise TemplateRefused(
                finding("NP212", f"{first.name} extends itself, or more than {LONGEST_CHAIN} others", file=first.name)
            )
        try:
            tree = environment.tree(following)
        except TemplateRefused as error:
            raise _at_extends(error, levels) from None
        levels.append(Level(following, tree, len(levels)))
        following = _parent(levels[-1])
    return Family(tuple(levels), tuple(_definitions(levels)))


def _at_extends(error: TemplateRefused, levels: list[Level]) -> TemplateRefused:
    """A parent that is not found is the fault of the line that names it."""
    if error.finding.code != "NP211" or not levels:
        return error
    extends = levels[-1].tree.find(nodes.Extends)
    line = extends.lineno if extends else 0
    refusal = error.finding
    return TemplateRefused(
        finding(
            refusal.code,
            refusal.message,
            remedy=refusal.remedy,
            file=levels[-1].name,
            line=int(line),
            column=column(line),
        )
    )


def _parent(level: Level) -> str | None:
    extends = list(level.tree.find_all(nodes.Extends))
    if not extends:
        return None
    first = extends[0]
    if len(extends) == 1 and first in level.tree.body and isinstance(first.template, nodes.Const):
        return str(first.template.value)
    raise TemplateRefused(
        finding(
            "NP210",
            '`extends` stands once, at the top level, with a name in quotes: {% extends "default.j2" %}',
            file=level.name,
            line=int(first.lineno),
            column=column(first.lineno),
        )
    )


def _definitions(levels: list[Level]) -> Iterator[Definition]:
    order = 0
    for level in levels:
        for statement in level.statements:
            for name in names_set(statement):
                yield Definition(name, level, statement, order)
            order += 1


def names_set(statement: nodes.Node) -> tuple[str, ...]:
    """The names that a statement of the top level sets."""
    if isinstance(statement, nodes.Macro):
        return (statement.name,)
    if isinstance(statement, nodes.Import):
        return (statement.target,)
    if isinstance(statement, nodes.FromImport):
        return tuple(name[1] if isinstance(name, tuple) else name for name in statement.names)
    if isinstance(statement, nodes.Assign | nodes.AssignBlock):
        targets = [statement.target, *statement.target.find_all(nodes.Name)]
        return tuple(target.name for target in targets if isinstance(target, nodes.Name))
    if isinstance(statement, nodes.If):
        inner = (*statement.body, *statement.elif_, *statement.else_)
        return tuple(dict.fromkeys(name for child in inner for name in names_set(child)))
    return ()
