"""The extra of nameplate's distribution that brings what a connector needs: its name, with hyphens."""

from functools import cache
from importlib.metadata import PackageNotFoundError, metadata

DISTRIBUTION = "nameplate"

OTHERS = {"all", "names-icu", "testing", "web"}
"""The extras that belong to no connector."""


def extra_of(connector: str) -> str:
    """The extra, or "" for a connector that has none or is not nameplate's."""
    extra = connector.replace("_", "-")
    return extra if extra in _extras() - OTHERS else ""


def installation(connector: str) -> str:
    """The command that installs what a connector needs, or ""."""
    extra = extra_of(connector)
    return f"pip install '{DISTRIBUTION}[{extra}]'" if extra else ""


@cache
def _extras() -> frozenset[str]:
    try:
        return frozenset(metadata(DISTRIBUTION).get_all("Provides-Extra") or ())
    except PackageNotFoundError:
        return frozenset()
