"""What commands share: the configuration's option, the options that choose people, and loading both."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from nameplate.errors import UsageError

if TYPE_CHECKING:
    from nameplate.config import Config
    from nameplate.plugins import Plugins

Command = TypeVar("Command", bound=Callable[..., object])

DEFAULT_CONFIG = Path("nameplate.yaml")


def _configured(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> Path:
    """The command's own -c, else that before the command, else nameplate.yaml here."""
    before: Path | None = ctx.find_root().params.get("config")
    return value or before or DEFAULT_CONFIG


config_option = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    callback=_configured,
    help="The configuration's file; the default is nameplate.yaml here, or what NAMEPLATE_CONFIG says.",
)
"""`-c/--config FILE` as the parameter `config: Path`."""

_PEOPLE = (
    click.option("--connection", "connections", multiple=True, metavar="NAME", help="Only people of this connection."),
    click.option("--region", "regions", multiple=True, metavar="NAME", help="Only people of this region."),
    click.option("--user", "users", multiple=True, metavar="EMAIL", help="Only this person."),
)


def people_options(command: Command) -> Command:
    """`--connection`, `--region` and `--user`, each repeatable, as `connections`, `regions`, `users` (tuples)."""
    for option in reversed(_PEOPLE):
        command = option(command)
    return command


def calling(config: Path) -> tuple[str, ...]:
    """The words that call nameplate again with the same configuration."""
    return ("nameplate",) if config == DEFAULT_CONFIG else ("nameplate", "-c", str(config))


def load(config: Path) -> "tuple[Config, Plugins]":
    """The configuration in a file, and the plugins that are installed.

    Raises:
        ConfigurationError: The file is wrong.
    """
    from nameplate.config import load_config
    from nameplate.plugins import load_plugins

    plugins = load_plugins()
    return load_config(config, plugins.connectors), plugins


def refuse_unknown(config: "Config", connections: Iterable[str], regions: Iterable[str] = ()) -> None:
    """Refuse a choice that the configuration doesn't know: it would look as if there was nobody.

    Raises:
        UsageError: There is no such connection or region.
    """
    known_regions = [region.name for name in config.connections for region in config.regions_of(name)]
    for what, chosen, known in (
        ("connection", connections, list(config.connections)),
        ("region", regions, known_regions),
    ):
        for name in chosen:
            if name not in known:
                from nameplate.config.suggestions import did_you_mean

                raise UsageError(f"There is no {what} {name!r}.", remedy=did_you_mean(name, known))
