"""`nameplate serve`: the review pages and the rule workbench, on this machine."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nameplate.cli.common import DEFAULT_CONFIG, calling, config_option
from nameplate.cli.failures import say
from nameplate.errors import NameplateError, UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"


@click.command("serve", short_help="The review pages and the rule workbench; prints their address.")
@config_option
@click.option("--port", default=0, show_default="a free one", help="The port to listen on.")
@click.option("--read-only", is_flag=True, help="Let nothing be saved.")
@click.option(
    "--plans",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder of plan files; the default is this one.",
)
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen on; think twice.")
def command(config: Path, port: int, read_only: bool, plans: Path, host: str) -> None:
    r"""Open pages to review plans and to work on mappings, for a browser on this machine.

    The printed address works once. Nothing leaves the machine, and a push stays in the terminal.

    \b
        nameplate serve                          the plans of this folder
        nameplate serve --plans plans --read-only
    """
    from nameplate.plugins import load_plugins
    from nameplate.web import Site, create_app

    if config != DEFAULT_CONFIG and not config.is_file():
        raise UsageError(f"There is no file {config}.", remedy="Name a nameplate.yaml with -c.")
    if not is_loopback(host):
        say(f"Everyone who reaches {host} can try the address below; it is not encrypted. Prefer 127.0.0.1 and SSH.")
    with listening(host, port) as listener:
        taken = listener.getsockname()[1]
        names = hosts(host, taken)
        call = calling(config)
        site = Site(plans.absolute(), config.absolute(), load_plugins, names, read_only=read_only, command=call)
        app = create_app(site)
        shown = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- told apart, not listened on here
        click.echo(f"http://{bracketed(shown)}:{taken}/?token={site.token}")
        say("Open that address; it works once. Ctrl-C ends it.")
        run(app, listener)


def hosts(host: str, port: int) -> frozenset[str]:
    """The values of `Host` that are answered; of every address of this machine if it listens on all of them."""
    names = {LOOPBACK, "localhost", "[::1]", bracketed(host)}
    if host in {"0.0.0.0", "::"}:  # noqa: S104 -- see above
        names |= {bracketed(str(found[4][0])) for found in socket.getaddrinfo(socket.gethostname(), None)}
        names.add(socket.gethostname().lower())
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())  # noqa: PLR2004 -- HTTP's own port, which browsers leave out


def bracketed(host: str) -> str:
    """The host as an address has it."""
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listening(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        NameplateError: The port or the address can't be used.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise NameplateError(f"{host}:{port} can't be used: {error}.", remedy="Name another --port.") from None
    return listener


def run(app: "ASGIApp", listener: socket.socket) -> None:
    """Serve until Ctrl-C.

    Raises:
        NameplateError: uvicorn is not installed.
    """
    try:
        import uvicorn
    except ImportError:
        raise NameplateError(
            "`nameplate serve` needs uvicorn, which is not installed.", remedy="pip install 'nameplate[web]'"
        ) from None
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
        )
    )
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        say("Ended.")
