"""Python from a template's syntax tree, by Jinja's own code generator.

Every operation that could run away is guarded, nothing is evaluated at compile time, and the fields of `user` are read
directly.
"""

from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from nameplate.model import TEXT_FIELDS

FIELDS = frozenset(TEXT_FIELDS)
NODES_A_STEP = 8
LIGHT = 32
"""Nodes of a body outside loops that costs no steps."""

PREAMBLE = """
from nameplate.model import SourceUser
budget = environment.budget
tick, loop_items, made, output, contains = budget.tick, budget.items, budget.made, budget.output, budget.contains
concatenate, multiply, add, power, remainder = (
    budget.concatenate, budget.multiply, budget.add, budget.power, budget.remainder)
"""


def weight(body: Iterable[nodes.Node]) -> int:
    """How many nodes a body has."""
    return sum(1 + weight(node.iter_child_nodes()) for node in body)


def _guarded(function: str) -> Callable[[Any, nodes.BinExpr, Frame], None]:
    def visit(self: "RuleCode", node: nodes.BinExpr, frame: Frame) -> None:
        self.write(f"{function}(")
        self.visit(node.left, frame)
        self.write(", ")
        self.visit(node.right, frame)
        self.write(")")

    return visit


class RuleCode(CodeGenerator):
    """Generates a template's module; the names it uses beside Jinja's stand in PREAMBLE."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.optimizer = None
        self._loop_iterables: set[int] = set()

    visit_Mul = _guarded("multiply")
    visit_Pow = _guarded("power")
    visit_Add = _guarded("add")
    visit_Mod = _guarded("remainder")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """The module, after the names that guarded code uses."""
        for line in PREAMBLE.strip().splitlines():
            self.writeline(line)
        super().visit_Template(node, frame)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """A node; what a loop goes through is charged first."""
        if id(node) not in self._loop_iterables:
            return super().visit(node, *args, **kwargs)
        self._loop_iterables.discard(id(node))
        self.write("loop_items(")
        super().visit(node, *args, **kwargs)
        self.write(")")
        return None

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        """A loop."""
        self._loop_iterables.add(id(node.iter))
        super().visit_For(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A list of statements; those that run often, or are many, cost steps."""
        body = list(nodes)
        size = weight(body)
        if frame.loop_frame or frame.rootlevel or size > LIGHT:
            self.writeline(f"tick({1 + size // NODES_A_STEP})")
        super().blockvisit(body, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """A field of the person directly, whatever the name in front of it means here."""
        target = node.node
        if isinstance(target, nodes.Name) and target.ctx == "load" and node.attr in FIELDS:
            reference = frame.symbols.ref(target.name)
            self.write(f"({reference}.{node.attr} if type({reference}) is SourceUser else ")
            super().visit_Getattr(node, frame)
            self.write(")")
        else:
            super().visit_Getattr(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """A filter; what it gives is charged."""
        self.write("made(")
        super().visit_Filter(node, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """The operator `~`."""
        self.write("concatenate((")
        for operand in node.nodes:
            self.visit(operand, frame)
            self.write(", ")
        self.write("))")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        """A comparison; `in` is guarded where it stands alone."""
        operand = node.ops[0]
        if len(node.ops) > 1 or operand.op not in {"in", "notin"}:
            super().visit_Compare(node, frame)
            return
        self.write("(not " if operand.op == "notin" else "(")
        self.write("contains(")
        self.visit(operand.expr, frame)
        self.write(", ")
        self.visit(node.expr, frame)
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        """A list, charged unless it is constant."""
        self._built(node, frame, super().visit_List)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        """A dictionary, charged unless it is constant."""
        self._built(node, frame, super().visit_Dict)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        """A tuple, charged unless it is constant or a target."""
        if node.ctx == "load":
            self._built(node, frame, super().visit_Tuple)
        else:
            super().visit_Tuple(node, frame)

    def _built(self, node: nodes.Expr, frame: Frame, visit: Callable[[Any, Frame], None]) -> None:
        if all(isinstance(child, nodes.Const) for child in node.iter_child_nodes()):
            visit(node, frame)
            return
        self.write("made(")
        visit(node, frame)
        self.write(")")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:  # noqa: ARG002 -- Jinja's
        if isinstance(node, nodes.TemplateData):
            return str(node.data)
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return node.value
        raise nodes.Impossible

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 -- Jinja's
        self.write("output(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 -- Jinja's
        self.write(")")
