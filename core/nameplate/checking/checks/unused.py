"""What is defined and never used."""

from collections.abc import Iterable, Iterator

from nameplate.checking.subject import Subject
from nameplate.config import Region
from nameplate.findings import Finding, Level, finding
from nameplate.mapping.closure import reach
from nameplate.mapping.loading import TemplateRefused, templates_below
from nameplate.mapping.reads import expression_reads, rule_reads
from nameplate.mapping.regions import parse_expression
from nameplate.model import EVERYTHING
from nameplate.model.attributes import NAMES


def missing_folder(subject: Subject) -> Iterator[Finding]:
    """NP103: the folder of mappings that the configuration names is not there."""
    folder = subject.config.mappings if subject.config else None
    if folder is not None and not folder.is_dir():
        yield subject.at(("mappings",), "NP103", f"`mappings`: there is no folder {folder}")


def unused_mappings(subject: Subject) -> Iterator[Finding]:
    """NP110: a template in the folder of mappings that no region's mapping is, extends, imports or includes."""
    folder = subject.config.mappings if subject.config else None
    if folder is None or not folder.is_dir():
        return
    used: set[str] = set()
    for name, family in subject.families.items():
        if name not in subject.spare:
            closure = reach(subject.environment, family)
            used |= {level.name for level in family.levels} | set(closure.imported) | set(closure.included)
    if len(subject.families) - len(subject.spare) < len(
        {region.mapping for one in subject.lists for region in one.mapped()}
    ):
        return  # a mapping that can't be read hides what it uses
    for name in templates_below(folder):
        if name not in used:
            yield finding("NP110", f"no region uses {name}", file=name, line=1, column=1)


def unused_regions(subject: Subject) -> Iterator[Finding]:
    """NP110: the shared regions where every connection has its own, a connection without any, an unfed directory."""
    if subject.config is None:
        return
    for one in subject.lists:
        if one.regions and not one.connections:
            yield subject.at(one.key, "NP110", "no connection uses `regions`: each has its own list")
        elif one.connections and not any(True for _ in one.mapped()):
            for name in one.connections:
                yield subject.at(
                    ("connections", name), "NP110", f"nobody of {name} is mapped: it has no region with a mapping"
                )
    fed = {connection.directory for connection in subject.config.connections.values()}
    for name, directory in subject.config.directories.items():
        if name not in fed:
            found = subject.at(("directories", name), "NP110", f"no connection feeds the directory {name!r}")
            yield found if directory.sandbox is None else _note(found)


def unused_fields(subject: Subject) -> Iterator[Finding]:
    """NP110: a field that a connection names, and that no rule or condition reads."""
    if subject.config is None:
        return
    lent = {
        field for one in subject.config.connections.values() for source in one.enrich_from for field in source.fields
    }
    for one in subject.lists:
        read = _read(subject, one.mapped(), one.regions)
        for name in one.connections if read is not None else ():
            for field in subject.config.connections[name].fields:
                custom = field.startswith("custom.") and "custom.*" in (read or ())
                if not custom and field not in (read or ()) and field not in lent and field not in _ALWAYS:
                    yield subject.at(
                        ("connections", name, "fields", field), "NP110", f"no rule or condition reads `{field}`"
                    )


_ALWAYS = frozenset({"id", "user_name", "email", "active", "display_name", "given_name", "family_name"})
"""What is read of everybody, whatever the rules say."""


def _read(subject: Subject, mapped: Iterable[Region], regions: Iterable[Region]) -> set[str] | None:
    """The fields that rules and conditions of a list read; None where that is everything, or not known."""
    read: set[str] = set()
    for region in regions:
        when = region.when
        read.update(when.patterns if when else ())
        if when and when.expression:
            try:
                read |= expression_reads(
                    subject.environment, parse_expression(subject.environment, when.expression, region.name)
                ).fields
            except TemplateRefused:
                return None
    for region in mapped:
        family = subject.families.get(region.mapping)
        if family is None:
            return None
        for name in NAMES:
            if family.chain(name):
                read |= rule_reads(subject.environment, family, name).fields
    return None if EVERYTHING in read else read


def _note(found: Finding) -> Finding:
    return finding(found.code, found.message, level=Level.NOTE, file=found.file, line=found.line, column=found.column)
