"""Macros as Python expressions: the body, with the arguments in place of the parameters."""

from abc import abstractmethod
from collections.abc import Sequence

from jinja2 import nodes

from nameplate.mapping.inlining.code import USER, Code, NotInline, Scope
from nameplate.mapping.inlining.expressions import Expressions
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.paths import original_name


class Macros(Expressions):
    """Writes calls of macros."""

    @abstractmethod
    def body(self, body: Sequence[nodes.Node], scope: Scope) -> str:
        """A body as the text that it puts out, to the letter."""

    def macro_call(self, node: nodes.Call, scope: Scope) -> str | None:
        """The text that a call of a macro gives; None where it calls something else."""
        macro = self.macro(node.node, scope)
        return None if macro is None else self.macro_text(node, *macro, scope)

    def macro(self, function: nodes.Node, scope: Scope) -> tuple[nodes.Macro, str] | None:
        """The macro that is called, and the file whose top level it sees ("" for the family)."""
        if isinstance(function, nodes.Name) and function.name not in scope.names:
            if scope.module:
                return _macro_in(self.environment.tree(scope.module), function.name), scope.module
            definition = self.family.top.get(function.name)
            statement = definition.statement if definition is not None else None
            if isinstance(statement, nodes.Macro):
                return statement, ""
            if isinstance(statement, nodes.FromImport):
                return self._imported(statement, original_name(statement, function.name))
        if isinstance(function, nodes.Getattr) and isinstance(function.node, nodes.Name) and not scope.module:
            definition = self.family.top.get(function.node.name) if function.node.name not in scope.names else None
            if definition is not None and isinstance(definition.statement, nodes.Import):
                return self._imported(definition.statement, function.attr)
        return None

    def _imported(self, statement: nodes.Import | nodes.FromImport, name: str) -> tuple[nodes.Macro, str]:
        if statement.with_context or not isinstance(statement.template, nodes.Const):
            raise NotInline("an import with context")
        module = str(statement.template.value)
        try:
            return _macro_in(self.environment.tree(module), name), module
        except TemplateRefused:
            raise NotInline(f"no template {module}") from None

    def macro_text(self, node: nodes.Call, macro: nodes.Macro, module: str, scope: Scope) -> str:
        """The text of a macro's body for the arguments of a call."""
        given: dict[str, nodes.Node] = dict(zip((argument.name for argument in macro.args), node.args, strict=False))
        given |= {item.key: item.value for item in node.kwargs}
        names = [argument.name for argument in macro.args]
        if len(node.args) > len(names) or not set(given) <= set(names):
            raise NotInline("a macro with more arguments")
        defaults = dict(zip(names[len(names) - len(macro.defaults) :], macro.defaults, strict=True))
        known: dict[str, Code] = {} if module else {"user": USER}
        for name in names:
            known[name] = self._argument(given.get(name), defaults.get(name), scope)
        with self.deeper():
            return self.body(macro.body, Scope(known, module=module))

    def _argument(self, given: nodes.Node | None, default: nodes.Node | None, scope: Scope) -> Code:
        if isinstance(given, nodes.Name) and scope.names.get(given.name) is USER:
            return USER
        if given is None:
            if not isinstance(default, nodes.Const):
                raise NotInline("a missing argument")
            return self.on_const(default, scope)
        code = self.expression(given, scope)
        if "(" not in code.source:
            return code
        if self.branches:
            raise NotInline("a computed argument in a branch")
        return self.keep_in_variable(code)


def _macro_in(tree: nodes.Template, name: str) -> nodes.Macro:
    found = [node for node in tree.body if isinstance(node, nodes.Macro) and node.name == name]
    if len(found) != 1:
        raise NotInline(f"the macro {name}")
    return found[0]
