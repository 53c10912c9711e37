"""The walk through a rule's syntax tree, and through what it calls, that finds what the rule reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from jinja2 import nodes

from nameplate.mapping.environment import CONTEXT_NAMES, USER_FIELDS, MappingEnvironment
from nameplate.mapping.family import Family, names_set
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.names_taken import context_names
from nameplate.mapping.paths import keys_of, names_bound, original_name, path_of, raw_path
from nameplate.mapping.person_filters import FILTER_READS, USER_FILTERS
from nameplate.model import EVERYTHING, Needs

USER: Final = "user"
OTHER: Final = "other"

Scope = Mapping[str, str]
"""Name → USER where it is the person, OTHER where it is anything else; a name not in it is a top-level name."""


@dataclass
class Reads:
    """What was found so far."""

    fields: set[str] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Top-level names."""
    blocks: set[str] = field(default_factory=set)
    """Blocks reached by `self`, or nested."""
    groups: set[str] = field(default_factory=set)
    """Groups named in `"Finance" in user.groups`."""
    unknown: list[tuple[str, nodes.Getattr | nodes.Getitem]] = field(default_factory=list)
    """(file, node) of what reads a field that no person has."""
    lost: list[tuple[str, nodes.Getattr | nodes.Getitem]] = field(default_factory=list)
    """(file, node) of what reaches, by `self`, for a block that isn't there."""
    unseen: list[tuple[str, nodes.Name]] = field(default_factory=list)
    """(file, node) of `user` and the like in a macro that is imported without context, where it means nothing."""

    def everything(self) -> None:
        """The whole person escapes."""
        self.fields.add(EVERYTHING)
        self.raw.add(EVERYTHING)

    @property
    def needs(self) -> Needs:
        """The fields and raw paths."""
        fields = {EVERYTHING} if EVERYTHING in self.fields else self.fields
        raw = {EVERYTHING} if EVERYTHING in self.raw else self.raw
        return Needs(frozenset(fields), frozenset(raw), frozenset(self.groups))


@dataclass(frozen=True)
class Place:
    """Where the walk is: the block, its level, and whether top-level names of the family are seen."""

    block: str = ""
    depth: int = 0
    file: str = ""
    """The file that the nodes are of."""
    foreign: bool = False
    """Whether that file is imported or included, so that its names are its own."""
    isolated: bool = False
    """Whether it is imported without context, so that it sees nothing of whoever imports it."""


@dataclass(frozen=True)
class MacroBody:
    """The macro that a call is known to call."""

    node: nodes.Macro
    place: Place
    """Where its body stands; a foreign one does not see `user`."""


class Walk:
    """Walks through the rules of a family, or an expression; each `on_` method takes the node of its name.

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
        root = function.node if isinstance(function, nodes.Getattr) else function
        if not self.follow or not isinstance(root, nodes.Name) or root.name in scope:
            return None
        statement, where = self._definition(root.name, place)
        found: MacroBody | None = None
        if root is not function and isinstance(function, nodes.Getattr):
            if not isinstance(statement, nodes.Import):
                return None
            found = self._imported(statement, function.attr)
        elif isinstance(statement, nodes.Macro):
            found = MacroBody(statement, where)
        elif isinstance(statement, nodes.FromImport):
            found = self._imported(statement, original_name(statement, root.name))
        if found is not None and not place.foreign:
            self.found.names.add(root.name)
        return found

    def _definition(self, name: str, place: Place) -> tuple[nodes.Node | None, Place]:
        """The statement that sets a name at the top level that `place` sees, and where it stands."""
        if place.isolated:
            body = reversed(self.environment.tree(place.file).body)
            return next((statement for statement in body if name in names_set(statement)), None), place
        definition = self.family.top.get(name) if self.family and not place.foreign else None
        if definition is None:
            return None, place
        return definition.statement, Place(depth=definition.level.depth, file=definition.level.name)

    def _imported(self, statement: nodes.Import | nodes.FromImport, name: str) -> MacroBody | None:
        if statement.with_context or not isinstance(statement.template, nodes.Const):
            return None
        try:
            tree = self.environment.tree(str(statement.template.value))
        except TemplateRefused:
            return None
        macros = [node for node in tree.body if isinstance(node, nodes.Macro) and node.name == name]
        where = Place(file=str(statement.template.value), foreign=True, isolated=True)
        return MacroBody(macros[0], where) if len(macros) == 1 else None

    # -- statements

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

    def on_compare(self, node: nodes.Compare, scope: Scope, place: Place) -> None:
        """A comparison; `"Finance" in user.groups` names a group."""
        in_groups = any(path_of(operand.expr)[0] == ["groups"] for operand in node.ops)
        if in_groups and isinstance(node.expr, nodes.Const) and isinstance(node.expr.value, str):
            self.found.groups.add(node.expr.value)
        self.every(node.iter_child_nodes(), scope, place)

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
