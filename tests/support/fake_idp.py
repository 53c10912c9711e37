"""A made-up identity provider, and configurations that read from it or from its snapshots."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from nameplate.config.models import Config, Connection, Directory, Scope
from nameplate.model import Needs, Quiet
from nameplate.plugins import Connector, Field, Page, Plugins, Query, Settings, country_code, hookimpl, load_plugins
from nameplate.plugins.connector import Scope as ReadScope
from nameplate.reading import Person, Source, open_source

FIELDS = {
    "id": Field("id"),
    "user_name": Field("login"),
    "email": Field("mail"),
    "given_name": Field("name.given"),
    "family_name": Field("name.family"),
    "display_name": Field("name.display"),
    "title": Field("title"),
    "country": Field("country", convert=country_code, warns="NP306"),
    "active": Field("enabled"),
}

NOTHING = Needs()
Answer = Callable[[Query, str | None], Page | Exception]


class FakeSettings(Settings):
    """Nothing of its own."""


class Fake(Connector[FakeSettings]):
    """Answers as `answer` says; keeps what it was asked."""

    name: ClassVar[str] = "fake"
    settings_model: ClassVar[type[FakeSettings]] = FakeSettings
    fields: ClassVar[Mapping[str, Field]] = FIELDS
    scope_keys: ClassVar[frozenset[str]] = frozenset({"groups", "site"})
    selects: ClassVar[bool] = True
    answer: ClassVar[Answer]
    asked: ClassVar[list[tuple[Query, str | None]]]

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        """The answer, or the error that it is."""
        self.asked.append((query, cursor))
        given = type(self).answer(query, cursor)
        if isinstance(given, Exception):
            raise given
        return given

    @classmethod
    def recognizes(cls, record: Mapping[str, Any]) -> bool:
        """By its login."""
        return "login" in record

    @classmethod
    def in_scope(cls, record: Mapping[str, Any], scope: ReadScope) -> bool:
        """By its site."""
        return scope.values.get("site", record.get("site")) == record.get("site")


def fake(answer: Answer | None = None, **attributes: Any) -> type[Fake]:
    """A connector class of its own, so that tests share nothing."""
    answer = answer or (lambda query, cursor: Page((), None))
    return type("Fake", (Fake,), {"answer": staticmethod(answer), "asked": [], **attributes})


def pages(records: Sequence[Any], size: int = 2, groups: Mapping[str, Iterable[str]] | None = None) -> Answer:
    """An answer that pages through `records`, and through the members of `groups`."""

    def answer(query: Query, cursor: str | None) -> Page:
        rows = [{"id": member} for member in (groups or {})[query.group]] if query.group else records
        start = int(cursor or 0)
        return Page(rows[start : start + size], str(start + size) if start + size < len(rows) else None)

    return answer


def plugins_with(connector: type[Connector[Any]]) -> Plugins:
    """The installed plugins and a connector."""

    @hookimpl
    def nameplate_connectors() -> list[type[Connector[Any]]]:
        return [connector]

    return load_plugins([SimpleNamespace(__name__="fake", nameplate_connectors=nameplate_connectors)])


def source_of(
    connector: type[Connector[Any]],
    *,
    needs: Needs = NOTHING,
    scope: Mapping[str, Any] | None = None,
    root: Path = Path("/nowhere"),
    progress: Any = None,
    **connection: Any,
) -> Source:
    """A source of the connection `here`; live unless `snapshot` is given."""
    scope = dict(scope or {})
    groups = tuple(scope.pop("groups", ()))
    if "snapshot" not in connection:
        connection.setdefault("settings", connector.settings_model(attempts=3))
    config = Config(
        directories={"main": Directory()},
        connections={
            "here": Connection(
                connector=connector.name, directory="main", scope=Scope(groups=groups, values=scope), **connection
            )
        },
        file=root / "nameplate.yaml",
    )
    return open_source(config, plugins_with(connector), "here", needs, progress=progress or Quiet())


def read(source: Source) -> list[Person]:
    """Everybody."""

    async def everybody() -> list[Person]:
        return [person async for page in source.pages() for person in page]

    return asyncio.run(everybody())


def person(number: int, **values: Any) -> dict[str, Any]:
    """A record."""
    return {
        "id": f"id-{number}",
        "login": f"p{number}",
        "mail": f"p{number}@acme.example",
        "name": {"given": "Taro", "family": f"Yamada {number}", "display": f"Taro Yamada {number}"},
        "title": None,
        "country": "JP",
        "enabled": True,
    } | values
