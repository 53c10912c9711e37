"""Fields that an identity provider does not have."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.walking import at, user_field
from nameplate.checking.subject import RegionList, Subject
from nameplate.findings import Finding
from nameplate.mapping import Family
from nameplate.model import TEXT_FIELDS


def deliverable(subject: Subject, connection: str) -> frozenset[str] | None:
    """The fields that people of a connection may have; None where its connector is not known."""
    assert subject.config is not None  # noqa: S101 -- only asked of a configuration
    configured = subject.config.connections[connection]
    connector = subject.plugins.connectors.get(configured.connector)
    if connector is None:
        return None
    enriched = (field for source in configured.enrich_from for field in source.fields)
    return frozenset((*connector.fields, *configured.fields, *enriched))


def undeliverable_fields(subject: Subject) -> Iterator[Finding]:
    """NP217: a rule reads `user.timezone`, which this connection's identity provider doesn't have, and has no `or`."""
    found: dict[tuple[str, str], tuple[nodes.Node, list[str]]] = {}
    for one in subject.lists:
        for connection in one.connections:
            fields = deliverable(subject, connection)
            if fields is None:
                continue
            for file, node in _reads_of(subject, one):
                name = user_field(node)
                if _may_lack(name) and name not in fields:
                    found.setdefault((file, f"{name}\0{id(node)}"), (node, []))[1].append(connection)
    for (file, key), (node, connections) in found.items():
        name = key.partition("\0")[0]
        yield _undeliverable(subject, file, node, name, list(dict.fromkeys(connections)))


def _undeliverable(subject: Subject, file: str, node: nodes.Node, name: str, connections: list[str]) -> Finding:
    assert subject.config is not None  # noqa: S101
    sources = ", ".join(f"{one} ({subject.config.connections[one].connector})" for one in connections)
    return at(
        node,
        "NP217",
        file,
        f"`user.{name}` is always empty for {sources}",
        remedy=f"Name the attribute that holds it, `fields: {{{name}: …}}` in the connection, or write what is to "
        "stand in its place: `or …`.",
    )


def undeliverable_conditions(subject: Subject) -> Iterator[Finding]:
    """NP217: a region's condition on a field that no connection of its list has, so that nobody matches."""
    for one in subject.lists:
        known = [deliverable(subject, connection) for connection in one.connections]
        if not known or None in known:
            continue
        fields = frozenset().union(*(fields for fields in known if fields is not None))
        for index, region in enumerate(one.regions):
            for key in region.when.patterns if region.when else ():
                if _may_lack(key) and key not in fields:
                    yield subject.at(
                        (*one.key, index, "when", key),
                        "NP217",
                        f"the region {region.name!r} matches nobody: `{key}` is always empty in "
                        f"{', '.join(one.connections)}",
                        remedy=f"Name the attribute that holds it: `fields: {{{key}: …}}` in the connection.",
                    )


def _may_lack(name: str) -> bool:
    return name in TEXT_FIELDS or name.startswith("custom.")


def _reads_of(subject: Subject, one: RegionList) -> Iterator[tuple[str, nodes.Node]]:
    """File and node of what the rules of a list's regions read of `user`, without those that have an alternative."""
    seen: set[int] = set()
    for mapping in dict.fromkeys(region.mapping for region in one.mapped()):
        family = subject.families.get(mapping)
        for file, block in _rules(family) if family else ():
            if id(block) not in seen:
                seen.add(id(block))
                yield from ((file, node) for body in block.body for node in unconditional(body))


def _rules(family: Family) -> Iterator[tuple[str, nodes.Block]]:
    """The blocks that hold, and what they inherit from by `super()`."""
    for name in family.block_names:
        for level, block in family.chain(name):
            yield level.name, block
            if not any(_is_super(call) for call in block.find_all(nodes.Call)):
                break


def _is_super(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == "super"


def unconditional(node: nodes.Node, *, optional: bool = False) -> Iterator[nodes.Node]:
    """The nodes `user.x` whose emptiness the rule does not provide for by `or`, an `if`, or a list to choose from."""
    if isinstance(node, nodes.Getattr | nodes.Getitem) and user_field(node):
        if not optional:
            yield node
        return
    if isinstance(node, nodes.Or):
        yield from unconditional(node.left, optional=True)
        yield from unconditional(node.right, optional=optional)
        return
    if isinstance(node, nodes.If | nodes.CondExpr):
        asked = {user_field(one) for one in node.test.find_all((nodes.Getattr, nodes.Getitem))} | {
            user_field(node.test)
        }
        for child in node.iter_child_nodes():
            if child is not node.test:
                yield from (one for one in unconditional(child, optional=optional) if user_field(one) not in asked)
        return
    optional = optional or isinstance(node, nodes.List | nodes.Macro | nodes.Block)
    for child in node.iter_child_nodes():
        yield from unconditional(child, optional=optional)
