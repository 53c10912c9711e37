"""Which rules and branches examples reach.

What counts: a rule (the block that holds for an attribute, and each block or macro that it calls); each arm of
`{% if %}`, the one that is not written included; the body of a loop; both arms of an inline `if`; each operand of `or`
that comes out. Mappings are compiled a second time, with marks in the generated code, and run for the same people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import nodes
from jinja2.compiler import Frame

from nameplate.checking.examples.model import ExamplesFile
from nameplate.checking.examples.people import Tried
from nameplate.config import Config
from nameplate.mapping import MappingEnvironment, RuleFailed, SearchPath
from nameplate.mapping.codegen import RuleCode
from nameplate.mapping.loading import SHIPPED_PREFIX
from nameplate.mapping.positions import column
from nameplate.mapping.rules import CompiledMapping, compile_mapping
from nameplate.model import SourceUser
from nameplate.model.attributes import NAMES
from nameplate.plugins import Plugins


@dataclass(frozen=True)
class Branch:
    """Something that an example may reach; `what` says it in words."""

    file: Path
    line: int
    column: int
    what: str

    @property
    def is_rule(self) -> bool:
        """Whether it is a block."""
        return self.what.startswith("rule ")


@dataclass(frozen=True)
class Covered:
    """What was reached of one file."""

    file: Path
    reached: tuple[Branch, ...]
    missed: tuple[Branch, ...]


class Coverage:
    """Runs examples through marked mappings, and keeps what was reached.

    Args:
        plugins: Filters and functions.
        config: The configuration, or None for mappings alone.
    """

    def __init__(self, plugins: Plugins, config: Config | None) -> None:
        self._plugins = plugins
        self._config = config
        self._own = (config.mappings,) if config is not None and config.mappings else ()
        self._environments: dict[Path, CoveringEnvironment] = {}
        self._mappings: dict[tuple[Path, str], CompiledMapping] = {}

    def note(self, file: ExamplesFile, tried: Tried) -> None:
        """Note what an example reaches."""
        if not tried.mapping or not isinstance(tried.person, SourceUser):
            return
        context = self._mapping(file.path.absolute().parent, tried.mapping).at(tried.place)
        context.begin(tried.person)
        for name in NAMES:
            if name in context.mapping.infos:
                try:
                    context.value(name)
                except RuleFailed:
                    continue

    def expect_all(self) -> None:
        """Count every mapping that a region of the configuration uses, also those without an example."""
        for name in self._config.connections if self._config is not None else ():
            for region in self._config.regions_of(name) if self._config is not None else ():
                if region.mapping and not region.exclude and self._own:
                    self._mapping(self._own[0], region.mapping)

    def files(self) -> list[Covered]:
        """What was reached of each file that stands in a folder of examples or of the configuration's mappings."""
        found: dict[Path, dict[Branch, bool]] = {}
        for environment in self._environments.values():
            for number, branch in enumerate(environment.branches):
                kept = found.setdefault(branch.file, {})
                kept[branch] = kept.get(branch, False) or number in environment.reached
        return [
            Covered(
                file,
                tuple(branch for branch, reached in branches.items() if reached),
                tuple(branch for branch, reached in branches.items() if not reached),
            )
            for file, branches in sorted(found.items())
        ]

    def _mapping(self, folder: Path, name: str) -> CompiledMapping:
        if (folder, name) not in self._mappings:
            folders = tuple(dict.fromkeys((folder, *self._own)))
            if self._own and folder.is_relative_to(self._own[0]):
                folders = self._own
            environment = self._environments.get(folders[0])
            if environment is None:
                environment = self._environments[folders[0]] = CoveringEnvironment(
                    SearchPath(folders), self._plugins.filters.values(), self._plugins.globals.values()
                )
            self._mappings[folder, name] = compile_mapping(environment, name)
        return self._mappings[folder, name]


class CoveringCode(RuleCode):
    """Generates code that notes which marked statements run and which marked expressions come out."""

    def blockvisit(self, nodes: Any, frame: Frame) -> None:
        """A list of statements."""
        number = self.environment.marks.get(id(nodes))  # type: ignore[attr-defined]
        if number is not None:
            self.writeline(f"environment.reached.add({number})")
        super().blockvisit(nodes, frame)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """A node."""
        number = self.environment.marks.get(id(node))  # type: ignore[attr-defined]
        if number is None:
            return super().visit(node, *args, **kwargs)
        self.write(f"environment.came_out({number}, ")
        super().visit(node, *args, **kwargs)
        self.write(")")
        return None


