"""A connector at arm's length: whatever it raises comes out as a read error that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any, Self

from nameplate.errors import NameplateError, ReadError, SignInRefused
from nameplate.plugins import Connector, Page, Query


class Guarded:
    """A connector; enter it, then fetch.

    Args:
        connector: The connector.
        distribution: The distribution that brings it, for remedies.
    """

    def __init__(self, connector: Connector[Any], distribution: str) -> None:
        self.connector = connector
        self.distribution = distribution
        self.name = connector.name

    async def __aenter__(self) -> Self:
        """Sign in.

        Raises:
            ReadError: It can't, or its SDK is not installed.
        """
        with self.failing():
            await self.connector.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close."""
        with self.failing():
            await self.connector.__aexit__(*exc)

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """One page.

        Raises:
            ReadError: It can't be had.
        """
        with self.failing():
            return await self.connector.fetch(query, cursor)

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Whatever is raised as a ReadError."""
        try:
            yield
        except ReadError:
            raise
        except NameplateError as error:  # such as a secret that is not set
            raise SignInRefused(error.message, remedy=error.remedy) from error
        except ImportError as error:
            raise ReadError(
                f"what {self.name} needs is not installed ({error}).", remedy=installing(self.name, self.distribution)
            ) from error
        except Exception as error:
            maker = self.distribution or "the connector"
            raise ReadError(
                f"the connector {self.name} failed: {type(error).__name__}: {error}",
                remedy=f"This is a mistake in {maker}: report it to its makers with these words.",
            ) from error


def installing(connector: str, distribution: str) -> str:
    """How to install what a connector needs: its distribution's extra of that name, where it has one."""
    extra = connector.replace("_", "-")
    try:
        extras = metadata(distribution).get_all("Provides-Extra") or [] if distribution else []
    except PackageNotFoundError:
        extras = []
    wanted = f"'{distribution}[{extra}]'" if extra in extras else distribution or f"'nameplate[{extra}]'"
    return f"Install it: pip install {wanted}"
