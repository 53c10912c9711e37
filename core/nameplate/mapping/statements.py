"""The walk through the statements of a rule: blocks, includes, imports, macros, loops."""

from jinja2 import nodes

from nameplate.mapping.found import OTHER, USER, Place, Scope
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.names_taken import context_names
from nameplate.mapping.paths import names_bound
from nameplate.mapping.walking import ExpressionWalk


class Walk(ExpressionWalk):
    """Walks through the rules of a family, or an expression."""

    def on_block(self, node: nodes.Block, scope: Scope, place: Place) -> None:
        """A nested block."""
        if not place.foreign:
            self._reach(node.name)
        else:
            self.every(node.body, scope, place)

    def on_extends(self, _node: nodes.Extends, _scope: Scope, place: Place) -> None:
        """An included file that extends another can't be followed."""
        if place.foreign:
            self.found.everything()

    def on_include(self, node: nodes.Include, scope: Scope, place: Place) -> None:
        """An include, followed into the file."""
        self.node(node.template, scope, place)
        if node.with_context:
            self._included(node.template, scope)

    def _included(self, template: nodes.Node, scope: Scope) -> None:
        """A file that is included, or imported with context: what it reads of the person, and of the top level."""
        names = [template.value] if isinstance(template, nodes.Const) else None
        if isinstance(template, nodes.Tuple | nodes.List):
            items = template.items
            names = [item.value for item in items if isinstance(item, nodes.Const)]
            names = names if len(names) == len(items) else None
        if names is None:
            self.found.everything()
            self._everything_set()
            return
        for name in names:
            try:
                tree = self.environment.tree(str(name))
            except TemplateRefused:
                continue
            inner = {**{key: value for key, value in scope.items() if value == OTHER}, USER: scope.get(USER, OTHER)}
            if any(value == USER for key, value in scope.items() if key != USER):
                self.found.everything()
            if self._first(("include", str(name), tuple(sorted(inner.items())))):
                self.every(tree.body, inner, Place(file=str(name), foreign=True))
            taken = context_names(self.environment, str(name))
            if taken is None:
                self._everything_set()
            for taken_name in sorted((taken or frozenset()) - set(scope)):
                self._top_level(taken_name, Place())

    def _everything_set(self) -> None:
        """What an included or imported file that isn't known may see: every top-level name."""
        for name in self.family.top if self.family else ():
            self._top_level(name, Place())

    def on_import(self, node: nodes.Import, scope: Scope, place: Place) -> None:
        """An import."""
        self._imports(node, scope, place)

    def on_fromimport(self, node: nodes.FromImport, scope: Scope, place: Place) -> None:
        """An import of names."""
        self._imports(node, scope, place)

    def _imports(self, node: nodes.Import | nodes.FromImport, scope: Scope, place: Place) -> None:
        self.node(node.template, scope, place)
        if node.with_context:
            self._included(node.template, scope)

    def on_macro(self, node: nodes.Macro | nodes.CallBlock, scope: Scope, place: Place) -> None:
        """The definition of a macro; its parameters are not the person."""
        inner = {**scope, **{argument.name: OTHER for argument in node.args}}
        self.every(node.defaults, inner, place)
        self.every(node.body, inner, place)

    def on_callblock(self, node: nodes.CallBlock, scope: Scope, place: Place) -> None:
        """A call with a body."""
        self.node(node.call, scope, place)
        self.on_macro(node, scope, place)

    def on_for(self, node: nodes.For, scope: Scope, place: Place) -> None:
        """A loop; its variable is not the person."""
        self.node(node.iter, scope, place)
        inner = {**scope, **dict.fromkeys(names_bound(node.target), OTHER), "loop": OTHER}
        if node.test is not None:
            self.node(node.test, inner, place)
        self.every(node.body, inner, place)
        self.every(node.else_, scope, place)

    def on_with(self, node: nodes.With, scope: Scope, place: Place) -> None:
        """`with`; its names are not the person."""
        self.every(node.values, scope, place)
        names = {name: OTHER for target in node.targets for name in names_bound(target)}
        self.every(node.body, {**scope, **names}, place)
