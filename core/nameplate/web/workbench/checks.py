"""What check says of a configuration that is in memory."""

from collections.abc import Iterator

from nameplate.checking.checks import CONFIGURATION_CHECKS, TEMPLATE_CHECKS
from nameplate.checking.excuses import Excuse, excused, excuses
from nameplate.checking.running import in_order
from nameplate.checking.subject import Subject, subject_of
from nameplate.config import Config
from nameplate.findings import Finding
from nameplate.plugins import Plugins


def findings_of(config: Config, plugins: Plugins) -> list[Finding]:
    """Every finding, in order; templates are called by their names."""
    subject, found = subject_of(config, plugins)
    for check in (*TEMPLATE_CHECKS, *CONFIGURATION_CHECKS):
        found = [*found, *check(subject)]
    wide = {(one.file, one.line) for one in found if one.code == "NP206"}
    found = [one for one in found if one.code not in {"NP201", "NP205"} or (one.file, one.line) not in wide]
    return in_order(excused(found, comments(subject)))


def comments(subject: Subject) -> Iterator[Excuse]:
    """The comments that excuse a finding."""
    for source in subject.environment.search.sources:
        if subject.is_own(source.name):
            yield from excuses(source.name, source.text)
