"""Names, fields, filters, tests and calls as Python expressions."""

from abc import abstractmethod
from typing import Any

from jinja2 import nodes
from jinja2.utils import _PassArg

from nameplate.mapping import jinja_filters, person_filters
from nameplate.mapping.codegen import FIELDS
from nameplate.mapping.inlining.code import USER, Code, NotInline, Scope
from nameplate.mapping.inlining.operators import Operators
from nameplate.mapping.paths import path_of
from nameplate.mapping.rules import CompiledMapping

TEXT_RESULTS = person_filters.TEXT_FILTERS - {"required"} | jinja_filters.TEXT_RESULTS
UNMETERED = TEXT_RESULTS - {"format", "join"} | {
    "default",
    "d",
    "length",
    "count",
    "first",
    "last",
    "required",
    "int",
    "float",
    "abs",
}
"""Filters that spend nothing of the budget but what is bounded by what they are given."""
NOT_TEXT_METHODS = frozenset({"count", "find", "rfind", "partition", "rpartition", "rsplit", "split"})
TEXT_METHODS = frozenset(
    {"capitalize", "casefold", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip", "strip", "swapcase",
     "title", "upper"}
)  # fmt: skip
TRUTH_METHODS = frozenset({"endswith", "startswith", "isalpha", "isascii", "isdigit", "islower", "isupper"})


