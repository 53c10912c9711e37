"""The pages of Acme, to look at and to change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nameplate.plugins import Plugins, load_plugins
from support.pages import organization
from support.web_pages import Pages


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """The plugins that are installed."""
    return load_plugins()


@pytest.fixture(scope="session")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Acme with a plan; nothing is changed in it."""
    return organization(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def own_acme(acme: Path, tmp_path: Path) -> Path:
    """An Acme that may be changed."""
    return shutil.copytree(acme, tmp_path / "acme")


@pytest.fixture
def pages(acme: Path, plugins: Plugins) -> Iterator[Pages]:
    """The pages of Acme, signed in."""
    pages = Pages(acme, plugins)
    yield pages
    pages.close()


@pytest.fixture
def bench(own_acme: Path, plugins: Plugins) -> Iterator[Pages]:
    """The pages of an Acme that may be changed."""
    pages = Pages(own_acme, plugins)
    yield pages
    pages.close()
