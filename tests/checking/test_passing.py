"""Where previews that aren't saved, explain and diff keep people meanwhile."""

import tempfile
from pathlib import Path

import pytest

from nameplate.checking.passing import passing_folder


def test_lies_beside_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's may be memory or shared. Nothing is left, nor committed where a killed process leaves it."""
    monkeypatch.delenv("TMPDIR", raising=False)
    with passing_folder(tmp_path) as folder:
        assert Path(folder).parent == tmp_path
        assert Path(folder).stat().st_mode & 0o077 == 0
        assert (Path(folder) / ".gitignore").read_text("utf-8") == "*\n"
    assert not list(tmp_path.iterdir())


def test_lies_where_tmpdir_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets TMPDIR has a place for such files."""
    (chosen := tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(chosen))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with passing_folder(tmp_path) as folder:
        assert Path(folder).parent == chosen


def test_lies_elsewhere_if_it_has_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration in a folder that can't be written can still be previewed."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr("nameplate.checking.passing.os.access", lambda *_: False)
    with passing_folder(tmp_path) as folder:
        assert Path(folder).parent == Path(tempfile.gettempdir())
