"""`nameplate init`: a configuration to start from."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from nameplate.errors import UsageError

STARTER = files("nameplate.cli") / "starter"
"""What is written, as it is written."""


@click.command(name="init")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), default=Path())
def command(directory: Path) -> None:
    """Write a configuration with a mapping, its examples and a few made-up people into DIRECTORY (default: here).

    What it writes can be previewed at once; nothing is overwritten.
    """
    for path in write_starter(directory):
        click.echo(path)
    config = directory / "nameplate.yaml"
    here = "" if directory == Path() else f" -c {config}"
    click.echo(f"\nSee what it does: nameplate{here} preview\nThen edit {config}.", err=True)


def write_starter(directory: Path) -> list[Path]:
    """Write the starting files; their paths.

    Raises:
        UsageError: One of them is there; then none is written.
    """
    contents = dict(_below(STARTER, directory))
    if there := [path for path in contents if path.exists()]:
        listed = ", ".join(map(str, there))
        exist = "exists" if len(there) == 1 else "exist"
        raise UsageError(f"{listed} {exist} already; nothing was written.", remedy="Name another folder.")
    for path, text in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return list(contents)


def _below(folder: Traversable, target: Path) -> Iterator[tuple[Path, str]]:
    """Path and text of each file below `folder`, as below `target`."""
    for entry in sorted(folder.iterdir(), key=lambda one: (one.is_dir(), one.name)):
        if entry.is_dir():
            yield from _below(entry, target / entry.name)
        else:
            yield target / entry.name, entry.read_text("utf-8")
