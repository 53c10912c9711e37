"""Running commands in this process, as `nameplate` does."""

from collections.abc import Callable
from typing import NamedTuple

import click
import pytest

from nameplate.cli import frame, run
from nameplate.cli.commands import COMMANDS, Listed


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Nameplate = Callable[..., Ended]


@pytest.fixture
def nameplate(capsys: pytest.CaptureFixture[str]) -> Nameplate:
    """Runs `nameplate` with these words."""

    def ran(*words: str) -> Ended:
        code = run(words)
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    return ran


@pytest.fixture
def define(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., object]], None]:
    """Makes a function the command `try`."""

    def defined(function: Callable[..., object]) -> None:
        wrapped = function if isinstance(function, click.Command) else click.command(name="try")(function)
        monkeypatch.setitem(COMMANDS, "try", Listed("nameplate.cli.frame:tried", "For a test."))
        monkeypatch.setattr(frame, "tried", wrapped, raising=False)

    return defined
