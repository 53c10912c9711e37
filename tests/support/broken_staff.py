"""Connectors for the made-up service Staff that each break one promise; `BREACHES` says which check has to notice."""

import asyncio
import itertools
import logging
import random
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, NamedTuple

import httpx2
import orjson
from pydantic import BaseModel, ConfigDict

from nameplate.errors import ConfigurationError
from nameplate.plugins import (
    AnyConnector,
    Field,
    NamedSecret,
    Page,
    PermissionMissing,
    Query,
    ReadError,
    Record,
    SignInRefused,
    Unavailable,
    UnexpectedAnswer,
)
from nameplate.plugins.http import JsonClient
from nameplate.testing import faults
from nameplate.testing.scene import EVERY_REQUEST
from support.staff import Staff, StaffSettings


class LooseSettings(StaffSettings):
    """Settings that take any key."""

    model_config = ConfigDict(extra="ignore")


class PlainSettings(StaffSettings):
    """Settings with a secret that is written down."""

    token: str  # type: ignore[assignment]


class ForeignSettings(BaseModel):
    """Settings that inherit nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    token: NamedSecret
    timeout: float = 1
    attempts: int = 1


class Loose(Staff):
    """Takes any setting."""

    settings_model = LooseSettings


class Foreign(Staff):
    """Has settings of its own making."""

    settings_model = ForeignSettings  # type: ignore[assignment]


class Plain(Staff):
    """Takes a secret as text."""

    settings_model = PlainSettings


class Talkative(Staff):
    """Shows its token where it is printed."""

    def __repr__(self) -> str:
        return f"Talkative({self.settings.token.reveal()})"


class Logging(Staff):
    """Logs its headers."""

    async def authorization(self) -> str:
        logging.getLogger("staff").debug("Authorization: Bearer %s", self.token)
        return await super().authorization()


class Quoting(Staff):
    """Says in its errors what it sent."""

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        try:
            return await super().fetch(query, cursor)
        except ReadError as error:
            raise SignInRefused(f"{error.message} (token {self.token})") from error


class Guessing(Staff):
    """Signs in without a secret."""

    async def __aenter__(self) -> Any:
        with suppress(ConfigurationError):
            self.settings.token.reveal()
            return await super().__aenter__()
        self.token = ""
        self.client = await self.make_client().__aenter__()
        return self


class Eager(Staff):
    """Asks before it is opened."""

    def __init__(self, settings: StaffSettings) -> None:
        super().__init__(settings)
        with suppress(OSError):
            urllib.request.urlopen(settings.base_url).close()  # noqa: S310 -- the contract's own server


class Nameless(Staff):
    """Has no id."""

    fields: ClassVar[Mapping[str, Field]] = {"email": Field("mail")}


class Random(Staff):
    """Makes ids up."""

    fields: ClassVar[Mapping[str, Field]] = {
        **Staff.fields,
        "id": Field("id", convert=lambda value: f"{value}-{random.random()}"),  # noqa: S311
    }


class Choosy(Staff):
    """Knows none of its own records."""

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        return "shown" in record and "certificate" in record


class Careless(Staff):
    """Fails on whatever is no record of its own."""

    @classmethod
    def recognizes(cls, record: Record) -> bool:
        return bool(record["shown"])


class Parsing(Staff):
    """Loses the page of a record that it can't parse."""

    def page(self, body: Any) -> Page:
        page = super().page(body)
        if any(not isinstance(record["shown"], str) for record in page.records):
            raise UnexpectedAnswer("a record is not valid")
        return page


class Dropping(Staff):
    """Leaves out a record that it can't parse."""

    def page(self, body: Any) -> Page:
        page = super().page(body)
        return Page([record for record in page.records if isinstance(record["shown"], str)], page.next)


class Heedless(Staff):
    """Gives everybody as the members of whatever group."""

    def refuse_group(self, group: str) -> None:
        pass


class Greedy(Staff):
    """Asks for everything, always."""

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        return await super().fetch(Query(frozenset({"*"})), cursor)


class Forgetful(Staff):
    """Asks for ids alone, whatever is selected."""

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        wanted = query.select if "*" in query.select else frozenset({"id"})
        return await super().fetch(Query(wanted), cursor)


class Hasty(Staff):
    """Stops after the first page."""

    def page(self, body: Any) -> Page:
        return Page(super().page(body).records, None)


class Overlapping(Staff):
    """Gives the last person of a page again."""

    def __init__(self, settings: StaffSettings) -> None:
        super().__init__(settings)
        self.before: list[Record] = []

    def page(self, body: Any) -> Page:
        page = super().page(body)
        records, self.before = [*self.before, *page.records], [page.records[-1]]
        return Page(records, page.next)


class Counting(Staff):
    """Keeps its own count of pages, whatever the cursor says."""

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        self.start = 0 if cursor is None else self.start + 10
        page = await super().fetch(query, f"{self.settings.base_url}/people?start={self.start}" if cursor else None)
        return Page(page.records, page.next and f"page after {self.start}")


class Content(Staff):
    """Takes a page that it has seen for the end."""

    def __init__(self, settings: StaffSettings) -> None:
        super().__init__(settings)
        self.seen: set[str] = set()

    def page(self, body: Any) -> Page:
        page = super().page(body)
        first = page.records[0]["id"]
        again = first in self.seen
        self.seen.add(first)
        return Page((), None) if again else page


class Embellishing(Staff):
    """Gives records that differ each time."""

    turn = itertools.count()

    def page(self, body: Any) -> Page:
        page = super().page(body)
        return Page([{**record, "read": next(self.turn)} for record in page.records], page.next)


