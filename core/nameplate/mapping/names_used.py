"""Names, filters and tests that a template uses and that nothing defines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE

from nameplate.findings import Finding, finding
from nameplate.mapping.environment import USER_FIELDS, MappingEnvironment, suggestion, syntax_finding
from nameplate.mapping.positions import column
from nameplate.mapping.reads import Reads

CONTEXT_NAMES = frozenset({"user", "region", "connection"})
NOT_ALLOWED = frozenset(
    {"attr", "batch", "center", "e", "escape", "forceescape", "groupby", "indent", "pprint", "random", "safe", "slice",
     "striptags", "tojson", "urlencode", "urlize", "wordwrap", "xmlattr", "filesizeformat",
     "cycler", "joiner", "lipsum", "callable", "escaped", "filter", "test"}
)  # fmt: skip
"""Jinja's, but of no use for names, or dangerous."""


@dataclass(frozen=True)
class Unknown:
    """A use of something that isn't there; `kind` is `filter`, `test` or `name`."""

    kind: str
    name: str
    line: int


class _Collector(CodeGenerator):
    """Jinja's code generator, for its knowledge of scopes; it writes nothing."""

    def __init__(self, environment: MappingEnvironment, name: str) -> None:
        super().__init__(environment, name, name, optimized=False)
        self.found: list[Unknown] = []

    def write(self, x: str) -> None:
        """Nothing."""

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:
        """A name that the context has to give."""
        super().visit_Name(node, frame)
        if node.ctx == "load":
            load = frame.symbols.find_load(frame.symbols.ref(node.name))
            if load is not None and load[0] == VAR_LOAD_RESOLVE:
                self.found.append(Unknown("name", node.name, node.lineno))

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """A filter."""
        if node.name not in self.environment.filters:
            self.found.append(Unknown("filter", node.name, node.lineno))
        self._children(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """A test."""
        if node.name not in self.environment.tests:
            self.found.append(Unknown("test", node.name, node.lineno))
        self._children(node, frame)

    def _children(self, node: nodes.Node, frame: Frame) -> None:
        for child in node.iter_child_nodes():
            self.visit(child, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:  # noqa: ARG002 -- Jinja's
        raise nodes.Impossible


def unknown_fields(reads: Iterable[Reads]) -> Iterator[Finding]:
    """NP202 for each field of `user` that no person has."""
    for found in reads:
        for file, node in found.unknown:
            name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", "")
            at = column(node.lineno)
            yield finding(
                "NP202",
                f"`user` has no field {name!r}{suggestion(str(name), USER_FIELDS)}",
                file=file,
                line=int(node.lineno),
                column=at + 1 if at and isinstance(node, nodes.Getattr) else at,
            )


def names_stored(tree: nodes.Template) -> Iterator[str]:
    """Every name that a file sets, anywhere."""
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if (isinstance(node, nodes.Name) and node.ctx in {"store", "param"}) or isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (name[1] if isinstance(name, tuple) else name for name in node.names)


def unknown_names(
    environment: MappingEnvironment, file: str, tree: nodes.Template, known: frozenset[str]
) -> Iterator[Finding]:
    """NP203 for each name, filter and test that nothing defines; `known` are names beside the environment's own."""
    refused = list(tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)))
    for node in refused:
        yield finding("NP210", "`autoescape` has no place in a mapping", file=file, line=int(node.lineno))
    if refused:
        return
    collector = _Collector(environment, file)
    try:
        collector.visit(tree)
    except jinja2.TemplateSyntaxError as error:
        yield syntax_finding(file, error)
        return
    except RecursionError:
        yield finding("NP212", f"{file} is nested too deeply to be compiled", file=file)
        return
    # A name that is set in one branch only is asked of the context too, so whatever the file sets is known.
    known_names = known | CONTEXT_NAMES | frozenset(environment.globals) | frozenset(names_stored(tree))
    tables = {
        "filter": frozenset(environment.filters),
        "test": frozenset(environment.tests),
        "name": known_names,
    }
    for use in dict.fromkeys(collector.found):
        table = tables[use.kind]
        if use.name not in table:
            yield _finding(use, file, table)


def _finding(use: Unknown, file: str, known: frozenset[str]) -> Finding:
    where = {"file": file, "line": int(use.line), "column": column(use.line)}
    if use.name in NOT_ALLOWED:
        message = f"`{use.name}` is not allowed in a mapping"
        return finding("NP210", message, **where)  # type: ignore[arg-type]
    what = "name" if use.kind == "name" else use.kind
    return finding("NP203", f"the {what} {use.name!r} is unknown{suggestion(use.name, known)}", **where)  # type: ignore[arg-type]
