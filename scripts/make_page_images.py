"""Draw the pages of docs/pages.md with headless Chromium, on a copy of the example organization.

Fonts for every script should be installed (Debian: fonts-noto-core fonts-noto-cjk).
"""

import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
EDIT = "{{- user.family_name }}{{ user.given_name }}"
WRONG = "{{- user.famly_name }} {{ user.given_name }}"


class Shot(NamedTuple):
    """One image: the page, its size, and what is done before it is taken."""

    name: str
    path: str
    width: int = 1280
    height: int = 900
    dark: bool = False
    text: str = ""
    full: bool = False


SHOTS = (
    Shot("plans", "/", height=420),
    Shot("overview", "/plans/monday.plan", height=1150),
    Shot("overview-dark", "/plans/monday.plan", dark=True),
    Shot("changes", "/plans/monday.plan/changes?region=japan&region=korea"),
    Shot("changes-narrow", "/plans/monday.plan/changes?q=ivana", width=390, height=760),
    Shot("person", "/plans/monday.plan/changes?q=takahashi", full=True),
    Shot("findings", "/plans/monday.plan/findings"),
    Shot("mappings", "/workbench"),
    Shot("workbench", "/workbench/edit/japan.j2", width=1440, height=900, text=EDIT),
    Shot("workbench-dark", "/workbench/edit/japan.j2", width=1440, height=900, text=EDIT, dark=True),
    Shot("workbench-finding", "/workbench/edit/japan.j2", width=1440, height=700, text=WRONG),
    Shot("workbench-narrow", "/workbench/edit/japan.j2", width=390, height=1300, text=EDIT),
)


def main(arguments: list[str]) -> None:
    """Take all shots, or those that are named; into docs/images, or the folder after --to."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support.pages import chromium, organization, served  # noqa: PLC0415 -- the tests' own

    target = Path(arguments[arguments.index("--to") + 1]) if "--to" in arguments else IMAGES
    wanted = {name for name in arguments if not name.startswith("-")} & {shot.name for shot in SHOTS}
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(organization(Path(folder))) as address, chromium() as browser:
        base, _, _ = address.partition("/?")
        context = browser.new_context(reduced_motion="reduce")
        context.new_page().goto(address)
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                take(context, base, shot, target)
                print(target / f"{shot.name}.png")


def take(context: Any, base: str, shot: Shot, target: Path) -> None:
    """Take one shot."""
    page = context.new_page()
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.emulate_media(color_scheme="dark" if shot.dark else "light")
    page.goto(base + shot.path)
    page.wait_for_load_state("networkidle")
    if shot.name == "person":
        page.click(".change h3 a")
        page.wait_for_selector("table.trace")
    if shot.text:
        type_edit(page, shot.text)
    page.screenshot(path=str(target / f"{shot.name}.png"), full_page=shot.full)
    page.close()


def type_edit(page: Any, text: str) -> None:
    """Put `text` in place of the first line of the name's block."""
    page.wait_for_selector("table.sample")
    saved = page.input_value("#text")
    page.fill("#text", saved.replace("{{- user.family_name }} {{ user.given_name }}", text))
    page.wait_for_selector("tr.changed, #lint")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main(sys.argv[1:])
