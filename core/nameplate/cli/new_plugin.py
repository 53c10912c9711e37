"""`nameplate new-plugin`: the package of a connector, complete and passing its tests as it is written."""

import keyword
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from nameplate.errors import UsageError

TEMPLATE = files("nameplate.cli") / "plugin_template"
"""A plugin for a service called Yourapp; each file's name ends in SUFFIX, so that no tool takes it for code of ours."""
SUFFIX = ".tmpl"
NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


@click.command(name="new-plugin")
@click.argument("name")
def command(name: str) -> None:
    """Write a package with a connector NAME into ./nameplate-NAME, with tests that pass.

    NAME is what `connector:` will say in nameplate.yaml, such as `workday`.
    """
    folder = Path(f"nameplate-{name.replace('_', '-')}")
    for path in write_plugin(name, folder):
        click.echo(path)
    steps = f"cd {folder}\n  pip install -e '.[test]'\n  pytest\n  nameplate plugins"
    click.echo(f"\nSee that it works:\n  {steps}\nThen follow {folder / 'README.md'}.", err=True)


def write_plugin(name: str, folder: Path) -> list[Path]:
    """Write the package; the paths of its files.

    Raises:
        UsageError: The name is none for a connector, is taken, or the folder is there.
    """
    check_name(name)
    if folder.exists():
        raise UsageError(f"{folder} exists already; nothing was written.", remedy="Choose another name, or remove it.")
    written = []
    for path, text in contents(TEMPLATE, folder, name):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        written.append(path)
    return written


def check_name(name: str) -> None:
    """Refuse a name that can't be a connector's.

    Raises:
        UsageError: Why not.
    """
    from nameplate.plugins import load_plugins

    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(
            f"{name!r} is not a name for a connector.", remedy="Use lower-case letters, digits and _, such as workday."
        )
    plugins = load_plugins()
    module = name.replace("-", "_")
    if module in plugins.connectors:
        provider = plugins.provider(module).provider
        raise UsageError(
            f"The connector {module} is there already: {provider} brings it.", remedy="Choose another name."
        )


def contents(folder: Traversable, target: Path, name: str) -> Iterator[tuple[Path, str]]:
    """Path and text of each file below `folder`, as below `target`, for the connector `name`."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = target / named(entry.name.removesuffix(SUFFIX), name)
        if entry.is_dir():
            yield from contents(entry, path, name)
        elif entry.name.endswith(SUFFIX):
            yield path, named(entry.read_text("utf-8"), name)


def named(text: str, name: str) -> str:
    """The template's text for the connector `name`, in each spelling that it has there."""
    module = name.replace("-", "_")
    title = "".join(part.capitalize() for part in module.split("_"))
    spelt = {
        "nameplate-yourapp": f"nameplate-{module.replace('_', '-')}",
        "YOURAPP": module.upper(),
        "Yourapp": title,
        "yourapp.example": f"{module.replace('_', '-')}.example",
        "yourapp": module,
    }
    return re.sub("|".join(spelt), lambda found: spelt[found[0]], text)