class CoveringEnvironment(MappingEnvironment):
    """An environment whose templates say what of them was reached."""

    code_generator_class = CoveringCode

    @cached_property
    def branches(self) -> list[Branch]:
        """Everything that is marked; a mark's number is its place here."""
        return []

    @cached_property
    def marks(self) -> dict[int, int]:
        """`id` of a marked list or node → number. The trees are kept, so that ids stay."""
        return {}

    @cached_property
    def reached(self) -> set[int]:
        """The numbers of what was reached."""
        return set()

    @cached_property
    def _last(self) -> set[int]:
        """Marks of operands that come out whatever they are, since none follows."""
        return set()

    @cached_property
    def _arms(self) -> set[int]:
        """The arms of `elif`, which the tree has as conditions of their own."""
        return set()

    def came_out(self, number: int, value: Any) -> Any:
        """Note that an expression was evaluated; an operand of `or` counts if it is what comes out."""
        if number in self._last or value:
            self.reached.add(number)
        return value

    def tree(self, name: str) -> nodes.Template:
        """The syntax tree, marked."""
        new = name not in self.trees
        tree = super().tree(name)
        if new and self._is_watched(name):
            for statement in tree.body:
                self._mark(statement, self.search.read(name).path)
        return tree

    def _is_watched(self, name: str) -> bool:
        path = self.search.find(name)
        return (
            not name.startswith(SHIPPED_PREFIX)
            and path is not None
            and any(path.is_relative_to(folder) for folder in self.search.folders)
        )

    def _add(self, key: object, file: Path, node: nodes.Node, what: str) -> int:
        number = len(self.branches)
        self.branches.append(Branch(file, int(node.lineno), column(node.lineno), what))
        self.marks[id(key)] = number
        return number

    def _mark(self, node: nodes.Node, file: Path) -> None:
        if isinstance(node, nodes.Block):
            self._add(node.body, file, node, f"rule {node.name}")
        elif isinstance(node, nodes.Macro):
            self._add(node.body, file, node, f"macro {node.name}")
        elif isinstance(node, nodes.If) and id(node) not in self._arms:
            self._mark_if(node, file)
        elif isinstance(node, nodes.For):
            self._add(node.body, file, node, "body of the loop")
        for expression in _branching(node):
            self._mark_expression(expression, file)
        for child in node.iter_child_nodes():
            self._mark(child, file)

    def _mark_if(self, node: nodes.If, file: Path) -> None:
        self._add(node.body, file, node, "the condition holds")
        for arm in node.elif_:
            self._arms.add(id(arm))
            self._add(arm.body, file, arm, "the condition of elif holds")
        node.else_ = node.else_ or [nodes.Output([nodes.TemplateData("", lineno=node.lineno)], lineno=node.lineno)]
        self._add(node.else_, file, node, "no condition holds")

    def _mark_expression(self, node: nodes.CondExpr | nodes.Or, file: Path) -> None:
        if isinstance(node, nodes.CondExpr):
            arms = [(node.expr1, "if"), (node.expr2, "else")]
            for arm, word in arms:
                if arm is not None and id(arm) not in self.marks:
                    self._last.add(self._add(arm, file, arm, f"the value of the inline `{word}`"))
            return
        operands = list(_operands(node))
        for place, operand in enumerate(operands, 1):
            if id(operand) not in self.marks:
                number = self._add(operand, file, operand, f"operand {place} of `or`")
                if place == len(operands):
                    self._last.add(number)


def _branching(node: nodes.Node) -> Iterator[nodes.CondExpr | nodes.Or]:
    """The node itself, if it is a branching expression and no operand of an `or` that was looked at."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.CondExpr) or (isinstance(child, nodes.Or) and not isinstance(node, nodes.Or)):
            yield child


def _operands(node: nodes.Expr) -> Iterator[nodes.Expr]:
    if isinstance(node, nodes.Or):
        yield from _operands(node.left)
        yield from _operands(node.right)
    else:
        yield node
