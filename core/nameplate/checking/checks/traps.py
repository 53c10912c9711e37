"""What comes out otherwise than it reads: `None`, `default`, truth values."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.walking import at, choices, outputs, trees, user_field
from nameplate.checking.subject import Subject
from nameplate.findings import Finding

DEFAULT = frozenset({"default", "d"})
NEVER_NONE = "is never none: what is absent in a record is empty text"


def empty_traps(subject: Subject) -> Iterator[Finding]:
    """NP219: `none` that is printed, comparisons with it, and `default` on a field that is never undefined."""
    for file, tree in trees(subject):
        for printed in outputs(tree):
            for one in choices(printed):
                yield from _printed_none(file, one)
        for node in tree.find_all((nodes.Test, nodes.Compare, nodes.Filter)):
            if isinstance(node, nodes.Test):
                yield from _test(file, node)
            elif isinstance(node, nodes.Compare):
                yield from _comparison(file, node)
            elif isinstance(node, nodes.Filter):
                yield from _default(file, node)


def _printed_none(file: str, one: nodes.Expr) -> Iterator[Finding]:
    if isinstance(one, nodes.Filter) and one.name in DEFAULT and one.args:
        one = one.args[0]
    if isinstance(one, nodes.Const) and one.value is None:
        yield at(
            one,
            "NP219",
            file,
            "`none` prints as empty text, which clears the attribute at Atlassian",
            remedy='Write keep() to leave what Atlassian has, or "" to clear it.',
        )


def printed_truths(subject: Subject) -> Iterator[Finding]:
    """NP219: a comparison or truth value that is printed: people would be called True or False."""
    for file, tree in trees(subject):
        active = {id(one) for block in tree.find_all(nodes.Block) if block.name == "active" for one in outputs(block)}
        for printed in outputs(tree):
            if id(printed) in active:
                continue
            for one in choices(printed):
                truth = isinstance(one, nodes.Compare | nodes.Test | nodes.Not) or (
                    isinstance(one, nodes.Const) and isinstance(one.value, bool)
                )
                if truth or user_field(one) == "active":
                    yield at(
                        one,
                        "NP219",
                        file,
                        "this prints the word True or False",
                        remedy='Say which text is meant: {{ "…" if … else "…" }}',
                    )


def _test(file: str, node: nodes.Test) -> Iterator[Finding]:
    field = user_field(node.node)
    if not field or field == "active":
        return
    if node.name == "none":
        yield at(node.node, "NP219", file, f"`user.{field}` {NEVER_NONE}", remedy=f"Ask {{% if not user.{field} %}}.")
    elif node.name in {"defined", "undefined"}:
        yield at(
            node.node,
            "NP219",
            file,
            f"`user.{field}` is always defined, and empty where the record has nothing",
            remedy=f"Ask {{% if user.{field} %}}.",
        )


def _comparison(file: str, node: nodes.Compare) -> Iterator[Finding]:
    sides = [node.expr, *(operand.expr for operand in node.ops)]
    fields = [user_field(side) for side in sides]
    field = next((field for field in fields if field and field != "active"), "")
    if field and any(isinstance(side, nodes.Const) and side.value is None for side in sides):
        yield at(
            sides[fields.index(field)],
            "NP219",
            file,
            f"`user.{field}` {NEVER_NONE}",
            remedy=f"Ask {{% if not user.{field} %}}.",
        )


def _default(file: str, node: nodes.Filter) -> Iterator[Finding]:
    field = user_field(node.node) if node.node is not None else ""
    if node.name not in DEFAULT or not field or _also_for_empty(node):
        return
    yield at(
        node.node or node,
        "NP219",
        file,
        f"`default` never helps here: `user.{field}` is empty text where the record has nothing, not undefined",
        remedy=f"Write `user.{field} or …`.",
    )


def _also_for_empty(node: nodes.Filter) -> bool:
    """Whether the filter is told to replace what is empty, too."""
    given = node.args[1] if len(node.args) > 1 else None
    given = next((keyword.value for keyword in node.kwargs if keyword.key == "boolean"), given)
    return isinstance(given, nodes.Const) and bool(given.value)
