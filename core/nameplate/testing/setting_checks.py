"""Checks of settings and secrets."""

import logging
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from nameplate.config.secrets import SECRET_NAME
from nameplate.errors import NameplateError
from nameplate.plugins import Secret, Settings, SignInRefused
from nameplate.testing.faults import ECHO
from nameplate.testing.running import read, run
from nameplate.testing.scene import EVERY_REQUEST
from nameplate.testing.stage import Stage, secrets_of


class SettingChecks(Stage):
    """What a connector promises of its settings."""

    def test_settings(self) -> None:
        """Settings inherit `Settings`, are frozen, refuse unknown keys, and say so where a type is wrong."""
        model, given = self.connector.settings_model, self.settings(self.server.address)
        assert issubclass(model, Settings), f"{model.__name__} does not inherit Settings"
        with pytest.raises(ValidationError):
            model.model_validate({**given, "no_such_setting": 1})
        for name in given:
            with pytest.raises(ValidationError):
                model.model_validate({**given, name: {"no": ["such", {"thing": None}]}})
        with pytest.raises(ValidationError):
            self.validated().base_url = "https://elsewhere.example"  # type: ignore[misc]

    def test_secrets_are_named(self) -> None:
        """A secret is `{env: NAME}`: one that is written down is refused, and the refusal doesn't repeat it."""
        for name, field in self.connector.settings_model.model_fields.items():
            if SECRET_NAME.search(name):
                assert Secret in set(classes_in(field.annotation)), f"{name}: a secret's type is NamedSecret"
            if Secret in set(classes_in(field.annotation)):
                with pytest.raises(ValidationError) as refused:
                    self.validated(**{name: self.secret})
                messages = [error["msg"] for error in refused.value.errors()]
                assert not any(self.secret in message for message in messages), f"{name}: the refusal repeats it"

    def test_secrets_are_hidden(self, caplog: pytest.LogCaptureFixture) -> None:
        """No secret is in a repr, in what settings are saved as, or in a log at any level."""
        settings = self.validated()
        shown = [repr(settings), str(settings), settings.model_dump_json(), repr(self.connector(settings))]
        with caplog.at_level(logging.DEBUG):
            run(read(self.connector, settings))
        self.expect_hidden([*shown, *(record.getMessage() for record in caplog.records)])

    def test_secrets_are_not_repeated(self, caplog: pytest.LogCaptureFixture) -> None:
        """No secret is in an error's message or in a log, even where the service's own refusal repeats it."""
        self.serve(self.people, ECHO, start=EVERY_REQUEST)
        with caplog.at_level(logging.DEBUG), pytest.raises(NameplateError) as raised:
            run(read(self.connector, self.validated()))
        self.expect_hidden([str(raised.value), *(record.getMessage() for record in caplog.records)])

    def test_a_missing_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A secret whose environment variable is not set ends as SignInRefused, before anything is asked for."""
        settings = self.validated()
        for name in secrets_of(settings):
            with monkeypatch.context() as patch:
                patch.delenv(name)
                self.server.requests.clear()
                with pytest.raises(SignInRefused, match=name):
                    run(read(self.connector, settings))
                assert not self.server.requests, f"something was asked for without {name}"

    def test_no_early_requests(self) -> None:
        """Making the connector sends nothing; the first request belongs to the opened context."""
        self.connector(self.validated())
        assert not self.server.requests, "the constructor asks for something"

    def expect_hidden(self, shown: list[str]) -> None:
        """None of the texts shows a secret."""
        for text in shown:
            assert not any(hidden in text for hidden in self.hidden()), f"a secret is shown: {text[:200]}"


def classes_in(annotation: Any) -> Iterator[Any]:
    """The classes that an annotation is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from classes_in(part)
