import runpy
import sys
from importlib.resources import files
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "vendor_assets.py"


def test_vendored_files_are_the_ones_that_were_reviewed(monkeypatch):
    """Each has the checksum of its npm package's file, and its licence beside it."""
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ended.value.code == 0


def test_nothing_of_the_pages_names_another_host():
    """No template, script or style sheet of ours asks another host for anything."""
    folder = files("nameplate.web")
    ours = [*folder.joinpath("templates").iterdir(), *folder.joinpath("static").iterdir()]
    for file in ours:
        if file.is_file():
            text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "//" not in "".join(text.split("// ")), file.name
            assert "https:" not in text, file.name
            assert "http:" not in text, file.name
