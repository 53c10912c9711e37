"""scim2-server, an independent SCIM server, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager

from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.utils import load_default_provider

from nameplate.config.models import Directory
from support.sandbox import reached, served


@contextmanager
def served_other() -> Iterator[Directory]:
    """An empty server; gives the configuration of a directory that reaches it."""
    with served(ASGIApplication(AsyncInMemoryStorage(), load_default_provider())) as base_url:
        yield reached(base_url, path="/v2").model_copy(update={"attributes_in": "enterprise"})
