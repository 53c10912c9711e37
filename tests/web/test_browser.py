"""The pages in a real browser: Debian's Chromium, driven by playwright."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.pages import chromium, missing, served

if lacking := missing():
    pytest.skip(f"the pages are not tried in a browser: {lacking}", allow_module_level=True)
pytestmark = pytest.mark.xdist_group("browser")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PLAN = "/plans/monday.plan"
PATHS = ["/", PLAN, f"{PLAN}/changes", f"{PLAN}/findings", "/workbench", "/workbench/edit/japan.j2", "/nothing"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(acme: Path, tmp_path_factory) -> Path:
    """An Acme that is served to every test here; tests that save put the text back."""
    return shutil.copytree(acme, tmp_path_factory.mktemp("served") / "acme")


@pytest.fixture(scope="module")
def context(browser: Any, folder: Path) -> Iterator[Any]:
    """A browser that came by the printed address; `base` is where the pages are."""
    with served(folder) as address:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        page.goto(address)
        assert "token" not in page.url
        context.base = page.url.rstrip("/")
        page.close()
        yield context
        context.close()


@pytest.fixture
def page(context: Any) -> Iterator[Any]:
    """A tab; whatever the console says of errors fails the test, and no other host is asked."""
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console",
        lambda message: (
            said.append(f"{message.text} {message.location}") if message.type in {"error", "warning"} else None
        ),
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(context.base) else said.append(request.url))
    page.visit = lambda path: (page.goto(context.base + path), page.wait_for_load_state("networkidle"))
    page.said = said
    yield page
    page.close()
    assert said == []


def until(page: Any, script: str) -> None:
    """Wait until an expression is true; the pages' policy lets no tool evaluate one inside them."""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


def violations(page: Any) -> list[str]:
    """What axe-core finds that is serious."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious(page: Any, path: str, scheme: str):
    """Contrast, names, roles: in light and dark; not wider than a telephone either."""
    page.emulate_media(color_scheme=scheme)
    page.visit(path)
    if path.endswith(".j2"):
        page.wait_for_selector("table.sample")
    if path == "/nothing":
        page.said.clear()
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_a_plan_is_reviewed_filtered_and_a_person_opened(page: Any):
    """From the list to one person's rules; the filters are in the address, and going back restores them."""
    page.visit("/")
    page.click("text=monday.plan")
    page.wait_for_selector("text=It is as its preview wrote it.")
    page.click(".figures .update a")
    page.wait_for_url("**/changes?action=update")
    page.fill("#search", "takahashi")
    page.wait_for_url("**q=takahashi**")
    until(page, "document.querySelectorAll('#changes article').length === 1")
    assert page.input_value("select[name=action]") == "update"
    page.click("#changes h3 a")
    page.wait_for_selector("table.trace")
    assert "japan" in page.inner_text(".regions .holds")
    page.go_back()
    page.wait_for_selector("#changes article")
    assert page.input_value("#search") == "takahashi"
    assert page.locator("#changes article").count() == 1


