"""What the pages are served from, and how far they may go."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nameplate.config import Config, load_config
from nameplate.errors import NameplateError
from nameplate.plugins import Plugins

Stamp = tuple[int, int]
"""When a file was written (nanoseconds), and its size; (0, 0) for one that isn't there."""


@dataclass(frozen=True)
class Site:
    """One `nameplate serve`.

    Args:
        plans: The folder of plan files.
        config: nameplate.yaml; a file that isn't there leaves the review pages.
        load_plugins: Loads the plugins, once they are needed.
        hosts: The values of `Host` that are answered.
        read_only: Refuse every write.
        command: How `nameplate` is called, for the commands that the pages show.
        token: What the printed address lets in, once.
    """

    plans: Path
    config: Path
    load_plugins: Callable[[], Plugins]
    hosts: frozenset[str]
    read_only: bool = False
    command: tuple[str, ...] = ("nameplate",)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


class Settings:
    """The configuration as the file has it now, read again when it changes."""

    def __init__(self, site: Site) -> None:
        self._path = site.config
        self._load_plugins = site.load_plugins
        self._plugins: Plugins | None = None
        self._read: tuple[Stamp, Config | NameplateError] | None = None

    @property
    def there(self) -> bool:
        """Whether there is a configuration at all."""
        return self._path.is_file()

    @property
    def plugins(self) -> Plugins:
        """The plugins, loaded once."""
        if self._plugins is None:
            self._plugins = self._load_plugins()
        return self._plugins

    def config(self) -> Config:
        """The configuration.

        Raises:
            NameplateError: It is missing or wrong.
        """
        now = stamp(self._path)
        if self._read is None or self._read[0] != now:
            self._read = (now, self._load())
        found = self._read[1]
        if isinstance(found, NameplateError):
            raise found
        return found

    def _load(self) -> Config | NameplateError:
        try:
            return load_config(self._path, self.plugins.connectors)
        except NameplateError as error:
            return error


def stamp(path: Path) -> Stamp:
    """What tells that a file has changed."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
