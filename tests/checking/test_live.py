"""Whether connections work."""

import asyncio
from typing import ClassVar

from nameplate.checking.live import try_connections
from nameplate.config import Config, Connection, Directory
from nameplate.plugins import (
    Connector,
    Field,
    Page,
    Settings,
    SignInRefused,
    Unavailable,
    hookimpl,
    load_plugins,
)


class Staff(Connector):
    """Answers as its settings' address says."""

    name = "staff"
    settings_model = Settings
    fields: ClassVar = {"id": Field("id")}

    async def __aenter__(self):
        if self.settings.base_url == "refuses":
            raise SignInRefused("The secret has expired.", remedy="Make a new one.")
        return self

    async def fetch(self, query, cursor):
        if self.settings.base_url == "fails":
            raise Unavailable("503")
        return Page([{"id": "1"}, {"id": "2"}], "more")


class Plugin:
    @hookimpl
    def nameplate_connectors(self):
        return [Staff]


def connection(**settings):
    return Connection(connector="staff", directory="main", settings=Settings(**settings))


def test_each_connection_is_tried_and_each_failure_is_a_finding():
    """One that refuses keeps no other from being tried, and a snapshot has nothing to sign in to."""
    connections = {
        "works": connection(),
        "refuses": connection(base_url="refuses"),
        "fails": connection(base_url="fails"),
        "file": Connection(connector="staff", directory="main", snapshot="x.jsonl"),
    }
    config = Config(directories={"main": Directory()}, connections=connections)
    tried = {one.connection: one for one in asyncio.run(try_connections(config, load_plugins([Plugin()])))}
    assert "2 people and there are more" in tried["works"].words
    assert tried["works"].failure is None
    assert tried["refuses"].failure.code == "NP309"
    assert tried["refuses"].failure.remedy == "Make a new one."
    assert tried["fails"].failure is not None
    assert "snapshot" in tried["file"].words