def test_a_pilot_is_put_together(page: Any):
    """A limit, then two people: the command follows, and is copied."""
    page.visit(f"{PLAN}/changes?region=japan")
    page.click("summary")
    page.fill("input[name=limit]", "3")
    page.wait_for_selector("text=--region japan --limit 3")
    boxes = page.locator("input[name=pick]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    until(page, "document.querySelector('#command code').textContent.split('--user').length === 3")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-copy]")
    page.wait_for_selector("text=Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("nameplate push plans/monday.plan --user ")


def replace(page: Any, old: str, new: str) -> None:
    """Select a text in the editor and type another one over it."""
    text = page.input_value("#text")
    start = text.index(old)
    page.focus("#text")
    page.evaluate(f"document.getElementById('text').setSelectionRange({start}, {start + len(old)})")
    page.keyboard.insert_text(new)


def test_a_rule_is_edited_broken_corrected_and_saved(page: Any, folder: Path):
    """The value changes as it is typed, a mistake is marked at its line, and saving writes the file."""
    path = folder / "mappings" / "japan.j2"
    before = path.read_text("utf-8")
    page.visit("/workbench")
    page.click("text=japan.j2")
    page.wait_for_selector("table.sample")
    replace(page, "}} {{ user.given_name", "}}・{{ user.given_name")
    page.wait_for_selector("tr.changed >> text=山田・太郎 (Yamada Taro)")
    page.wait_for_selector("text=people whom this mapping concerns would change")
    replace(page, "user.given_name", "user.givn_name")
    page.wait_for_selector("#colours .line.error")
    assert "NP202" in page.get_attribute("#colours .line.error", "data-note")
    assert page.inner_text("#gutter .error") == "5"
    assert "did you mean 'given_name'" in page.inner_text("#under")
    assert page.inner_text("#announce").startswith("1 error in this mapping")
    replace(page, "user.givn_name", "user.given_name")
    page.wait_for_selector("#colours .line.error", state="detached")
    page.click("#save")
    page.wait_for_selector("text=Saved japan.j2")
    assert path.read_text("utf-8") == before.replace("}} {{ user.given_name", "}}・{{ user.given_name")
    page.wait_for_selector("text=not saved", state="detached")
    replace(page, "}}・{{ user.given_name", "}} {{ user.given_name")
    page.keyboard.press("Control+s")
    until(page, "document.querySelector('#hash').value && document.querySelector('#saved').textContent")
    for _ in range(200):  # "not saved" may not be there yet, so that its absence proves nothing
        if path.read_text("utf-8") == before:
            break
        page.wait_for_timeout(50)
    assert path.read_text("utf-8") == before


def test_two_versions_are_shown_and_one_is_chosen(page: Any, folder: Path):
    """A file that another program saved meanwhile is kept until the author decides."""
    path = folder / "mappings" / "korea.j2"
    before = path.read_text("utf-8")
    page.visit("/workbench/edit/korea.j2")
    page.wait_for_selector("table.sample")
    replace(page, "Asia/Seoul", "Asia/Tokyo")
    path.write_text(before + "{# another's #}\n", "utf-8")
    page.click("#save")
    page.wait_for_selector("section.conflict")
    page.click("[data-take]")
    until(page, "document.querySelector('#text').value.includes('another')")
    assert "Asia/Seoul" in page.input_value("#text")
    replace(page, "{# another's #}\n", "")
    page.wait_for_timeout(300)
    page.click("#save")
    page.wait_for_selector("text=Saved korea.j2")
    assert path.read_text("utf-8") == before
    assert all("409" in one for one in page.said)  # the browser itself reports the refusal
    page.said.clear()


def test_words_are_completed_by_keyboard(page: Any):
    """After `user.` the fields are listed; arrows choose, Enter takes, Escape closes, Tab leaves."""
    page.visit("/workbench/edit/japan.j2")
    replace(page, "{{ user.family_name }}{% endblock %}", "{{ user.fam")
    page.keyboard.press("i")
    page.wait_for_selector("#completions [aria-selected=true] >> text=family_name")
    assert page.get_attribute("#text", "aria-activedescendant") == "completion-0"
    page.keyboard.press("Enter")
    assert "{{ user.family_name\n" in page.input_value("#text")
    page.keyboard.insert_text(" | romani")
    page.keyboard.press("z")
    page.wait_for_selector("#completions [aria-selected=true] >> text=romanize")
    page.keyboard.press("Escape")
    assert page.locator("#completions").is_hidden()
    page.keyboard.press("Control+Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert "| romanize" in page.input_value("#text")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "text"


def test_colours_stand_exactly_behind_the_text(page: Any):
    """The coloured copy has the same text, size and place as what is typed, in every script."""
    page.visit("/workbench/edit/japan.j2")
    page.fill("#text", "{# 山田 محمد 🧑🏽‍🚀 #}\n\n{% block x %}</pre>&amp;{{ 'a\\'b' | upper }}\n" + "é" * 300)
    lines = page.evaluate("[...document.querySelectorAll('#colours .line')].map(line => line.textContent)")
    assert "\n".join(lines) == page.input_value("#text")
    sizes = page.evaluate(
        "['text', 'colours'].map(id => { const e = document.getElementById(id), s = getComputedStyle(e);"
        " return [s.fontSize, s.fontFamily, s.lineHeight, s.paddingLeft, s.paddingTop, s.whiteSpace, s.tabSize,"
        " Math.round(e.getBoundingClientRect().left), Math.round(e.getBoundingClientRect().top)] })"
    )
    assert sizes[0] == sizes[1]
    page.evaluate("document.getElementById('text').scrollLeft = 200")
    until(page, "document.getElementById('colours').scrollLeft === 200")


def test_the_pages_are_used_by_keyboard_alone(page: Any):
    """The first Tab offers to skip to the content, and every step shows where it is."""
    page.visit(f"{PLAN}/changes")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim().slice(0, 20)"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
    assert {"Plans", "Workbench", "q", "action", "region"} <= seen


def test_review_works_without_scripts(browser: Any, context: Any):
    """Lists, filters and pages are plain HTML."""
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{context.base}{PLAN}/changes")
    page.fill("#search", "takahashi")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#changes article").count() == 1
    assert re.search(r"q=takahashi", page.url)
    plain.close()


def test_another_browser_stays_outside(browser: Any, context: Any):
    """Without the printed address there is a page that says what to do."""
    other = browser.new_context()
    page = other.new_page()
    page.goto(context.base)
    assert "open with the address" in page.inner_text("h1")
    other.close()


def test_a_server_that_is_gone_is_told(browser: Any, folder: Path):
    """When the pages don't answer any more, an edit says so."""
    with served(folder) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        page.goto(page.url + "workbench/edit/japan.j2")
        page.wait_for_selector("table.sample")
    replace(page, "Asia/Tokyo", "Asia/Seoul")
    page.wait_for_selector("#trouble:not([hidden]) >> text=still running")
    assert "still running" in page.inner_text("#trouble")
    context.close()
