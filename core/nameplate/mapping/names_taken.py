"""What a template takes from where it stands: names that it doesn't set by itself, and filters and tests."""

from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE

from nameplate.mapping.environment import MappingEnvironment


@dataclass(frozen=True)
class Taken:
    """A use of something that the file itself doesn't define; `kind` is `filter`, `test` or `name`."""

    kind: str
    name: str
    line: int


class _Collector(CodeGenerator):
    """Jinja's code generator, for its knowledge of scopes; it writes nothing."""

    def __init__(self, environment: MappingEnvironment, name: str) -> None:
        super().__init__(environment, name, name, optimized=False)
        self.found: list[Taken] = []

    def write(self, x: str) -> None:
        """Nothing."""

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:
        """A name that the context has to give."""
        super().visit_Name(node, frame)
        if node.ctx == "load":
            load = frame.symbols.find_load(frame.symbols.ref(node.name))
            if load is not None and load[0] == VAR_LOAD_RESOLVE:
                self.found.append(Taken("name", node.name, node.lineno))

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """A filter."""
        if node.name not in self.environment.filters:
            self.found.append(Taken("filter", node.name, node.lineno))
        self._children(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """A test."""
        if node.name not in self.environment.tests:
            self.found.append(Taken("test", node.name, node.lineno))
        self._children(node, frame)

    def _children(self, node: nodes.Node, frame: Frame) -> None:
        for child in node.iter_child_nodes():
            self.visit(child, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:  # noqa: ARG002 -- Jinja's
        raise nodes.Impossible


def names_taken(environment: MappingEnvironment, file: str, tree: nodes.Template) -> tuple[Taken, ...]:
    """Every such name, filter that the environment lacks, and test that it lacks, in the order of the file.

    Raises:
        jinja2.TemplateSyntaxError: Jinja can't compile the file.
        RecursionError: It is nested too deeply.
    """
    collector = _Collector(environment, file)
    collector.visit(tree)
    return tuple(dict.fromkeys(collector.found))


def context_names(environment: MappingEnvironment, file: str) -> frozenset[str] | None:
    """The names that a template takes from the context in which it runs; None where that isn't known.

    Raises:
        TemplateRefused: It can't be read.
    """
    tree = environment.tree(file)
    try:
        return frozenset(use.name for use in names_taken(environment, file, tree) if use.kind == "name")
    except (jinja2.TemplateSyntaxError, RecursionError):
        return None
