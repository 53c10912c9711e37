"""The environment's proxy."""

import pytest

from nameplate.errors import UnexpectedAnswer
from nameplate.plugins.proxies import Proxy, for_aiohttp, proxy_for

ADDRESS = "https://idp.example/users"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy but what a test names."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("named", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("http://proxy.example:3128")),
        ("proxy.example:3128", Proxy("http://proxy.example:3128")),
        ("https://proxy.example", Proxy("https://proxy.example")),
        ("http://[::1]:3128/", Proxy("http://[::1]:3128")),
        ("http://joe:p%40ss@proxy.example:3128", Proxy("http://proxy.example:3128", "joe", "p@ss")),
        ("", None),
    ],
)
def test_a_proxy_is_named_for_a_scheme(monkeypatch: pytest.MonkeyPatch, named: str, proxy: Proxy | None):
    """With who signs in to it; a scheme may be left out."""
    monkeypatch.setenv("HTTPS_PROXY", named)
    assert proxy_for(ADDRESS) == proxy
    assert proxy_for("http://idp.example/users") is None


def test_hosts_may_be_left_out(monkeypatch: pytest.MonkeyPatch):
    """By NO_PROXY."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("NO_PROXY", "localhost,.example")
    assert proxy_for(ADDRESS) is None
    assert for_aiohttp(ADDRESS) == {}


@pytest.mark.parametrize(
    "named", ["socks5://proxy.example", "http://[hush", "http://hush:port", "ftp://hush", "http://"]
)
def test_what_is_no_http_proxy_is_said(monkeypatch: pytest.MonkeyPatch, named: str):
    """By the variable's name, and without its value, which may hold a password."""
    monkeypatch.setenv("HTTPS_PROXY", named)
    with pytest.raises(UnexpectedAnswer) as caught:
        proxy_for(ADDRESS)
    assert "HTTPS_PROXY" in caught.value.remedy
    assert "hush" not in str(caught.value)


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    """Neither in the proxy's repr nor in its address."""
    monkeypatch.setenv("HTTPS_PROXY", "http://joe:hush@proxy.example")
    proxy = proxy_for(ADDRESS)
    assert proxy is not None
    assert "hush" not in repr(proxy)
    signed = {"Proxy-Authorization": "Basic am9lOmh1c2g="}
    assert for_aiohttp(ADDRESS) == {"proxy": "http://proxy.example", "proxy_headers": signed}