class Hoarding(Staff):
    """Keeps everybody."""

    def __init__(self, settings: StaffSettings) -> None:
        super().__init__(settings)
        self.everybody: list[Record] = []

    def page(self, body: Any) -> Page:
        page = super().page(body)
        self.everybody += page.records
        return page


def taking_for_the_end(*errors: type[Exception]) -> AnyConnector:
    """A connector that takes some errors for the end of the list."""

    class Trusting(Staff):
        async def fetch(self, query: Query, cursor: str | None) -> Page:
            try:
                return await super().fetch(query, cursor)
            except errors:
                return Page((), None)

    return Trusting


def telling(told: Callable[[str], ReadError], *errors: type[ReadError]) -> AnyConnector:
    """A connector that tells some errors as another one."""

    class Mistelling(Staff):
        async def fetch(self, query: Query, cursor: str | None) -> Page:
            try:
                return await super().fetch(query, cursor)
            except errors as error:
                raise told(error.message) from error

    return Mistelling


class Lenient(Staff):
    """Takes any object for a page."""

    def page(self, body: Any) -> Page:
        return Page(body.get("people", []), body.get("next")) if isinstance(body, dict) else Page((), None)


class Following(Staff):
    """Follows redirects and links wherever they lead, with its token."""

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        url = cursor or f"{self.settings.base_url}/people"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with httpx2.AsyncClient(follow_redirects=True, verify=False) as client:
            answer = await client.get(url, headers=headers)
            if answer.history:
                answer = await client.get(answer.url, headers=headers)
        return self.page(orjson.loads(answer.content))


class Stubborn(Staff):
    """Swallows a cancellation."""

    async def fetch(self, query: Query, cursor: str | None) -> Page:
        try:
            return await super().fetch(query, cursor)
        except asyncio.CancelledError:
            return Page((), None)


class Open(Staff):
    """Closes nothing."""

    kept: ClassVar[list[JsonClient]] = []

    async def __aexit__(self, *exc: object) -> None:
        self.kept.append(self.client)


class Breach(NamedTuple):
    """A check, a connector that it has to refuse, some of the words it says, and the check's arguments."""

    check: str
    connector: AnyConnector
    words: str
    arguments: Mapping[str, Any] = {}
    overrides: Mapping[str, Any] = {}


def in_plain_text(_: object, base_url: str) -> dict[str, Any]:
    """Settings with a secret that is written down."""
    return {"base_url": base_url, "token": "written down"}


SECOND = {"page": 2}

BREACHES = (
    Breach("settings", Loose, "DID NOT RAISE"),
    Breach("settings", Foreign, "does not inherit Settings"),
    Breach("secrets_are_named", Plain, "NamedSecret", overrides={"settings": in_plain_text}),
    Breach("secrets_are_hidden", Talkative, "a secret is shown"),
    Breach("secrets_are_hidden", Logging, "a secret is shown"),
    Breach("secrets_are_not_repeated", Quoting, "a secret is shown"),
    Breach("a_missing_secret", Guessing, "Illegal header"),
    Breach("no_early_requests", Eager, "the constructor asks"),
    Breach("table", Nameless, "no `id`"),
    Breach("ids", Random, "others on a second read"),
    Breach("recognition", Choosy, "not recognized"),
    Breach("recognition", Careless, "shown"),
    Breach("a_broken_record", Parsing, "not valid"),
    Breach("a_broken_record", Dropping, "24 people of 25"),
    Breach("an_unknown_group", Heedless, "DID NOT RAISE"),
    Breach("selection", Greedy, "as much as a wide one"),
    Breach("selection", Forgetful, "did not come"),
    Breach("paging", Hasty, "10 people of 25", {"people": None}),
    Breach("paging", Overlapping, "twice", {"people": None}),
    Breach("a_page_again", Counting, "of them different"),
    Breach("the_same_page_again", Content, "DID NOT RAISE"),
    Breach("a_snapshot", Embellishing, "read otherwise"),
    Breach("memory", Hoarding, "bytes more"),
    *(
        Breach(check, taking_for_the_end(UnexpectedAnswer, Unavailable), "DID NOT RAISE", {**SECOND, "fault": fault})
        for check, fault in (
            ("a_page_cut_off", faults.CUT_JSON),
            ("a_page_cut_off", faults.CUT_CONNECTION),
            ("a_page_that_is_not_json", faults.HTML),
            ("a_page_that_is_not_json", faults.EMPTY),
        )
    ),
    Breach("a_page_of_another_shape", Lenient, "DID NOT RAISE", {**SECOND, "fault": faults.OTHER_OBJECT}),
    Breach("a_page_of_another_shape", Lenient, "DID NOT RAISE", {**SECOND, "fault": faults.OTHER_LIST}),
    Breach("401", taking_for_the_end(SignInRefused), "DID NOT RAISE", {"page": EVERY_REQUEST}),
    Breach("401", telling(Unavailable, SignInRefused), "with 401", SECOND),
    Breach("403", telling(SignInRefused, PermissionMissing), "with 403", SECOND),
    Breach("429", telling(Unavailable, Unavailable), "retry_after is None", SECOND),
    Breach("429", taking_for_the_end(Unavailable), "DID NOT RAISE", SECOND),
    Breach("503", telling(UnexpectedAnswer, Unavailable), "with 503", SECOND),
    Breach("a_dropped_connection", taking_for_the_end(Unavailable), "DID NOT RAISE", SECOND),
    Breach("a_time_out", taking_for_the_end(Unavailable), "DID NOT RAISE", SECOND),
    Breach("a_redirect", Following, "was followed", SECOND),
    Breach("links_to_another_host", Following, "sent to another host", {"page": 1}),
    Breach("cancellation", Stubborn, "ended otherwise"),
    Breach("closing", Open, "left open"),
)
