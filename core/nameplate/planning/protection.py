"""Protected people: never deactivated, re-addressed or renamed."""

import re
from collections.abc import Callable, Collection, Iterable
from fnmatch import translate

from nameplate.findings import Finding, finding
from nameplate.model import Action, AttributeChange

RENAMING = frozenset({"displayName", "nickName", "name.givenName", "name.familyName", "name.middleName"})
READDRESSING = frozenset({"userName", "emails"})


def protector(globs: Iterable[str]) -> Callable[[Iterable[str]], str]:
    """A function that gives the first of some case-folded addresses that a glob matches, or ""."""
    patterns = [translate(glob.casefold()) for glob in globs]
    if not patterns:
        return lambda _addresses: ""
    match = re.compile("|".join(patterns)).match
    return lambda addresses: next((address for address in addresses if match(address)), "")


def protection_finding(
    action: Action,
    rows: Collection[AttributeChange],
    addresses: Iterable[str],
    protected: Callable[[Iterable[str]], str],
) -> Finding | None:
    """Why this change of a protected person is blocked; None where it isn't one, or harms nobody.

    `addresses` are the person's source, mapped and current ones, case-folded; `protected` comes from `protector`.
    """
    harm = what_harms(action, rows)
    address = protected(addresses) if harm else ""
    if not address:
        return None
    return finding(
        "NP508",
        f"{address} is protected and would be {harm}",
        remedy="Take the address off `protected` if this is meant, or do it by hand at Atlassian.",
    )


def what_harms(action: Action, rows: Collection[AttributeChange]) -> str:
    """What a change does that nobody may do to a protected person, in a word; "" for nothing."""
    if action is Action.DEACTIVATE:
        return "deactivated"
    if action not in {Action.UPDATE, Action.REACTIVATE}:
        return ""
    paths = {row.path for row in rows}
    return "re-addressed" if paths & READDRESSING else "renamed" if paths & RENAMING else ""
