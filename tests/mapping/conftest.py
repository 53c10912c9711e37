"""A folder of mappings for each test."""

from pathlib import Path

import pytest

from support.mappings import Mappings


@pytest.fixture
def mappings(tmp_path: Path) -> Mappings:
    return Mappings(tmp_path / "mappings")
