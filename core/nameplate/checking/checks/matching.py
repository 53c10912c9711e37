"""Regions against the regions before them."""

from collections.abc import Iterator, Sequence

from jinja2 import nodes

from nameplate.checking.subject import Subject
from nameplate.config import Region, When
from nameplate.findings import Finding
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.regions import is_glob, matcher, parse_expression


def unreachable_regions(subject: Subject) -> Iterator[Finding]:
    """NP111: a region behind one that takes everybody it could match."""
    for one in subject.lists:
        for index, region in enumerate(one.regions):
            for earlier in one.regions[:index]:
                if covers(earlier.when, region.when):
                    why = "matches everybody" if earlier.when is None else "matches all of its people first"
                    yield subject.at(
                        (*one.key, index),
                        "NP111",
                        f"the region {region.name!r} can never match: {earlier.name!r}, above it, {why}",
                        remedy=f"Move it above {earlier.name!r}, or take it out.",
                    )
                    break


def covers(earlier: When | None, later: When | None) -> bool:
    """Whether everybody whom `later` matches is matched by `earlier`, as far as the conditions show it."""
    if earlier is None:
        return True
    if later is None:
        return False
    if earlier.expression and earlier.expression.strip() != later.expression.strip():
        return False
    return all(
        key in later.patterns and _all_within(key, later.patterns[key], patterns)
        for key, patterns in earlier.patterns.items()
    )


def _all_within(key: str, inner: Sequence[str], outer: Sequence[str]) -> bool:
    return all(any(_within(key, one, other) for other in outer) for one in inner)


def _within(key: str, one: str, other: str) -> bool:
    if other == "*" or one.casefold() == other.casefold():
        return True
    if key == "org_unit" and one.casefold().startswith(f"{other.casefold().rstrip('/')}/"):
        return True
    return not is_glob(key, one) and matcher(key, [other])(one)


def overlapping_countries(subject: Subject) -> Iterator[Finding]:
    """NP112: two regions of a list that share a country; the upper one has who matches both."""
    for one in subject.lists:
        countries = [_countries(subject, region) for region in one.regions]
        for index, region in enumerate(one.regions):
            for before, earlier in enumerate(one.regions[:index]):
                shared = sorted(countries[index] & countries[before])
                if shared and not covers(earlier.when, region.when):
                    yield subject.at(
                        (*one.key, index),
                        "NP112",
                        f"the regions {earlier.name!r} and {region.name!r} share {', '.join(shared)}: who matches both "
                        f"is in {earlier.name!r}",
                    )


def _countries(subject: Subject, region: Region) -> frozenset[str]:
    """The countries that a condition names, in its key or in `user.country == "HU"` of its expression."""
    if region.when is None:
        return frozenset()
    named = {pattern.upper() for pattern in region.when.patterns.get("country", ()) if not is_glob("country", pattern)}
    if region.when.expression:
        try:
            expression = parse_expression(subject.environment, region.when.expression, region.name)
        except TemplateRefused:
            return frozenset(named)
        compares = [expression] if isinstance(expression, nodes.Compare) else []
        for compare in (*compares, *expression.find_all(nodes.Compare)):
            if isinstance(compare.expr, nodes.Getattr) and compare.expr.attr == "country":
                named |= {
                    str(operand.expr.value).upper()
                    for operand in compare.ops
                    if operand.op == "eq" and isinstance(operand.expr, nodes.Const)
                }
    return frozenset(named)
