from pathlib import Path

import pytest

from support.organization import Organization


@pytest.fixture
def acme(tmp_path: Path) -> Organization:
    """An empty organization."""
    return Organization(tmp_path)
