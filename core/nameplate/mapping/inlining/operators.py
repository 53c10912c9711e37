"""Operators and literals as Python expressions."""

from abc import ABC
from collections.abc import Sequence

from jinja2 import nodes

from nameplate.mapping.inlining.code import SPACES, USER, Code, NotInline, Scope, Writer, joined

SIGNS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}


class Operators(Writer, ABC):
    """Writes what combines expressions; each `on_` method takes the node of its name."""

    def text(self, node: nodes.Node, scope: Scope) -> str:
        """An expression's value as it is printed."""
        code = self.expression(node, scope)
        if code.is_text:
            return code.source
        return f"text({code.source})"

    def expression(self, node: nodes.Node, scope: Scope) -> Code:
        """An expression.

        Raises:
            NotInline: Something in it can't be followed.
        """
        self.count()
        method = getattr(self, f"on_{type(node).__name__.lower()}", None)
        if method is None:
            raise NotInline(type(node).__name__)
        code: Code = method(node, scope)
        if code is USER:
            raise NotInline("the whole person")
        return code

    def on_const(self, node: nodes.Const, _scope: Scope) -> Code:
        """A literal."""
        if node.value is not None and not isinstance(node.value, str | int | float):
            raise NotInline("a constant")
        return Code(repr(node.value), isinstance(node.value, str))

    def on_templatedata(self, node: nodes.TemplateData, _scope: Scope) -> Code:
        """Text of the template."""
        return Code(repr(node.data))

    def piece(self, node: nodes.Node, scope: Scope, *, tidy: bool) -> tuple[str, bool]:
        """A piece of an output, as (source, False) or (literal text, True)."""
        if isinstance(node, nodes.TemplateData):
            return (SPACES.sub(" ", node.data) if tidy else node.data), True
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return node.value, True
        return self.text(node, scope), False

    def on_condexpr(self, node: nodes.CondExpr, scope: Scope) -> Code:
        """`a if b else c`."""
        test = self.expression(node.test, scope).source
        with self.branch_of():
            then = self.expression(node.expr1, scope)
            other = self.expression(node.expr2, scope) if node.expr2 is not None else Code("''")
        return Code(f"({then.source} if {test} else {other.source})", then.is_text and other.is_text)

    def on_or(self, node: nodes.Or, scope: Scope) -> Code:
        """`or`."""
        return self._either(node, "or", scope)

    def on_and(self, node: nodes.And, scope: Scope) -> Code:
        """`and`."""
        return self._either(node, "and", scope)

    def _either(self, node: nodes.BinExpr, operator: str, scope: Scope) -> Code:
        left = self.expression(node.left, scope)
        with self.branch_of():
            right = self.expression(node.right, scope)
        return Code(f"({left.source} {operator} {right.source})", left.is_text and right.is_text)

    def on_not(self, node: nodes.Not, scope: Scope) -> Code:
        """`not`."""
        return Code(f"(not {self.expression(node.node, scope).source})", is_text=False)

    def on_concat(self, node: nodes.Concat, scope: Scope) -> Code:
        """`~`."""
        return Code(joined([self.piece(piece, scope, tidy=False) for piece in node.nodes]))

    def on_compare(self, node: nodes.Compare, scope: Scope) -> Code:
        """A comparison, or `in`."""
        left = self.expression(node.expr, scope)
        if len(node.ops) != 1:
            raise NotInline("a chain of comparisons")
        operand = node.ops[0]
        right = self.expression(operand.expr, scope)
        if operand.op in SIGNS:
            return Code(f"({left.source} {SIGNS[operand.op]} {right.source})", is_text=False)
        negated = "not " if operand.op == "notin" else ""
        if right.is_text or (isinstance(operand.expr, nodes.List | nodes.Tuple) and left.is_text):
            return Code(f"({left.source} {negated}in {right.source})", is_text=False)
        self.metered = True
        return Code(f"({negated}contains({right.source}, {left.source}))", is_text=False)

    def on_add(self, node: nodes.Add, scope: Scope) -> Code:
        """`+`."""
        self.metered = True
        left, right = self.expression(node.left, scope), self.expression(node.right, scope)
        return Code(f"add({left.source}, {right.source})", left.is_text and right.is_text)

    def on_list(self, node: nodes.List, scope: Scope) -> Code:
        """A list."""
        return self._sequence(node.items, scope, "[", "]")

    def on_tuple(self, node: nodes.Tuple, scope: Scope) -> Code:
        """A tuple."""
        return self._sequence(node.items, scope, "(", ",)")

    def _sequence(self, items: Sequence[nodes.Node], scope: Scope, opening: str, closing: str) -> Code:
        codes = [self.expression(item, scope) for item in items]
        source = f"{opening}{', '.join(code.source for code in codes)}{closing if codes else closing[-1]}"
        if all(code.is_text for code in codes):
            return Code(source, is_text=False)
        self.metered = True
        return Code(f"made({source})", is_text=False)
