"""Runs every check, and gives what they find as one list with files that can be opened."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from operator import attrgetter
from pathlib import Path

import msgspec

from nameplate.checking.checks import CONFIGURATION_CHECKS, TEMPLATE_CHECKS, Check
from nameplate.checking.excuses import Excuse, excused, excuses
from nameplate.checking.subject import Subject, subject_of, subject_of_folder
from nameplate.config import Config, load_config
from nameplate.config.document import read_document
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding
from nameplate.mapping.loading import Source, templates_below
from nameplate.plugins import Plugins

EVERY_CHECK = (*TEMPLATE_CHECKS, *CONFIGURATION_CHECKS)


def check_configuration(path: Path, plugins: Plugins) -> list[Finding]:
    """Everything that can be said of a configuration and its mappings without reading anybody.

    Where the file itself can't be used, its mappings are looked at alone.
    """
    try:
        config = load_config(path, plugins.connectors)
    except ConfigurationError as error:
        folder = _folder_named_in(path)
        alone = check_folder(folder, plugins) if folder else []
        return in_order([*error.findings, *alone])
    subject, broken = subject_of(config, plugins)
    found = _in_files(subject, _all(subject, broken, EVERY_CHECK))
    comments = chain(_comments(subject, _path), excuses(str(config.file), path.read_text("utf-8-sig")))
    return in_order(excused(found, comments))


def check_config(config: Config, plugins: Plugins) -> list[Finding]:
    """What can be said of a configuration that is in memory, with mappings that may be a copy of the real ones.

    Findings on a mapping have its name for their file.
    """
    subject, broken = subject_of(config, plugins)
    return in_order(excused(_all(subject, broken, EVERY_CHECK), _comments(subject, attrgetter("name"))))


def check_folder(folder: Path, plugins: Plugins, names: Iterable[str] = ()) -> list[Finding]:
    """What can be said of the mappings in a folder (or only of some, by their names) without a configuration."""
    chosen = list(names) or templates_below(folder)
    subject, broken = subject_of_folder(folder, chosen, plugins)
    found = _in_files(subject, _all(subject, broken, TEMPLATE_CHECKS))
    return in_order(excused(found, _comments(subject, _path)))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file, line and column."""
    return sorted(dict.fromkeys(findings), key=lambda one: (one.file, one.line, one.column, one.code))


def _all(subject: Subject, broken: Iterable[Finding], checks: Iterable[Check]) -> list[Finding]:
    found = [*broken]
    for check in checks:
        found += check(subject)
    wide = {(one.file, one.line) for one in found if one.code == "NP206"}
    return [one for one in found if one.code not in {"NP201", "NP205"} or (one.file, one.line) not in wide]


def _in_files(subject: Subject, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, with the files of templates and chosen names in place of the names that checks call them by."""
    files = _files(subject)
    return [msgspec.structs.replace(one, file=files.get(one.file, one.file)) for one in findings]


def _files(subject: Subject) -> Mapping[str, str]:
    """The names by which findings call templates and the chosen names → their files."""
    search = subject.environment.search
    files = {source.name: str(source.path) for source in search.sources}
    files |= {
        name: str(folder / name) for folder in search.folders for name in templates_below(folder) if name not in files
    }
    if subject.config is not None and subject.config.exceptions is not None:
        files[subject.config.exceptions.name] = str(subject.config.exceptions)
    return files


def _comments(subject: Subject, called: Callable[[Source], str]) -> Iterable[Excuse]:
    """The excuses in the organization's own templates; `called` gives the file that findings have for one."""
    for source in subject.environment.search.sources:
        if subject.is_own(source.name):
            yield from excuses(called(source), source.text)


def _path(source: Source) -> str:
    return str(source.path)


def _folder_named_in(path: Path) -> Path | None:
    """The folder of mappings that a configuration names, although the rest of it can't be used."""
    try:
        named = read_document(path).data.get("mappings")
    except ConfigurationError:
        return None
    folder = path.absolute().parent / named if isinstance(named, str) else None
    return folder if folder is not None and folder.is_dir() else None
