"""Which of the distributions that an extra asks for are not installed."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)[^;]*;.*extra == ['\"](?P<extra>[^'\"]+)['\"]")


def missing(extra: str) -> tuple[str, ...]:
    """The distributions that `nameplate[extra]` asks for and that are not installed."""
    return tuple(name for name in _asked_for(extra) if not _is_installed(name))


def _asked_for(extra: str) -> Iterator[str]:
    for line in requires("nameplate") or ():
        found = _REQUIREMENT.match(line)
        if found and found["extra"] == extra and found["name"] != "nameplate":
            yield found["name"]


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
