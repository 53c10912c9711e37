"""Names, filters and tests that a template uses and that nothing defines."""

from collections.abc import Iterable, Iterator

import jinja2
from jinja2 import nodes

from nameplate.findings import Finding, finding
from nameplate.mapping.environment import CONTEXT_NAMES, USER_FIELDS, MappingEnvironment, suggestion, syntax_finding
from nameplate.mapping.names_taken import Taken, names_taken
from nameplate.mapping.positions import column
from nameplate.mapping.reads import Reads, path_of

NOT_ALLOWED = frozenset(
    {"attr", "batch", "center", "e", "escape", "forceescape", "groupby", "indent", "pprint", "random", "safe", "slice",
     "striptags", "tojson", "urlencode", "urlize", "wordwrap", "xmlattr", "filesizeformat",
     "cycler", "joiner", "lipsum", "callable", "escaped", "filter", "test"}
)  # fmt: skip
"""Jinja's, but of no use for names, or dangerous."""


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


def lost_blocks(reads: Iterable[Reads], known: Iterable[str]) -> Iterator[Finding]:
    """NP203 for each `self.name` that is no block of the family; `known` are its blocks."""
    for found in reads:
        for file, node in found.lost:
            name = str(path_of(node)[0][0])
            yield finding(
                "NP203",
                f"the block {name!r} is unknown{suggestion(name, known)}",
                file=file,
                line=int(node.lineno),
                column=column(node.lineno),
            )


def unseen_names(reads: Iterable[Reads]) -> Iterator[Finding]:
    """NP203 for each `user` in a macro that is imported without context."""
    for found in reads:
        for file, node in found.unseen:
            yield finding(
                "NP203",
                f"`{node.name}` is unknown in {file}, which is imported without context",
                remedy=f"Pass it to the macro, or import the file so: {{% import {file!r} as … with context %}}.",
                file=file,
                line=int(node.lineno),
                column=column(node.lineno),
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
    try:
        used = names_taken(environment, file, tree)
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
    for use in used:
        table = tables[use.kind]
        if use.name not in table:
            yield _finding(use, file, table)


def _finding(use: Taken, file: str, known: frozenset[str]) -> Finding:
    where = {"file": file, "line": int(use.line), "column": column(use.line)}
    if use.name in NOT_ALLOWED:
        message = f"`{use.name}` is not allowed in a mapping"
        return finding("NP210", message, **where)  # type: ignore[arg-type]
    if use.name == "loop":
        remedy = "It is known within a `for` of the same file; give an included file a name: {% set n = loop.index %}."
        return finding("NP203", "`loop` is unknown here", remedy=remedy, **where)  # type: ignore[arg-type]
    what = "name" if use.kind == "name" else use.kind
    return finding("NP203", f"the {what} {use.name!r} is unknown{suggestion(use.name, known)}", **where)  # type: ignore[arg-type]
