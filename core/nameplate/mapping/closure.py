"""Every template that a mapping can reach: what it extends, imports and includes by a name in quotes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import nodes

from nameplate.findings import Finding, finding
from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Family
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.positions import column

Reference = nodes.Import | nodes.FromImport | nodes.Include


@dataclass(frozen=True)
class Closure:
    """The trees of the imported and included templates, by name, and what is wrong with the references."""

    imported: dict[str, nodes.Template] = field(default_factory=dict)
    included: dict[str, nodes.Template] = field(default_factory=dict)
    """Included, or imported with context: they see the names of whoever includes them."""
    findings: list[Finding] = field(default_factory=list)


def reach(environment: MappingEnvironment, family: Family) -> Closure:
    """Every template that a family reaches beside its own levels."""
    closure = Closure()
    waiting: list[tuple[str, nodes.Template]] = [(level.name, level.tree) for level in family.levels]
    while waiting:
        file, tree = waiting.pop()
        references: list[Reference] = [*tree.find_all(nodes.Import), *tree.find_all(nodes.FromImport)]
        for reference in [*references, *tree.find_all(nodes.Include)]:
            into = closure.included if reference.with_context else closure.imported
            names = list(_names(reference))
            missing: list[Finding] = []
            for name in names:
                if name in into:
                    continue
                try:
                    into[name] = environment.tree(name)
                except TemplateRefused as error:
                    (missing if error.finding.code == "NP211" else closure.findings).append(error.finding)
                else:
                    waiting.append((name, into[name]))
            if missing and len(missing) == len(names) and not getattr(reference, "ignore_missing", False):
                closure.findings.extend(_at(refusal, file, reference) for refusal in missing)
    return closure


def _names(reference: Reference) -> Iterator[str]:
    template = reference.template
    if isinstance(template, nodes.Const) and isinstance(template.value, str):
        yield template.value
    if isinstance(template, nodes.Tuple | nodes.List):
        yield from (item.value for item in template.items if isinstance(item, nodes.Const))
    if isinstance(template, nodes.Const) and isinstance(template.value, tuple | list):
        yield from map(str, template.value)


def _at(refusal: Finding, file: str, node: nodes.Node) -> Finding:
    return finding(
        refusal.code,
        refusal.message,
        remedy=refusal.remedy,
        file=file,
        line=int(node.lineno),
        column=column(node.lineno),
    )
