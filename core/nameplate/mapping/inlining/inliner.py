"""Rules that are expressions, as Python expressions: output, `if`, `set`, `super()`, `self.x()`, macros, filters.

What can't be followed raises `NotInline`, and the rule is rendered as a block instead. Where a value is only put out,
white space of the template is written as validation would leave it. Nothing here runs a loop: a rule's cost is bounded
by the length of its source, which is limited too.
"""

from collections.abc import Callable, Sequence

from jinja2 import nodes

from nameplate.mapping.inlining.code import SPACE, SPACES, USER, Code, NotInline, Scope, joined
from nameplate.mapping.inlining.expressions import called_block, is_keep
from nameplate.mapping.inlining.macros import Macros

Step = tuple[nodes.Node, Scope]
"""A statement, and the names that it sees."""


class Inliner(Macros):
    """Writes the rules of one mapping as expressions of `u`, the person."""

    def value(self, attribute: str) -> str:
        """An expression for an attribute's value: text, or None where it is kept.

        Raises:
            NotInline: The rule is no expression.
        """
        level, block = self.family.chain(attribute)[0]
        scope = Scope({"user": USER}, attribute, level.depth)
        return self.limited(self._value_of_body(block.body, scope))

    def try_value(self, attribute: str) -> str | None:
        """`value`, or None where the rule is no expression; then nothing of the attempt is left."""
        lines, shared = len(self.lines), dict(self.shared)
        self.nodes = 0
        try:
            return self.value(attribute)
        except (NotInline, RecursionError):
            del self.lines[lines:]
            self.shared, self.branches, self.depth = shared, 0, 0
            return None

    def _value_of_body(self, body: Sequence[nodes.Node], scope: Scope) -> str:
        """A body whose text is the value: a lone `keep()` of it is None, and white space at its edges is nothing."""
        steps = _without_edges(self._steps(body, scope))
        if len(steps) != 1:
            return self._body(steps, tidy=True)
        statement, scope = steps[0]
        if isinstance(statement, nodes.Output) and len(statement.nodes) == 1:
            return self._value_of_expression(statement.nodes[0], scope)
        if isinstance(statement, nodes.If):
            return self._branch(statement, scope, self._value_of_body)
        if isinstance(statement, nodes.Block) and not statement.scoped:
            return self._value_of_block(statement.name, 0)
        return self._body(steps, tidy=True)

    def _value_of_block(self, name: str, depth: int) -> str:
        found = next(((level, block) for level, block in self.family.chain(name) if level.depth >= depth), None)
        if found is None:
            raise NotInline(f"no block {name}")
        with self.deeper():
            return self._value_of_body(found[1].body, Scope({"user": USER}, name, found[0].depth))

    def _value_of_expression(self, node: nodes.Node, scope: Scope) -> str:
        if is_keep(node, scope):
            return "None"
        if isinstance(node, nodes.Or):
            left = self.expression(node.left, scope)
            with self.branch_of():
                right = self._value_of_expression(node.right, scope)
            if left.is_text:
                return f"({left.source} or {right})"
            name = self.variable("w")
            return f"(whole({name}) if ({name} := {left.source}) else {right})"
        if isinstance(node, nodes.CondExpr):
            test = self.expression(node.test, scope).source
            with self.branch_of():
                then = self._value_of_expression(node.expr1, scope)
                other = self._value_of_expression(node.expr2, scope) if node.expr2 is not None else "''"
            return f"({then} if {test} else {other})"
        block = called_block(node, scope)
        if block is not None:
            return self._value_of_block(*block)
        code = self.expression(node, scope)
        return code.source if code.is_text else f"whole({code.source})"

    def _branch(self, node: nodes.If, scope: Scope, of_body: Callable[[Sequence[nodes.Node], Scope], str]) -> str:
        tests = [(node.test, node.body), *((other.test, other.body) for other in node.elif_)]
        source, closing = "", ""
        for test, body in tests:
            with self.branch_of(bool(source)):
                condition = self.expression(test, scope).source
            with self.branch_of():
                source += f"({of_body(body, scope)} if {condition} else "
            closing += ")"
        with self.branch_of():
            return f"{source}{of_body(node.else_, scope)}{closing}"

    def body(self, body: Sequence[nodes.Node], scope: Scope) -> str:
        """A body as the text that it puts out, to the letter."""
        return self._body(self._steps(body, scope), tidy=False)

    def _spaced_body(self, body: Sequence[nodes.Node], scope: Scope) -> str:
        """A branch within a text that is put out: its edges may touch other text, so they stay, as one space."""
        return self._body(self._steps(body, scope), tidy=True)

    def _body(self, steps: Sequence[Step], *, tidy: bool) -> str:
        parts: list[tuple[str, bool]] = []
        for statement, scope in steps:
            if isinstance(statement, nodes.Output):
                parts.extend(self.piece(piece, scope, tidy=tidy) for piece in statement.nodes)
            elif isinstance(statement, nodes.If):
                of_body = self._spaced_body if tidy else self.body
                parts.append((self._branch(statement, scope, of_body), False))
            elif isinstance(statement, nodes.Block) and not statement.scoped:
                parts.append((self.block_text(statement.name, 0), False))
            else:
                raise NotInline(type(statement).__name__)
        return joined(parts)

    def _steps(self, body: Sequence[nodes.Node], scope: Scope) -> list[Step]:
        """The statements that put something out, each with the names that the `set`s before it have set."""
        steps: list[Step] = []
        for statement in body:
            if isinstance(statement, nodes.Assign | nodes.AssignBlock):
                scope = self._set(statement, scope)
            else:
                steps.append((statement, scope))
        return steps

    def _set(self, node: nodes.Assign | nodes.AssignBlock, scope: Scope) -> Scope:
        if self.branches:
            raise NotInline("a set in a branch")
        if isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name) and node.filter is None:
            return scope.knowing(**{node.target.name: self.keep_in_variable(Code(self.body(node.body, scope)))})
        if not isinstance(node, nodes.Assign):
            raise NotInline("a filtered set")
        targets: list[nodes.Node] = [node.target]
        values: list[nodes.Node] = [node.node]
        if isinstance(node.target, nodes.Tuple) and isinstance(node.node, nodes.Tuple):
            targets, values = list(node.target.items), list(node.node.items)
        if len(targets) != len(values):
            raise NotInline("a set of several names")
        names: dict[str, Code] = {}
        for target, value in zip(targets, values, strict=True):
            if not isinstance(target, nodes.Name) or (
                isinstance(value, nodes.Name) and self.on_name(value, scope) is USER
            ):
                raise NotInline("a set of something else than a name")
            names[target.name] = self.keep_in_variable(self.expression(value, scope))
        return scope.knowing(**names)

    def block_text(self, name: str, depth: int) -> str:
        """The text of a block, or of the one that it overrides."""
        found = next(((level, block) for level, block in self.family.chain(name) if level.depth >= depth), None)
        if found is None:
            raise NotInline(f"no block {name}")
        level, block = found
        scope = Scope({"user": USER}, name, level.depth)
        return self.once(("block", name, level.depth), lambda: Code(self.body(block.body, scope))).source


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(piece, nodes.TemplateData) and not SPACES.sub("", piece.data) for piece in node.nodes
    )


def _without_edges(steps: list[Step]) -> list[Step]:
    """Steps whose text is put out alone, without the white space of the template that begins or ends it."""
    while steps and _is_blank(steps[0][0]):
        steps = steps[1:]
    while steps and _is_blank(steps[-1][0]):
        steps = steps[:-1]
    if not steps:
        return []
    first = (_stripped(steps[0][0], left=True), steps[0][1])
    steps = [first, *steps[1:]]
    return [*steps[:-1], (_stripped(steps[-1][0], left=False), steps[-1][1])]


def _stripped(statement: nodes.Node, *, left: bool) -> nodes.Node:
    place = 0 if left else -1
    if not isinstance(statement, nodes.Output):
        return statement
    pieces = list(statement.nodes)
    edge = pieces.pop(place)
    if not isinstance(edge, nodes.TemplateData):
        return statement
    data = edge.data
    data = data.lstrip(SPACE) if left else data.rstrip(SPACE)
    if data:
        pieces.insert(0 if left else len(pieces), nodes.TemplateData(data, lineno=statement.lineno))
    return nodes.Output(pieces, lineno=statement.lineno)
