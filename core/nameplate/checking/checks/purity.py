"""What the sandbox refuses: impure filters and functions of plugins, attributes that a text doesn't have for rules."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.walking import at, trees, user_field
from nameplate.checking.subject import Subject
from nameplate.findings import Finding
from nameplate.mapping.environment import TEXT_METHODS, suggestion
from nameplate.mapping.jinja_filters import TEXT_RESULTS
from nameplate.mapping.reads import path_of
from nameplate.model import TEXT_FIELDS

REMEDY = "A rule has to give the same for the same person every time, so that what was previewed is what is pushed."


def impure_calls(subject: Subject) -> Iterator[Finding]:
    """NP210: a rule calls a plugin's filter or function that depends on more than its input."""
    filters = {name for name, one in subject.plugins.filters.items() if not one.pure}
    functions = {name for name, one in subject.plugins.globals.items() if not one.pure}
    for file, tree in trees(subject):
        for node in tree.find_all(nodes.Filter):
            if node.name in filters:
                yield at(node, "NP210", file, f"the filter {node.name!r} is not pure", remedy=REMEDY)
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in functions:
                yield at(call.node, "NP210", file, f"the function {call.node.name!r} is not pure", remedy=REMEDY)


def forbidden_attributes(subject: Subject) -> Iterator[Finding]:
    """NP210: `user.office.starts(…)`, `"…".format(…)`, `x.__class__`: what no template may reach."""
    for file, tree in trees(subject):
        for node, message in forbidden(tree):
            yield at(node, "NP210", file, message)


def forbidden(tree: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
    """Each node below `tree` that reaches for such an attribute, and what is wrong with it."""
    for node in tree.find_all(nodes.Getattr):
        name = node.attr
        if name.startswith("_") and user_field(node) == "":
            if path_of(node)[0][:1] != ["raw"]:
                yield node, f"{name!r} is not allowed in a mapping"
        elif _is_text(node.node) and name not in TEXT_METHODS:
            yield node, f"a text has no {name!r} that a template may use{suggestion(name, TEXT_METHODS)}"


def _is_text(node: nodes.Expr) -> bool:
    """Whether a value is text, whoever the person is."""
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str)
    if isinstance(node, nodes.Filter):
        return node.name in TEXT_RESULTS
    steps = path_of(node)[0]
    return len(steps) == 1 and user_field(node) in TEXT_FIELDS
