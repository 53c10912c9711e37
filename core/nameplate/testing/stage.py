"""What a plugin author gives to the contract, and the stage that its checks play on."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from nameplate.plugins import AnyConnector, Query, Record, Secret, Settings
from nameplate.plugins.fields import Key, first_value
from nameplate.testing.faults import Fault
from nameplate.testing.messages import Request, Response
from nameplate.testing.scene import Scene
from nameplate.testing.server import Loopback, Sent, serving

EVERYTHING = Query(frozenset({"*"}))

PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})
"""Environment variables that would lead requests away from loopback."""


class Stage:
    """A connector, its records, and a server on loopback that answers as its service does."""

    connector: ClassVar[AnyConnector]
    """The class under test."""
    not_applicable: ClassVar[Mapping[str, str]] = {}
    """Check (without `test_`) → the reason why this connector can't be held to it."""
    people: ClassVar[int] = 25
    """How many people most checks serve; they have to fill three pages."""
    secret: ClassVar[str] = "not-in-any-log-5f0c3a"  # noqa: S105 -- made up, to be searched for
    """What every environment variable that the settings name holds; a strict `answer` asks for it."""
    tokens: ClassVar[Sequence[str]] = ()
    """Further secrets that no log and no other host may see, such as a token that `answer` gives out."""

    folder: Path
    """A folder for files of the settings; empty before each check."""
    server: Loopback
    elsewhere: Loopback
    scene: Scene

    def settings(self, base_url: str) -> dict[str, Any]:
        """The settings of a connection to `base_url`, as nameplate.yaml has them."""
        raise NotImplementedError("the contract's settings() has to give the settings of a connection")

    def record(self, n: int) -> Record:
        """The record of the person `n`, from 0, as the service gives it, with every field that `fields` reads."""
        raise NotImplementedError("the contract's record() has to give the record of a person")

    def answer(self, request: Request, records: Sequence[Record]) -> Response:
        """What the service, with these people, answers; sign-in included."""
        raise NotImplementedError("the contract's answer() has to give what the service answers")

    def place(self, records: Sequence[Record]) -> None:
        """Put the records where the connector reads them, if that is not over HTTP."""

    def broken(self, record: Record) -> Record:
        """The record with a text that isn't text; without one the check for broken records is not applicable."""
        for name in ("display_name", "given_name", "family_name", "title", "department"):
            field = self.connector.fields.get(name)
            if field and len(field.steps[0]) == 1 and isinstance(field.steps[0][0], Key):
                return {**record, field.steps[0][0].key: {"of": "another kind"}}
        raise NotImplementedError("override `broken`: no field of a person stands at the top of the record")

    # --- for the checks

    @pytest.fixture(autouse=True)
    def _staged(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
        """Servers and settings for one check, or none where it is not applicable."""
        check = request.node.originalname.removeprefix("test_")
        if check in self.not_applicable:
            reason = self.not_applicable[check].strip()
            assert reason, f"not_applicable[{check!r}] needs a reason"
            pytest.skip(reason)
        with self.staged(tmp_path):
            yield

    @contextmanager
    def staged(self, folder: Path) -> Iterator[None]:
        """The stage, as long as the context is open."""
        self.folder = folder
        with (
            serving(self.respond) as self.server,
            serving(lambda request: Sent(self.answer(request, self.scene.records))) as self.elsewhere,
            pytest.MonkeyPatch.context() as patch,
        ):
            for name in [name for name in os.environ if name.lower() in PROXIES]:
                patch.delenv(name)
            self.serve(self.people)
            for name in secrets_of(self.validated()):
                patch.setenv(name, os.environ.get(name) or self.secret)
            yield
            for server in (self.server, self.elsewhere):
                assert not server.failures, f"`answer` itself failed: {server.failures[0]!r}"

    def respond(self, request: Request) -> Sent:
        """What the scene of the moment answers."""
        return self.scene.respond(request)

    def serve(
        self, people: int | Sequence[Record], fault: Fault | None = None, *, start: int = 1, once: bool = False
    ) -> None:
        """Serve so many people, or these records, with a fault from page `start` on."""
        records = [self.record(n) for n in range(people)] if isinstance(people, int) else list(people)
        ids = tuple(str(one).encode() for one in map(self.id_of, records) if one is not None)
        self.scene = Scene(self.answer, records, ids, fault, start, once)
        self.server.requests.clear()
        self.elsewhere.requests.clear()
        self.place(records)

    def validated(self, **changes: Any) -> Settings:
        """The settings, validated, with one attempt and ten seconds where the author says nothing else."""
        given = {"attempts": 1, "timeout": 10.0, **self.settings(self.server.address), **changes}
        return self.connector.settings_model.model_validate(given)

    def id_of(self, record: Record) -> Any:
        """The id of a record, by `fields`, as it stands there."""
        field = self.connector.fields.get("id")
        return first_value(field, record) if field is not None else None

    def hidden(self) -> list[str]:
        """Every text that no log, no message and no other host may see."""
        return [self.secret, *self.tokens]


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """The environment variables that settings name, at any depth."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Secret):
            yield value.env
        elif isinstance(value, BaseModel):
            yield from secrets_of(value)
