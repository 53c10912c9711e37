"""The proxy that the environment names, for connectors whose HTTP client would read more there than that.

aiohttp takes credentials from `~/.netrc` along with a proxy from the environment: they would be sent in place of a
connector's own, or beside them.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from nameplate.errors import UnexpectedAnswer


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy, and who signs in to it, if anybody has to."""

    address: str
    user: str = ""
    password: str = field(default="", repr=False)


def proxy_for(address: str) -> Proxy | None:
    """The proxy that `HTTPS_PROXY` (or `HTTP_PROXY`) and `NO_PROXY` name for an address; None where it is asked itself.

    Raises:
        UnexpectedAnswer: They name something else than an HTTP proxy.
    """
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 -- for a read alone: it loads much

    there = urlsplit(address)
    named = getproxies().get(there.scheme, "")
    if not named or proxy_bypass(there.hostname or ""):
        return None
    try:
        proxy = urlsplit(named if "://" in named else f"http://{named}")
        host, port = proxy.hostname or "", proxy.port
    except ValueError:
        proxy, host, port = urlsplit(""), "", None
    if proxy.scheme not in {"http", "https"} or not host:
        raise no_proxy(there.scheme)
    host = f"[{host}]" if ":" in host else host
    return Proxy(
        f"{proxy.scheme}://{host}" + (f":{port}" if port else ""),
        unquote(proxy.username or ""),
        unquote(proxy.password or ""),
    )


def no_proxy(scheme: str) -> UnexpectedAnswer:
    """The error for a proxy that can't be used; it may hold a password, so that it is not shown."""
    return UnexpectedAnswer(
        f"The proxy that the environment names for {scheme} is not the address of an HTTP proxy.",
        remedy=f"Write {scheme.upper()}_PROXY as http://host:port, or leave the host out of it by NO_PROXY.",
    )


def for_aiohttp(address: str) -> dict[str, Any]:
    """What a request of aiohttp to an https address takes to go by the environment's proxy; its session trusts none.

    Raises:
        UnexpectedAnswer: The environment names something else than an HTTP proxy.
    """
    proxy = proxy_for(address)
    if proxy is None:
        return {}
    if not proxy.user:
        return {"proxy": proxy.address}
    signed = b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
    return {"proxy": proxy.address, "proxy_headers": {"Proxy-Authorization": f"Basic {signed}"}}
