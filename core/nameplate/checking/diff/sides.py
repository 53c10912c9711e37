"""The two sides of a diff: a file, or a revision of the repository that holds the configuration."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from nameplate.checking.passing import passing_folder
from nameplate.config import Config, Connection, load_config
from nameplate.config.document import read_document
from nameplate.errors import ConfigurationError, UsageError
from nameplate.mapping import Mapper, compile_mappings
from nameplate.plugins import Plugins


@dataclass(frozen=True)
class Side:
    """One side, ready to map."""

    label: str
    config: Config
    mapper: Mapper


@contextmanager
def open_side(label: str, config: Path, plugins: Plugins) -> Iterator[Side]:
    """The side that `label` names: a configuration's file if there is one of that name, else a revision.

    People come from where the present configuration has them; a revision gives configuration, mappings and chosen
    names.

    Raises:
        ConfigurationError: The configuration or a mapping of that side can't be used.
        UsageError: It is neither a file nor a revision.
    """
    path = Path(label)
    if path.exists():
        file = path / "nameplate.yaml" if path.is_dir() else path
        with _labelled(label, Path()):
            loaded = load_config(file, plugins.connectors)
            side = Side(label, loaded, compile_mappings(loaded, plugins))
        yield side
        return
    with passing_folder(config.absolute().parent) as name:
        folder = Path(name).resolve()
        root = repository_of(config)
        inside = config.resolve().relative_to(root)
        copy_revision(root, label, inside, folder)
        with _labelled(label, folder):
            loaded = rebased(load_config(folder / inside, plugins.connectors), folder, root)
            side = Side(label, loaded, compile_mappings(loaded, plugins))
        yield side


@contextmanager
def _labelled(label: str, folder: Path) -> Iterator[None]:
    """Say of a configuration error which side it is on."""
    try:
        yield
    except ConfigurationError as error:
        findings = [
            msgspec.structs.replace(one, file=one.file.replace(f"{folder}{os.sep}", f"{label}:"))
            if folder != Path()
            else one
            for one in error.findings
        ]
        message = f"{label} can't be used: {error.message.replace(f'{folder}{os.sep}', '')}"
        raise ConfigurationError(message, findings=findings, remedy=error.remedy) from error


def repository_of(config: Path) -> Path:
    """The top folder of the repository that holds a configuration.

    Raises:
        UsageError: There is none.
    """
    found = _git(config.absolute().parent, "rev-parse", "--show-toplevel")
    if found is None:
        raise UsageError(
            f"{config} is in no git repository, so that only files can be compared.",
            remedy="Name two configuration files: nameplate diff old/nameplate.yaml nameplate.yaml",
        )
    return Path(found.decode().rstrip("\n")).resolve()


def copy_revision(root: Path, revision: str, config: Path, folder: Path) -> None:
    """Write the configuration of a revision, its mappings and its chosen names below `folder`.

    Args:
        root: The repository's top folder.
        revision: A commit, tag or branch.
        config: The configuration, from `root`.
        folder: Where the files are written, at the places that they have in the repository.

    Raises:
        UsageError: There is no such revision, or it has no such configuration.
    """
    commit = None
    if not revision.startswith("-"):
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(f"{revision} is neither a file nor a revision of {root}.", remedy="`git log` shows revisions.")
    identity = commit.decode().strip()
    if not _write(root, identity, config, folder):
        raise UsageError(f"The revision {revision} has no file {config}.")
    named = _named_in(folder / config)
    for key in ("mappings", "exceptions"):
        if isinstance(value := named.get(key), str):
            place = Path(os.path.normpath(config.parent / value))
            if not place.is_absolute() and ".." not in place.parts:
                for path in _files_below(root, identity, place):
                    _write(root, identity, path, folder)
                if key == "mappings":
                    (folder / place).mkdir(parents=True, exist_ok=True)


def _named_in(path: Path) -> Mapping[str, Any]:
    try:
        return read_document(path).data
    except ConfigurationError:
        return {}  # loading it will say what is wrong


def _files_below(root: Path, commit: str, place: Path) -> Iterator[Path]:
    """The regular files at or below a place of a commit."""
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", place.as_posix())
    for row in (listed or b"").split(b"\0"):
        about, _, name = row.partition(b"\t")
        if about.startswith(b"100"):
            yield Path(os.fsdecode(name))


def _write(root: Path, commit: str, path: Path, folder: Path) -> bool:
    content = _git(root, "show", f"{commit}:{path.as_posix()}")
    if content is None:
        return False
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return True


def _git(folder: Path, *words: str) -> bytes | None:
    """What git answers, or None where it refuses.

    Raises:
        UsageError: There is no git.
    """
    try:
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=False)  # noqa: S603, S607 -- the git that the reader uses, no shell
    except FileNotFoundError:
        raise UsageError("Comparing revisions needs git, which is not installed.") from None
    return done.stdout if done.returncode == 0 else None


def rebased(config: Config, folder: Path, root: Path) -> Config:
    """The configuration with the paths of people and settings out of `folder` moved back to the working tree."""
    connections = {name: _rebased_connection(one, folder, root) for name, one in config.connections.items()}
    return config.model_copy(update={"connections": connections})


def _rebased_connection(connection: Connection, folder: Path, root: Path) -> Connection:
    update: dict[str, Any] = {}
    if connection.snapshot is not None:
        update["snapshot"] = _moved(connection.snapshot, folder, root)
    settings = connection.settings
    if settings is not None:
        moved = {name: _moved(value, folder, root) for name, value in settings if isinstance(value, Path)}
        update["settings"] = settings.model_copy(update=moved)
    return connection.model_copy(update=update)


def _moved(path: Path, folder: Path, root: Path) -> Path:
    return root / path.relative_to(folder) if path.is_relative_to(folder) else path
