"""Opens the real parts for a preview: sources, directories."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from nameplate.config.models import Config, Directory
from nameplate.directory import open_directory
from nameplate.model import Progress
from nameplate.planning.parts import Listing, Mapper, Source
from nameplate.plugins import Plugins
from nameplate.reading import open_source


class RealParts:
    """The connections and directories of a configuration."""

    def __init__(self, config: Config, plugins: Plugins, mapper: Mapper, progress: Progress) -> None:
        self._config = config
        self._plugins = plugins
        self._needs = mapper.needs
        self._progress = progress

    def source(self, connection: str) -> Source:
        """The people of a connection."""
        return open_source(self._config, self._plugins, connection, self._needs[connection], progress=self._progress)

    def directory(self, name: str) -> AbstractAsyncContextManager[Listing]:
        """The directory of that name."""
        return open_directory(name, self._config.directories[name], progress=self._progress)


def against_sandbox(config: Config, sandbox: Path) -> Config:
    """The configuration with a sandbox in place of every directory."""
    directories: dict[str, Directory] = {
        name: directory.model_copy(update={"sandbox": sandbox.absolute()})
        for name, directory in config.directories.items()
    }
    return config.model_copy(update={"directories": directories})