class Expressions(Operators):
    """Writes expressions over the person and the top level of one mapping."""

    def __init__(self, mapping: CompiledMapping) -> None:
        super().__init__()
        self.mapping = mapping
        self.family = mapping.family
        self.environment = mapping.environment

    @abstractmethod
    def block_text(self, name: str, depth: int) -> str:
        """The text of the first block `name` in a file of at least that depth."""

    @abstractmethod
    def macro_call(self, node: nodes.Call, scope: Scope) -> str | None:
        """The text that a call of a macro gives; None where it calls something else."""

    def on_name(self, node: nodes.Name, scope: Scope) -> Code:
        """A name: local, of the imported file, or of the top level."""
        if node.name in scope.names:
            return scope.names[node.name]
        if scope.module:
            return self._of_module(node.name, scope.module)
        if node.name in {"region", "connection"}:
            return Code(node.name)
        definition = self.family.top.get(node.name)
        if definition is None or not isinstance(definition.statement, nodes.Assign | nodes.AssignBlock):
            raise NotInline(f"the name {node.name}")
        if node.name not in self.mapping.personal:
            self.constants.add(node.name)
            statement = definition.statement
            constant = statement.node if isinstance(statement, nodes.Assign) else None
            if isinstance(constant, nodes.Const) and isinstance(constant.value, str):
                return self.on_const(constant, scope)
            return Code(f"k_{node.name}", is_plain_text(statement))
        return self.once(("top", node.name), lambda: self._top_level(definition.statement, node.name))

    def _top_level(self, statement: nodes.Node, name: str) -> Code:
        if isinstance(statement, nodes.Assign) and isinstance(statement.target, nodes.Name):
            return self.expression(statement.node, Scope({"user": USER}))
        raise NotInline(f"the name {name}")

    def _of_module(self, name: str, module: str) -> Code:
        found = getattr(self.environment.get_template(module).module, name, None)
        if type(found) is not str:
            raise NotInline(f"the name {name} of {module}")
        return Code(repr(found))

    def on_getattr(self, node: nodes.Getattr, scope: Scope) -> Code:
        """`a.b`."""
        return self._field(node, scope) or Code(
            f"attribute({self.expression(node.node, scope).source}, {node.attr!r})", is_text=False
        )

    def on_getitem(self, node: nodes.Getitem, scope: Scope) -> Code:
        """`a[b]`."""
        if (code := self._field(node, scope)) is not None:
            return code
        target = self.expression(node.node, scope)
        if isinstance(node.arg, nodes.Slice):
            return self._slice(node.arg, target, scope)
        return Code(f"item({target.source}, {self.expression(node.arg, scope).source})", is_text=False)

    def _slice(self, node: nodes.Slice, target: Code, scope: Scope) -> Code:
        if not target.is_text:
            raise NotInline("a slice")
        bounds = [
            self.expression(bound, scope).source if bound is not None else "" for bound in (node.start, node.stop)
        ]
        if node.step is not None:
            bounds.append(self.expression(node.step, scope).source)
        return Code(f"{target.source}[{':'.join(bounds)}]")

    def _field(self, node: nodes.Getattr | nodes.Getitem, scope: Scope) -> Code | None:
        """`user.field`, `user.raw.a.b`, `user.custom.a`; None for something else."""
        steps, root = path_of(node)
        if not (isinstance(root, nodes.Name) and scope.names.get(root.name) is USER):
            return None
        first, *rest = steps
        if not rest and first in FIELDS:
            return Code(f"u.{first}")
        if not rest and first in {"active", "groups"}:
            return Code(f"u.{first}", is_text=False)
        if first in {"raw", "custom"} and rest and None not in rest:
            return Code(f"key_in(u.{first}, {', '.join(map(repr, rest))})", is_text=False)
        raise NotInline("user itself, or a key that is computed")

    def on_filter(self, node: nodes.Filter, scope: Scope) -> Code:
        """A filter; one that everybody's value goes through is computed once."""
        function = self.environment.filters.get(node.name)
        if function is None or node.dyn_args is not None or node.dyn_kwargs is not None or node.node is None:
            raise NotInline(f"the filter {node.name}")
        whole = isinstance(node.node, nodes.Name) and scope.names.get(node.node.name) is USER
        if whole and node.name not in person_filters.USER_FILTERS:
            raise NotInline("the whole person")
        arguments = ["u" if whole else self.expression(node.node, scope).source]
        arguments += [self.expression(argument, scope).source for argument in node.args]
        arguments += [f"{item.key}={self.expression(item.value, scope).source}" for item in node.kwargs]
        passed = pass_arg(function)
        if passed is not None:
            arguments.insert(0, "environment" if passed is _PassArg.environment else "context")
        self.personal = self.personal or node.name in person_filters.FILTER_READS
        call = f"{self.bind(f'f_{node.name}', function)}({', '.join(arguments)})"
        self.metered = self.metered or node.name not in UNMETERED
        is_text = node.name in TEXT_RESULTS
        code = Code(call if is_text or node.name in UNMETERED else f"made({call})", is_text)
        return self.once(("call", code.source), lambda: code)

    def on_test(self, node: nodes.Test, scope: Scope) -> Code:
        """`is`."""
        function = self.environment.tests.get(node.name)
        if function is None or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise NotInline(f"the test {node.name}")
        if pass_arg(function) is not None:
            raise NotInline(f"the test {node.name}")
        arguments = [self.expression(argument, scope).source for argument in (node.node, *node.args)]
        self.metered = self.metered or node.name == "in"
        return Code(f"{self.bind(f't{len(self.bound)}', function)}({', '.join(arguments)})", is_text=False)

    def on_call(self, node: nodes.Call, scope: Scope) -> Code:
        """A call: `keep()`, a block, a macro, or a method of a text."""
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise NotInline("a call with unpacked arguments")
        if is_keep(node, scope):
            raise NotInline("keep() inside an expression")
        block = called_block(node, scope)
        if block is not None:
            return Code(self.block_text(*block))
        macro = self.macro_call(node, scope)
        if macro is not None:
            return Code(macro)
        if isinstance(node.node, nodes.Getattr) and not node.kwargs:
            return self._method(node, node.node, scope)
        raise NotInline("a call")

    def _method(self, node: nodes.Call, method: nodes.Getattr, scope: Scope) -> Code:
        """A method of what is certainly text."""
        target = self.expression(method.node, scope)
        name = method.attr
        if not target.is_text:
            raise NotInline(f"the method {name}")
        arguments = [self.expression(argument, scope).source for argument in node.args]
        if name == "replace":
            function = self.bind("f_replace", self.environment.filters["replace"])
            return Code(f"{function}({', '.join([target.source, *arguments])})")
        if name in TEXT_METHODS | NOT_TEXT_METHODS | TRUTH_METHODS:
            return Code(f"{target.source}.{name}({', '.join(arguments)})", name in TEXT_METHODS)
        raise NotInline(f"the method {name}")


def is_plain_text(statement: nodes.Assign | nodes.AssignBlock) -> bool:
    """Whether a top-level statement sets text for certain: a block with no call, name or file that may be `keep()`."""
    return isinstance(statement, nodes.AssignBlock) and not any(
        child for part in statement.body for child in part.find_all((nodes.Call, nodes.Name, nodes.Include))
    )


def pass_arg(function: Any) -> _PassArg | None:
    """What Jinja gives a filter or test first: its context, its environment, or nothing."""
    return _PassArg.from_obj(function)


def is_keep(node: nodes.Node, scope: Scope) -> bool:
    """Whether an expression is `keep()`."""
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "keep"
        and "keep" not in scope.names
        and not scope.module
        and not (node.args or node.kwargs)
    )


def called_block(node: nodes.Node, scope: Scope) -> tuple[str, int] | None:
    """`super()` or `self.name()`, as a block's name and the least depth of the file that it is looked for in."""
    if not isinstance(node, nodes.Call) or node.args or node.kwargs or scope.module:
        return None
    called = node.node
    if isinstance(called, nodes.Name) and called.name == "super" and scope.block and "super" not in scope.names:
        return scope.block, scope.depth + 1
    if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "self":
        return (called.attr, 0) if "self" not in scope.names else None
    return None
