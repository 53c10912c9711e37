"""The conditions of regions, one by one."""

from collections.abc import Iterator

from jinja2 import nodes

from nameplate.checking.checks.purity import forbidden
from nameplate.checking.subject import Subject
from nameplate.config import Key, Region, did_you_mean
from nameplate.findings import Finding
from nameplate.locales import country_code
from nameplate.mapping.loading import TemplateRefused
from nameplate.mapping.regions import compile_region, is_glob, parse_expression


def _regions(subject: Subject) -> Iterator[tuple[Key, Region]]:
    for one in subject.lists:
        for index, region in enumerate(one.regions):
            yield (*one.key, index), region


def broken_conditions(subject: Subject) -> Iterator[Finding]:
    """NP109: an expression that can't be compiled, or with a name or field that is unknown."""
    for key, region in _regions(subject):
        if region.when is None or not region.when.expression:
            continue
        where: Key = (*key, "when", "expression")
        try:
            compile_region(subject.environment, region, "")
        except TemplateRefused as error:
            yield subject.at(where, "NP109", f"the condition of {region.name!r}: {error.finding.message}")
            continue
        expression = parse_expression(subject.environment, region.when.expression, region.name)
        for _, message in forbidden(nodes.Template([nodes.Output([expression])])):
            yield subject.at(where, "NP109", f"the condition of {region.name!r}: {message}")


def impossible_values(subject: Subject) -> Iterator[Finding]:
    """NP111: a value that its field never has: a country that is no ISO 3166 code, a domain with an @, a connection."""
    for key, region in _regions(subject):
        for name, patterns in (region.when.patterns if region.when else {}).items():
            for index, pattern in enumerate(patterns):
                if reason := _impossible(subject, name, pattern):
                    place = (*key, "when", name, index)
                    yield subject.at(
                        place, "NP111", f"the region {region.name!r}: `{name}: {pattern}` matches nobody", remedy=reason
                    )


def _impossible(subject: Subject, key: str, pattern: str) -> str:
    if key == "country" and not is_glob(key, pattern):
        try:
            code = country_code(pattern)
        except ValueError:
            code = ""
        if code.casefold() != pattern.casefold():
            return f"Countries are ISO 3166 codes{f': write {code}' if code else ''}."
    if key == "email_domain" and "@" in pattern:
        return f"A domain stands without @: {pattern.rpartition('@')[2]}."
    if key == "connection" and not is_glob(key, pattern) and subject.config is not None:
        names = list(subject.config.connections)
        if pattern.casefold() not in {name.casefold() for name in names}:
            return did_you_mean(pattern, names)
    return ""


def group_globs(subject: Subject) -> Iterator[Finding]:
    """NP103: a group by a glob, where people are read live: who is in a group is asked by its name or id."""
    for one in subject.lists:
        for index, region in enumerate(one.regions):
            for number, pattern in enumerate(region.when.patterns.get("group", ()) if region.when else ()):
                asked = [name for name in one.connections if _asks(subject, name, pattern)]
                if asked and is_glob("group", pattern):
                    yield subject.at(
                        (*one.key, index, "when", "group", number),
                        "NP103",
                        f"the region {region.name!r}: {', '.join(asked)} can't be asked for the members of "
                        f"`{pattern}`, a glob",
                        remedy="Name each group in full: `group: [Staff Tokyo, Staff Osaka]`.",
                    )


def _asks(subject: Subject, connection: str, group: str) -> bool:
    """Whether a connection is asked for the members of a group that a condition names."""
    assert subject.config is not None  # noqa: S101 -- there are lists
    configured = subject.config.connections[connection]
    return configured.snapshot is None and group not in configured.scope.groups
