"""Runs every check, and gives what they find as one list with files that can be opened."""

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

import msgspec

from nameplate.checking.checks import CONFIGURATION_CHECKS, TEMPLATE_CHECKS, Check
from nameplate.checking.excuses import Excuse, excused, excuses
from nameplate.checking.subject import Subject, subject_of, subject_of_folder
from nameplate.config import load_config
from nameplate.config.document import read_document
from nameplate.errors import ConfigurationError
from nameplate.findings import Finding
from nameplate.plugins import Plugins


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
    found = _all(subject, broken, (*TEMPLATE_CHECKS, *CONFIGURATION_CHECKS))
    comments = chain(_comments(subject), excuses(str(config.file), path.read_text("utf-8-sig")))
    return in_order(excused(found, comments))


def check_folder(folder: Path, plugins: Plugins, names: Iterable[str] = ()) -> list[Finding]:
    """What can be said of the mappings in a folder (or only of some, by their names) without a configuration."""
    chosen = list(names) or sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))
    subject, broken = subject_of_folder(folder, chosen, plugins)
    return in_order(excused(_all(subject, broken, TEMPLATE_CHECKS), _comments(subject)))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file, line and column."""
    return sorted(dict.fromkeys(findings), key=lambda one: (one.file, one.line, one.column, one.code))


def _all(subject: Subject, broken: Iterable[Finding], checks: Iterable[Check]) -> list[Finding]:
    found = [*broken]
    for check in checks:
        found += check(subject)
    files = _files(subject)
    wide = {(one.file, one.line) for one in found if one.code == "NP206"}
    found = [one for one in found if one.code not in {"NP201", "NP205"} or (one.file, one.line) not in wide]
    return [msgspec.structs.replace(one, file=files.get(one.file, one.file)) for one in found]


def _files(subject: Subject) -> Mapping[str, str]:
    """The names by which findings call templates and the chosen names → their files."""
    search = subject.environment.search
    files = {source.name: str(source.path) for source in search.sources}
    folders = {path for folder in search.folders for path in folder.rglob("*.j2")}
    files |= {
        path.relative_to(folder).as_posix(): str(path)
        for folder in search.folders
        for path in sorted(folders)
        if path.is_relative_to(folder) and path.relative_to(folder).as_posix() not in files
    }
    if subject.config is not None and subject.config.exceptions is not None:
        files[subject.config.exceptions.name] = str(subject.config.exceptions)
    return files


def _comments(subject: Subject) -> Iterable[Excuse]:
    for source in subject.environment.search.sources:
        if subject.is_own(source.name):
            yield from excuses(str(source.path), source.text)


def _folder_named_in(path: Path) -> Path | None:
    """The folder of mappings that a configuration names, although the rest of it can't be used."""
    try:
        named = read_document(path).data.get("mappings")
    except ConfigurationError:
        return None
    folder = path.absolute().parent / named if isinstance(named, str) else None
    return folder if folder is not None and folder.is_dir() else None
