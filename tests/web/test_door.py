import pytest

from support.web_pages import BASE, OWN, Pages


@pytest.fixture
def stranger(acme, plugins):
    """The pages, for a browser without the cookie."""
    pages = Pages(acme, plugins, signed_in=False)
    yield pages
    pages.close()


def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(stranger: Pages):
    """The printed address sets a cookie that no script reads and no other site sends, and redirects."""
    answer = stranger.ask("GET", f"/workbench?token={stranger.site.token}&q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench?q=1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.site.token.lower() not in cookie


def test_the_token_works_once(stranger: Pages):
    """A second browser with the same address is told how to get a new one; the first one goes on."""
    address = f"/?token={stranger.site.token}"
    first = stranger.ask("GET", address)
    second = stranger.ask("GET", address)
    assert second.status_code == 403
    assert "used already" in second.text
    assert stranger.ask("GET", address, cookies=dict(first.cookies)).status_code == 303


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_a_browser_that_fetches_ahead_uses_nothing_up(stranger: Pages, headers: dict[str, str]):
    """Prefetching the printed address leaves the token as it was."""
    assert stranger.ask("GET", f"/?token={stranger.site.token}", headers=headers).status_code == 403
    assert stranger.enter().status_code == 303


@pytest.mark.parametrize("path", ["/", "/plans/monday.plan", "/workbench", "/workbench/count/x", "/nothing"])
@pytest.mark.parametrize("cookies", [{}, {"nameplate-8000": "guess"}, {"nameplate-8000": "grün"}])
def test_nobody_gets_in_without_the_cookie(stranger: Pages, path: str, cookies: dict[str, str]):
    """Every page but the style sheets is refused."""
    raw = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()
    answer = stranger.ask("GET", path, headers={"Cookie": raw} if raw else {})
    assert answer.status_code == 403
    assert "monday" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9", "127.0.0.1", "127.0.0.1:8000.evil.example", ""])
def test_another_host_is_refused(pages: Pages, host: str):
    """A name that points at this machine (DNS rebinding) opens nothing, cookie or not."""
    answer = pages.ask("GET", "/", headers={"Host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/workbench/save")])
def test_a_request_of_another_site_is_refused(pages: Pages, headers: dict[str, str], method: str, path: str):
    """Even with the cookie, and from another port of this machine."""
    assert pages.ask(method, path, headers=headers, **({"data": {}} if method == "POST" else {})).status_code == 403


def test_a_write_must_say_where_it_comes_from(pages: Pages):
    """A form without Origin and Sec-Fetch-Site is refused."""
    assert pages.ask("POST", "/workbench/attempt", data={"mapping": "japan.j2"}).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(pages: Pages, method: str):
    """The pages take GET, HEAD and POST."""
    assert pages.ask(method, "/", headers=OWN).status_code == 405


def test_a_body_that_is_too_large_is_refused_unread(pages: Pages):
    """More than a megabyte, or without a length, is 413."""
    big = {"mapping": "japan.j2", "text": "x" * 1_100_000}
    assert pages.ask("POST", "/workbench/attempt", data=big, headers=OWN).status_code == 413

    async def pieces():
        yield b"mapping=japan.j2"

    assert pages.ask("POST", "/workbench/attempt", content=pieces(), headers=OWN).status_code == 413


@pytest.mark.parametrize("path", ["/", "/nothing", "/workbench", "/plans/monday.plan/export.csv"])
def test_every_answer_is_protected(pages: Pages, path: str):
    """No inline script or style, no frame, no sniffing, no copy in a cache; refusals included."""
    for answer in (pages.ask("GET", path), pages.ask("GET", path, headers={"Host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in policy


def test_style_sheets_are_kept_by_their_hash(pages: Pages):
    """An asset's address bears its hash, so that a browser may keep it; any other hash is not found."""
    html = pages.get("/")
    address = html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = pages.ask("GET", address, cookies={})
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers["content-type"].startswith("text/css")
    assert pages.ask("GET", address.replace("/assets/", "/assets/0")).status_code == 404


def test_a_redirect_stays_here(stranger: Pages):
    """An address that looks like another host's is not followed after the exchange."""
    answer = stranger.ask("GET", f"{BASE}//evil.example/?token={stranger.site.token}")
    assert answer.headers["location"] == "/evil.example/"
