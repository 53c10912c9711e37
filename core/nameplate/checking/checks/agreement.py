"""Regions beside each other: who is identified differently, and what is left behind by who moves."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.walking import at
from nameplate.checking.subject import RegionList, Subject
from nameplate.findings import Finding
from nameplate.mapping import Family
from nameplate.model.attributes import ACTIVE, NAMES

IDENTIFYING = ("user_name", "email", "active")


def overridden_identity(subject: Subject) -> Iterator[Finding]:
    """NP215: a mapping that overrides `user_name` or `email`, or has an `active` of its own, unlike the others.

    What all regions share is the organization's choice, and passes.
    """
    for group in subject.groups:
        for attribute in IDENTIFYING:
            rules = {family.name: family.chain(attribute) for family in group}
            firsts = {id(chain[0][1]) for chain in rules.values() if chain}
            if len(rules) > 1 and len(firsts) == 1 and all(rules.values()):
                continue
            for chain in rules.values():
                yield from _override(subject, chain, attribute)


def _override(subject: Subject, chain: tuple[tuple[object, nodes.Block], ...], attribute: str) -> Iterator[Finding]:
    if not chain or (len(chain) == 1 and attribute != "active"):
        return
    level, block = chain[0]
    file = level.name  # type: ignore[attr-defined]
    if not subject.is_own(file):
        return
    why = "locks people out" if attribute == "active" else "takes people for somebody else, or makes accounts anew"
    yield at(
        block,
        "NP215",
        file,
        f"{file} overrides `{attribute}` for its regions alone; a mistake here {why}",
        remedy="Leave it to the mapping that all regions extend, or excuse the line: "
        "{# nameplate: ignore NP215 -- why #}",
        attribute=attribute,
    )


def managed_here_but_not_there(subject: Subject) -> Iterator[Finding]:
    """NP216: an attribute that one region of a list manages and another doesn't; who moves keeps the old value."""
    for one in subject.lists:
        regions = [(region.name, subject.families[region.mapping]) for region in one.mapped() if _known(subject, one)]
        for attribute in NAMES[:ACTIVE]:
            here = [(name, family) for name, family in regions if family.chain(attribute)]
            there = [name for name, family in regions if not family.chain(attribute)]
            if here and there:
                yield _left_behind(attribute, [name for name, _ in here], there, here[0][1])


def _known(subject: Subject, one: RegionList) -> bool:
    return all(region.mapping in subject.families for region in one.mapped())


def _left_behind(attribute: str, here: list[str], there: list[str], family: Family) -> Finding:
    level, block = family.chain(attribute)[0]
    return at(
        block,
        "NP216",
        level.name,
        f"`{attribute}` is managed in {_listed(here)}, but not in {_listed(there)}: "
        "who moves there keeps the old value",
        remedy=f"Add {{% block {attribute} %}}…{{% endblock %}} to the mapping that all of them extend.",
        attribute=attribute,
    )


def _listed(names: list[str], most: int = 4) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
