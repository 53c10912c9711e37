"""`nameplate check`: everything that can be known without reading people."""

import asyncio
import json
import os
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nameplate.cli.common import config_option
from nameplate.cli.failures import say
from nameplate.errors import UsageError
from nameplate.findings import Finding, Level

if TYPE_CHECKING:
    from nameplate.plugins import Plugins

FAILED = 1


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="text for people, json and sarif for programs, github for annotations in a workflow.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--live", is_flag=True, help="Also sign in to each connection and read one page.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], config: Path, form: str, strict: bool, live: bool) -> None:
    r"""Find what is wrong with the configuration and its mappings, before anybody is read.

    PATH: mappings or folders of them; then only what concerns these is shown. Without nameplate.yaml they are checked
    alone. A line is excused by a comment with the code and a reason: {# nameplate: ignore NP215 -- reason #}

    \b
        nameplate check
        nameplate check mappings/japan.j2
        nameplate check --strict --format github
    """
    from nameplate.plugins import load_plugins

    plugins = load_plugins()
    findings = relative(find(paths, config, plugins))
    if live:
        findings = [*findings, *relative(_live(config, plugins))]
    _print(findings, form)
    failing = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    ctx.exit(FAILED if any(found.level in failing for found in findings) else 0)


def find(paths: Sequence[Path], config: Path, plugins: "Plugins") -> list[Finding]:
    """What is found in a configuration, or in mappings alone.

    Raises:
        UsageError: There is neither.
    """
    from nameplate.checking.running import check_configuration, in_order

    named = [path for path in paths if path.suffix in {".yaml", ".yml"} and not path.name.endswith(".examples.yaml")]
    if named:
        config, paths = named[0], [path for path in paths if path not in named]
    if not config.exists() and not paths:
        raise UsageError(
            f"There is no file {config}, and no mapping is named.",
            remedy="Name the configuration with -c FILE, or mappings: nameplate check mappings/",
        )
    if not config.exists():
        return in_order(found for path in paths for found in _alone(path, plugins))
    findings = check_configuration(config, plugins)
    if not paths:
        return findings
    wanted = [path.absolute() for path in paths]
    known = {Path(found.file).absolute() for found in findings}
    beside = (found for path in paths if not _within(path, config) for found in _alone(path, plugins))
    below = {file for file in known if any(file.is_relative_to(path) for path in wanted)}
    return in_order([*(found for found in findings if Path(found.file).absolute() in below), *beside])


def _within(path: Path, config: Path) -> bool:
    """Whether a path lies in the configuration's folder, so that its checks cover it."""
    return path.absolute().is_relative_to(config.absolute().parent)


def _alone(path: Path, plugins: "Plugins") -> Iterable[Finding]:
    from nameplate.checking.running import check_folder

    if path.is_dir():
        return check_folder(path.absolute(), plugins)
    return check_folder(path.absolute().parent, plugins, [path.name])


def _live(config: Path, plugins: "Plugins") -> list[Finding]:
    from nameplate.checking.live import try_connections
    from nameplate.config import load_config
    from nameplate.errors import ConfigurationError

    try:
        loaded = load_config(config, plugins.connectors)
    except ConfigurationError:
        return []
    tried = asyncio.run(try_connections(loaded, plugins))
    for one in tried:
        say(f"{one.connection}: {one.words}")
    return [one.failure for one in tried if one.failure is not None]


def relative(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with files relative to the folder of the call, where they lie below it."""
    import msgspec

    here = Path.cwd()
    found = []
    for one in findings:
        path = Path(one.file)
        near = one.file and path.is_absolute() and path.is_relative_to(here)
        found.append(msgspec.structs.replace(one, file=os.fspath(path.relative_to(here))) if near else one)
    return found


def _print(findings: Sequence[Finding], form: str) -> None:
    from nameplate.checking.formats import as_github, as_json, as_sarif

    if form == "json":
        click.echo(json.dumps(as_json(findings), indent=2, ensure_ascii=False))
    elif form == "sarif":
        click.echo(json.dumps(as_sarif(findings, version("nameplate")), indent=2, ensure_ascii=False))
    elif form == "github":
        for line in as_github(findings):
            click.echo(line)
    else:
        _print_text(findings)


def _print_text(findings: Sequence[Finding]) -> None:
    from nameplate.cli.quoting import quoted

    for found in findings:
        click.echo(quoted(found) + "\n", color=False if "NO_COLOR" in os.environ else None)
    counts = {level: sum(found.level is level for found in findings) for level in Level}
    words = [f"{count} {level}{'s' if count != 1 else ''}" for level, count in counts.items() if count]
    say(", ".join(words) if words else "Nothing to remark.")
