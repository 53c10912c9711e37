"""Ways through the syntax trees of a subject."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.subject import Subject
from nameplate.findings import Finding, finding
from nameplate.mapping.positions import column
from nameplate.mapping.reads import path_of


def trees(subject: Subject) -> Iterator[tuple[str, nodes.Template]]:
    """Name and tree of each template of the organization's own that was read."""
    return ((name, tree) for name, tree in sorted(subject.environment.trees.items()) if subject.is_own(name))


def at(node: nodes.Node, code: str, file: str, message: str, *, remedy: str = "", attribute: str = "") -> Finding:
    """A finding where an expression begins, or at a statement."""
    root = first(node)
    return finding(
        code,
        message,
        remedy=remedy,
        attribute=attribute,
        file=file,
        line=int(root.lineno),
        column=column(root.lineno),
    )


def first(node: nodes.Node) -> nodes.Node:
    """The leftmost part of an expression: `user` of `user.title | upper == "X"`."""
    while True:
        if isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Test | nodes.Call):
            following: nodes.Node | None = node.node
        elif isinstance(node, nodes.Filter):
            following = node.node
        elif isinstance(node, nodes.BinExpr):
            following = node.left
        elif isinstance(node, nodes.Compare):
            following = node.expr
        elif isinstance(node, nodes.CondExpr):
            following = node.expr1
        else:
            return node
        if following is None:
            return node
        node = following


def user_field(node: nodes.Node) -> str:
    """`title` of `user.title`, `custom.romaji` of `user.custom.romaji`; "" for anything else."""
    steps, root = path_of(node)
    if not (isinstance(root, nodes.Name) and root.name == "user" and root.ctx == "load" and steps):
        return ""
    first = steps[0]
    if first == "custom":
        return f"custom.{steps[1]}" if len(steps) > 1 and isinstance(steps[1], str) else ""
    return first if isinstance(first, str) and first != "raw" else ""


def outputs(tree: nodes.Node) -> Iterator[nodes.Expr]:
    """What a template prints, expression by expression; text aside."""
    for output in tree.find_all(nodes.Output):
        yield from (child for child in output.nodes if not isinstance(child, nodes.TemplateData))


def choices(expression: nodes.Expr) -> Iterator[nodes.Expr]:
    """What an expression may come out as: both arms of an inline `if`, each operand of `or`, else itself."""
    if isinstance(expression, nodes.Or):
        yield from choices(expression.left)
        yield from choices(expression.right)
    elif isinstance(expression, nodes.CondExpr):
        yield from choices(expression.expr1)
        if expression.expr2 is not None:
            yield from choices(expression.expr2)
    else:
        yield expression
