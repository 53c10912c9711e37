"""The walk through the expressions of a rule, and the macros and blocks that they call, that finds what they read."""

from collections.abc import Iterable

from jinja2 import nodes

from nameplate.mapping.environment import CONTEXT_NAMES, USER_FIELDS, MappingEnvironment
from nameplate.mapping.family import Family
from nameplate.mapping.found import OTHER, USER, Place, Reads, Scope
from nameplate.mapping.macros import MacroBody, called_macro, root_name
from nameplate.mapping.names_taken import context_names
from nameplate.mapping.paths import keys_of, path_of, raw_path
from nameplate.mapping.person_filters import FILTER_READS, USER_FILTERS
from nameplate.model import EVERYTHING


class ExpressionWalk:
    """Walks through expressions and output; each `on_` method takes the node of its name.

    Args:
        follow: Whether the statements behind top-level names are walked through too.
    """

    def __init__(self, environment: MappingEnvironment, family: Family | None, *, follow: bool = True) -> None:
        self.environment = environment
        self.family = family
        self.follow = follow
        self.found = Reads()
        self._seen: set[object] = set()

    # -- blocks

    def block(self, name: str, depth: int) -> None:
        """The first block `name` at `depth` or above."""
        chain = self.family.chain(name) if self.family else ()
        for level, block in chain:
            if level.depth >= depth:
                if self._first(("block", name, level.depth)):
                    self.every(block.body, {USER: USER}, Place(name, level.depth, level.name))
                return

    def _first(self, key: object) -> bool:
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    # -- nodes

    def every(self, body: Iterable[nodes.Node], scope: Scope, place: Place) -> None:
        """A list of nodes; a name that one of them sets is not the person for any."""
        for node in body:
            self.node(node, scope, place)

    def node(self, node: nodes.Node, scope: Scope, place: Place) -> None:
        """One node, and what is below it."""
        method = getattr(self, f"on_{type(node).__name__.lower()}", None)
        if method is None:
            self.every(node.iter_child_nodes(), scope, place)
        else:
            method(node, scope, place)

    def on_name(self, node: nodes.Name, scope: Scope, place: Place) -> None:
        """A name: the person escapes, or a name of the top level."""
        if node.ctx != "load":
            return
        if scope.get(node.name) == USER:
            self.found.everything()
        elif node.name in scope:
            return
        elif node.name == "super":
            self.block(place.block, place.depth + 1)
        elif node.name == "self":
            self._every_block()
        else:
            if place.isolated and node.name in CONTEXT_NAMES and self._takes(node.name, place.file):
                self.found.unseen.append((place.file, node))
            self._top_level(node.name, place)

    def _takes(self, name: str, file: str) -> bool:
        """Whether a file takes a name from its context."""
        return name in (context_names(self.environment, file) or ())

    def _every_block(self) -> None:
        for name in self.family.block_names if self.family else ():
            self._reach(name)

    def _reach(self, name: str) -> None:
        self.found.blocks.add(name)
        self.block(name, 0)

    def _top_level(self, name: str, place: Place) -> None:
        if self.family is None or place.foreign:
            return
        self.found.names.add(name)
        if not self.follow or not self._first(("name", name)):
            return
        for definition in self.family.definitions:
            if definition.name == name:
                where = Place(depth=definition.level.depth, file=definition.level.name)
                self.node(definition.statement, {USER: USER}, where)

    def on_getattr(self, node: nodes.Getattr, scope: Scope, place: Place) -> None:
        """`a.b`."""
        self._path(node, scope, place)

    def on_getitem(self, node: nodes.Getitem, scope: Scope, place: Place) -> None:
        """`a[b]`."""
        self._path(node, scope, place)

    def _path(self, node: nodes.Getattr | nodes.Getitem, scope: Scope, place: Place) -> None:
        steps, root = path_of(node)
        for inner in keys_of(node):
            self.node(inner, scope, place)
        name = root.name if isinstance(root, nodes.Name) and root.ctx == "load" else ""
        if name == "self" and "self" not in scope and isinstance(steps[0], str):
            if self.family and not place.foreign and steps[0] not in self.family.block_names:
                self.found.lost.append((place.file, node))
            self._reach(steps[0])
            return
        if scope.get(name) != USER:
            self.node(root, scope, place)
            return
        first, *rest = steps
        if first is None:
            self.found.everything()
        elif first == "raw":
            self.found.raw.add(raw_path(rest) or EVERYTHING)
        elif first == "custom":
            self.found.fields.add(f"custom.{rest[0]}" if rest and isinstance(rest[0], str) else "custom.*")
        else:
            self._field(str(first), node, place)

    def _field(self, name: str, node: nodes.Getattr | nodes.Getitem, place: Place) -> None:
        self.found.fields.add(name)
        if name not in USER_FIELDS:
            while isinstance(node.node, nodes.Getattr | nodes.Getitem):
                node = node.node
            self.found.unknown.append((place.file, node))

    def on_filter(self, node: nodes.Filter, scope: Scope, place: Place) -> None:
        """A filter, with what it reads by itself."""
        self.found.fields |= FILTER_READS.get(node.name, frozenset())
        subject = node.node
        whole = isinstance(subject, nodes.Name) and scope.get(subject.name) == USER and node.name in USER_FILTERS
        for child in node.iter_child_nodes():
            if not (whole and child is subject):
                self.node(child, scope, place)
        if node.name in {"map", "select", "reject"} and node.args and isinstance(node.args[0], nodes.Const):
            self.found.fields |= FILTER_READS.get(str(node.args[0].value), frozenset())

    def on_compare(self, node: nodes.Compare, scope: Scope, place: Place) -> None:
        """A comparison; `"Finance" in user.groups` names a group."""
        in_groups = any(path_of(operand.expr)[0] == ["groups"] for operand in node.ops)
        if in_groups and isinstance(node.expr, nodes.Const) and isinstance(node.expr.value, str):
            self.found.groups.add(node.expr.value)
        self.every(node.iter_child_nodes(), scope, place)

    def on_call(self, node: nodes.Call, scope: Scope, place: Place) -> None:
        """A call, followed into a macro that is known."""
        function = node.node
        macro = self._macro(function, scope, place)
        if macro is None or node.dyn_args is not None or node.dyn_kwargs is not None:
            self.every(node.iter_child_nodes(), scope, place)
            return
        self._macro_call(node, macro, scope, place)

    def _macro_call(self, node: nodes.Call, called: MacroBody, scope: Scope, place: Place) -> None:
        macro = called.node
        given: dict[str, nodes.Node] = dict(zip((arg.name for arg in macro.args), node.args, strict=False))
        given |= {keyword.key: keyword.value for keyword in node.kwargs}
        inner: dict[str, str] = {} if called.place.foreign else {USER: USER}
        names = {argument.name for argument in macro.args}
        for name in names:
            value = given.get(name)
            inner[name] = USER if isinstance(value, nodes.Name) and scope.get(value.name) == USER else OTHER
        extra = [*node.args[len(macro.args) :], *(item.value for item in node.kwargs if item.key not in names)]
        for value in (*given.values(), *extra):
            if not (isinstance(value, nodes.Name) and scope.get(value.name) == USER) or value in extra:
                self.node(value, scope, place)
        if self._first(("macro", id(macro), tuple(sorted(inner.items())))):
            self.every(macro.defaults, inner, called.place)
            self.every(macro.body, inner, called.place)

    def _macro(self, function: nodes.Node, scope: Scope, place: Place) -> MacroBody | None:
        """The macro that a call is known to call."""
        name = root_name(function)
        if not self.follow or not name or name in scope or not isinstance(function, nodes.Name | nodes.Getattr):
            return None
        found = called_macro(self.environment, self.family, function, place)
        if found is not None and not place.foreign:
            self.found.names.add(name)
        return found
