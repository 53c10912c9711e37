"""Paths in a syntax tree: `user.raw.a["b"]` as its steps, and the names that statements bind."""

from collections.abc import Iterator

from jinja2 import nodes


def original_name(statement: nodes.FromImport, alias: str) -> str:
    """The name in the imported file of what is known as `alias` here."""
    pairs = [name if isinstance(name, tuple) else (name, name) for name in statement.names]
    return next((name for name, known_as in pairs if known_as == alias), alias)


def path_of(node: nodes.Node) -> tuple[list[str | int | None], nodes.Node]:
    """The constant steps of `a.b["c"][0]`, None for one that is not constant, and what they start from."""
    steps: list[str | int | None] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        if isinstance(node, nodes.Getattr):
            steps.append(node.attr)
        else:
            value = node.arg.value if isinstance(node.arg, nodes.Const) else None
            steps.append(value if isinstance(value, str | int) else None)
        node = node.node
    return steps[::-1], node


def raw_path(steps: list[str | int | None]) -> str:
    """A path as connectors write it, up to the first step that is not constant; "" for none."""
    path = ""
    for step in steps:
        if step is None or isinstance(step, int):
            break
        key = step if step and not set(step) & set('.[]"') else f'"{step}"'
        path = f"{path}.{key}" if path else key
    return path


def keys_of(node: nodes.Node) -> Iterator[nodes.Node]:
    """The expressions in the brackets of `a[b].c[d]`."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        if isinstance(node, nodes.Getitem):
            yield node.arg
        node = node.node


def names_bound(target: nodes.Node) -> Iterator[str]:
    """The names of an assignment's or loop's target."""
    names = [target, *target.find_all(nodes.Name)] if isinstance(target, nodes.Name) else target.find_all(nodes.Name)
    for name in names:
        if isinstance(name, nodes.Name):
            yield name.name
