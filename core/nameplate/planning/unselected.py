"""Keys that no record of a read had: they were probably not asked for, so their emptiness says nothing."""

from nameplate.findings import Finding, finding
from nameplate.model import ATTRIBUTES, EVERYTHING, Needs
from nameplate.planning.parts import Mapper


def unread_by(reads: Needs, unselected: frozenset[str]) -> frozenset[str]:
    """The keys among `unselected` that something reads; the whole `user` or `user.raw` is everything."""
    if EVERYTHING in reads.fields or EVERYTHING in reads.raw:
        return unselected
    return unselected & (reads.fields | reads.raw)


def unread_attributes(
    mapper: Mapper, connection: str, region: str, unselected: frozenset[str]
) -> dict[int, frozenset[str]]:
    """Attribute (index) → the keys that its rule reads and no record had."""
    found: dict[int, frozenset[str]] = {}
    if not unselected:
        return found
    for index, attribute in enumerate(ATTRIBUTES):
        rule = mapper.rule(connection, region, attribute.name)
        if rule is not None and (keys := unread_by(rule.reads, unselected)):
            found[index] = keys
    return found


def unselected_finding(connection: str, key: str, people: int) -> Finding:
    """The warning that values were kept, once a connection and key."""
    return finding(
        "NP307",
        f"{connection}: no record has `{key}`, so it was probably not selected; {people:,} values that would be "
        "cleared for that reason are kept",
        remedy=f"Save the snapshot again with `{key}` selected, or leave the attribute out of the mapping.",
    )
