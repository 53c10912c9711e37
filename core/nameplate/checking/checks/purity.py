"""Filters and functions of plugins that say themselves that they are not pure."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.walking import at, trees
from nameplate.checking.subject import Subject
from nameplate.findings import Finding

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
