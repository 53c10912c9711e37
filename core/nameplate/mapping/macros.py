"""The macro that a call is known to call: of the family's top level, or imported from a file named in quotes."""

from dataclasses import dataclass

from jinja2 import nodes

from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Family, names_set
from nameplate.mapping.found import Place
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.paths import original_name


@dataclass(frozen=True)
class MacroBody:
    """The macro that a call is known to call."""

    node: nodes.Macro
    place: Place
    """Where its body stands; a foreign one does not see `user`."""


def called_macro(
    environment: MappingEnvironment, family: Family | None, function: nodes.Name | nodes.Getattr, place: Place
) -> MacroBody | None:
    """The macro behind `name` or `module.name` as `place` sees it, or None where that can't be told.

    Args:
        environment: Has the trees of imported files.
        family: Whose top level is seen from a place of its own.
        function: What is called; the name at its root is of no inner scope.
        place: Where the call stands.
    """
    if isinstance(function, nodes.Getattr):
        statement, _ = _definition(environment, family, root_name(function), place)
        return _imported(environment, statement, function.attr) if isinstance(statement, nodes.Import) else None
    statement, where = _definition(environment, family, function.name, place)
    if isinstance(statement, nodes.Macro):
        return MacroBody(statement, where)
    if isinstance(statement, nodes.FromImport):
        return _imported(environment, statement, original_name(statement, function.name))
    return None


def root_name(function: nodes.Node) -> str:
    """`name` of `name` or `name.attribute`; "" of anything else."""
    root = function.node if isinstance(function, nodes.Getattr) else function
    return root.name if isinstance(root, nodes.Name) else ""


def _definition(
    environment: MappingEnvironment, family: Family | None, name: str, place: Place
) -> tuple[nodes.Node | None, Place]:
    """The statement that sets a name at the top level that `place` sees, and where it stands."""
    if place.isolated:
        body = reversed(environment.tree(place.file).body)
        return next((statement for statement in body if name in names_set(statement)), None), place
    definition = family.top.get(name) if family and not place.foreign else None
    if definition is None:
        return None, place
    return definition.statement, Place(depth=definition.level.depth, file=definition.level.name)


def _imported(
    environment: MappingEnvironment, statement: nodes.Import | nodes.FromImport, name: str
) -> MacroBody | None:
    if statement.with_context or not isinstance(statement.template, nodes.Const):
        return None
    try:
        tree = environment.tree(str(statement.template.value))
    except TemplateRefused:
        return None
    macros = [node for node in tree.body if isinstance(node, nodes.Macro) and node.name == name]
    where = Place(file=str(statement.template.value), foreign=True, isolated=True)
    return MacroBody(macros[0], where) if len(macros) == 1 else None
