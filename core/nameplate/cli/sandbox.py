"""`nameplate sandbox`: serve a local Atlassian-like directory over HTTP."""

import os
import secrets
import socket
from pathlib import Path

import click

from nameplate.errors import NameplateError, UsageError

_SHARE = click.FloatRange(0, 1)


@click.command(short_help="Serve a local Atlassian-like directory over HTTP.")
@click.option(
    "--db",
    default="practice.db",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The sandbox's file; absent: empty.",
)
@click.option("--port", default=8642, show_default=True, help="The port on 127.0.0.1; 0 takes a free one.")
@click.option(
    "--token-env",
    default="",
    metavar="NAME",
    help="The variable with the API key; default: one is made up and printed.",
)
@click.option("--directory-id", default="practice", show_default=True, help="The directory's id in its address.")
@click.option("--claimed-domain", multiple=True, help="A domain that counts as claimed (repeatable); default: all.")
@click.option(
    "--limit", type=click.FloatRange(min=0, min_open=True), help="Requests in a window; the rest is answered 429."
)
@click.option(
    "--window",
    default=1.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="The window of --limit in seconds.",
)
@click.option(
    "--rate-headers/--no-rate-headers", default=True, help="Whether answers bear X-RateLimit-* (with --limit)."
)
@click.option("--retry-after/--no-retry-after", default=True, help="Whether a 429 bears Retry-After.")
@click.option("--latency", default=0.0, type=click.FloatRange(min=0), help="Seconds that every answer takes.")
@click.option("--errors", default=0.0, type=_SHARE, help="Share of requests answered 500, nothing done.")
@click.option("--errors-after", default=0.0, type=_SHARE, help="Share of requests answered 500, although done.")
@click.option("--dropped", default=0.0, type=_SHARE, help="Share of requests done, but never answered.")
@click.option("--cut-off", default=0.0, type=_SHARE, help="Share of answers that end in the middle.")
@click.option("--seed", default=0, help="Where chance begins; the same seed fails in the same places.")
def command(
    *,
    db: Path,
    port: int,
    token_env: str,
    directory_id: str,
    claimed_domain: tuple[str, ...],
    limit: float | None,
    window: float,
    rate_headers: bool,
    retry_after: bool,
    latency: float,
    errors: float,
    errors_after: float,
    dropped: float,
    cut_off: float,
    seed: int,
) -> None:
    """Serve a local Atlassian-like directory over HTTP, to practise a push, also under rate limits and faults.

    It listens on this machine only, and runs until it is interrupted.
    """
    from nameplate.directory import Faults, RateLimit, Sandbox, sandbox_app

    rate = None if limit is None else RateLimit(limit, window, rate_headers, retry_after)
    faults = Faults(latency, rate, errors, errors_after, dropped, cut_off, seed)
    token = _token(token_env)
    with Sandbox(db) as sandbox, _listening(port) as listener:
        if claimed_domain:
            sandbox.configure(claimed_domains=claimed_domain)
        _say(listener, directory_id, "" if token_env else token, token_env or "ATLASSIAN_SCIM_TOKEN")
        _serve(sandbox_app(sandbox, token=token, directory_id=directory_id, faults=faults), listener)


def _token(name: str) -> str:
    if not name:
        return secrets.token_urlsafe(24)
    token = os.environ.get(name, "").strip()
    if not token:
        raise UsageError(
            f"The environment variable {name} is not set.", remedy=f"Set {name}, or leave --token-env out."
        )
    return token


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise NameplateError(f"Port {port} can't be used: {error}.", remedy="Name another one, or --port 0.") from None
    return listener


def _say(listener: socket.socket, directory_id: str, token: str, name: str) -> None:
    """The lines to put into nameplate.yaml on standard output, the rest on standard error."""
    host, port = listener.getsockname()
    click.echo(f"base_url: http://{host}:{port}\ndirectory_id: {directory_id}\ntoken: {{env: {name}}}")
    if token:
        click.echo(f"Its API key: export {name}={token}", err=True)
    click.echo("Serving; Ctrl-C ends it.", err=True)


def _serve(app: object, listener: socket.socket) -> None:
    try:
        import uvicorn
    except ImportError:
        raise NameplateError(
            "`nameplate sandbox` needs uvicorn, which is not installed.", remedy="pip install 'nameplate[web]'"
        ) from None
    # Answers that end early are faults on purpose; uvicorn would log each of them as an error.
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")  # type: ignore[arg-type]
    uvicorn.Server(config).run(sockets=[listener])
