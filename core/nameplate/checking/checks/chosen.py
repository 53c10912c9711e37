"""The file of chosen names."""

from collections.abc import Iterator
from datetime import date

from nameplate.checking.checks.constants import refusal
from nameplate.checking.subject import Subject
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding, finding
from nameplate.mapping.chosen_names import chosen_names_of
from nameplate.model import ATTRIBUTES


def chosen_names(subject: Subject) -> Iterator[Finding]:
    """NP113, NP114: rows that can't be read or name no attribute; NP218: a value that Atlassian would refuse."""
    if subject.config is None:
        return
    try:
        names = chosen_names_of(subject.config, date.min)
    except ConfigurationError as error:
        yield from error.findings
        return
    yield from names.remarks
    for rows in names.by_email.values():
        for row in rows:
            reason = refusal(ATTRIBUTES[row.index], row.value)
            if reason:
                file, _, line = row.address.rpartition(":")
                yield finding(
                    "NP218", f"`{row.attribute}`: {reason}", attribute=row.attribute, file=file, line=int(line)
                )
