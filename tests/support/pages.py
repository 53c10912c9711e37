"""The pages, served to a real browser: an organization's copy, a plan of it, `nameplate serve`, and Chromium."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ACME = Path(__file__).parents[2] / "examples" / "acme"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb")
NAMEPLATE = (sys.executable, "-c", "from nameplate.cli import main; main()")


def missing() -> str:
    """What a browser test lacks here, or ""."""
    if not any(map(shutil.which, BROWSERS)):
        return "no Chromium is installed (Debian: apt-get install chromium)"
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 -- only asked for
    except ImportError:
        return "playwright is not installed (pip install playwright)"
    return ""


def organization(folder: Path) -> Path:
    """A copy of Acme with a plan of it in `plans`; its folder."""
    target = folder / "acme"
    shutil.copytree(ACME, target)
    (target / "plans").mkdir()
    command = [*NAMEPLATE, "preview", "--out", "plans/monday.plan", "--format", "csv"]
    subprocess.run(command, cwd=target, check=True, capture_output=True)
    return target


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    """`nameplate serve` in a folder; the address that it prints."""
    process = subprocess.Popen(
        [*NAMEPLATE, "serve", "--plans", "plans", *options], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium (playwright's `Browser`)."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where it is installed

    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
