"""What every command has in common."""

import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from textwrap import dedent
from typing import Any

import click
import pytest
from rich.console import Console

from nameplate.cli import common
from nameplate.cli.commands import COMMANDS
from nameplate.cli.progress import TerminalProgress
from nameplate.config import Secret
from nameplate.errors import ConfigurationError, GuardRefused, NameplateError, ReadError, UsageError
from nameplate.findings import finding

Define = Callable[[Callable[..., object]], None]

HEAVY = {"pydantic", "jinja2", "msgspec", "httpx2", "ruamel", "rich", "babel", "regex", "pluggy"}
SDKS = {"msgraph", "azure", "okta", "googleapiclient", "kiota_abstractions"}


def raising(error: BaseException) -> Callable[[], None]:
    def raises() -> None:
        raise error

    return raises


def test_help_imports_no_command_and_nothing_heavy() -> None:
    """`nameplate --help` costs little more than click."""
    program = """
        import sys
        from nameplate.cli import run
        code = run(["--help"])
        print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
        print(*sorted(name for name in sys.modules if name.startswith("nameplate.")), file=sys.stderr)
    """
    done = subprocess.run([sys.executable, "-c", dedent(program)], capture_output=True, text=True, check=True)
    tops, ours = done.stderr.splitlines()
    assert tops.split()[0] == "0"
    assert not (HEAVY | SDKS) & set(tops.split())
    assert set(ours.split()) == {
        "nameplate.cli", "nameplate.cli.commands", "nameplate.cli.failures", "nameplate.cli.frame", "nameplate.errors",
    }  # fmt: skip


def test_help_lists_every_command(nameplate: Any) -> None:
    """With its line, in the order of the table."""
    out = nameplate("--help").out
    places = [out.index(f"  {name} ") for name in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_of_the_table_is_there(nameplate: Any, name: str) -> None:
    """And explains itself."""
    ended = nameplate(name, "--help")
    assert ended.code == 0
    assert f"nameplate {name}" in ended.out


def test_version(nameplate: Any) -> None:
    """The distribution's."""
    assert nameplate("--version").out.startswith("nameplate 0.")


def test_an_unknown_command_is_wrong_usage_with_a_suggestion(nameplate: Any) -> None:
    """Exit code 2."""
    ended = nameplate("plugns")
    assert ended.code == 2
    assert "There is no command 'plugns'. Did you mean 'plugins'?" in ended.err
    assert nameplate("plugins", "--nope").code == 2
    assert nameplate().code == 2


def test_a_commands_number_is_the_exit_code(nameplate: Any, define: Define) -> None:
    """And so is what it exits with."""
    define(lambda: 3)
    assert nameplate("try").code == 3
    define(lambda: click.get_current_context().exit(4))
    assert nameplate("try").code == 4
    define(lambda: None)
    assert nameplate("try").code == 0
    define(raising(SystemExit(5)))
    assert nameplate("try").code == 5


@pytest.mark.parametrize(
    ("error", "code"),
    [(ReadError("Okta did not answer.", remedy="Try again."), 1), (UsageError("No such region."), 2)],
)
def test_an_error_is_its_message_and_remedy(nameplate: Any, define: Define, error: NameplateError, code: int) -> None:
    """On standard error; standard output stays clean."""
    define(raising(error))
    ended = nameplate("try")
    assert ended == (code, "", f"Error: {error.message}\n" + (f"{error.remedy}\n" if error.remedy else ""))


def test_errors_that_come_together_are_all_told(nameplate: Any, define: Define) -> None:
    """As a group of tasks raises them, nested or not."""
    define(raising(ExceptionGroup("", [ReadError("one"), ExceptionGroup("", [GuardRefused("two")])])))
    ended = nameplate("try")
    assert (ended.code, ended.err) == (1, "Error: one\nError: two\n")


def test_mistakes_of_a_configuration_are_shown_in_its_lines(nameplate: Any, define: Define, tmp_path: Path) -> None:
    """Address, level, code, the source line, a caret that counts wide characters double, the remedy."""
    path = tmp_path / "nameplate.yaml"
    path.write_text("a: 1\nb: {山田: 1, colour: red}\n", "utf-8")
    unknown = finding("NP102", "`colour` is unknown.", remedy="Drop it.", file=str(path), line=2, column=12)
    missing = finding("NP104", "`c` is missing.", file=str(path), line=9, column=1)
    define(raising(ConfigurationError("nameplate.yaml has 2 mistakes.", findings=[unknown, missing])))
    ended = nameplate("try")
    assert ended.err == (
        f"{path}:2:12: error NP102: `colour` is unknown.\n"
        "    2 | b: {山田: 1, colour: red}\n"
        "      |              ^\n"
        "  Drop it.\n\n"
        f"{path}:9:1: error NP104: `c` is missing.\n\n"
        "Error: nameplate.yaml has 2 mistakes.\n"
    )
    assert ended.code == 1


@pytest.mark.parametrize(
    "line",
    [
        "x: {client_secret: hunter2, colour: red}",
        "x: {token: 'hunter2', colour: red}",
        "x: {name: 00QChunter2j4MlVxWPXM7, colour: red}",
        "x: {secert_token: hunter2, colour: red}",
    ],
)
def test_a_source_line_is_shown_without_its_secrets(nameplate: Any, define: Define, tmp_path: Path, line: str) -> None:
    """Even where another mistake in the line is shown."""
    path = tmp_path / "nameplate.yaml"
    path.write_text(line, "utf-8")
    one = finding("NP102", "`colour` is unknown.", file=str(path), line=1, column=line.index("colour") + 1)
    define(raising(ConfigurationError("", findings=[one])))
    err = nameplate("try").err
    assert "hunter2" not in err
    assert "colour: red" in err


@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), click.Abort(), BaseExceptionGroup("", [KeyboardInterrupt(), ReadError("x")])],
)
def test_an_interruption_is_130(nameplate: Any, define: Define, error: BaseException) -> None:
    """However it arrives."""
    define(raising(error))
    ended = nameplate("try")
    assert (ended.code, ended.err.strip()) == (130, "Interrupted.")


def test_what_nobody_foresaw_is_a_bug_without_a_traceback(
    nameplate: Any, define: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The traceback comes with --debug; revealed secrets come with neither."""
    monkeypatch.setenv("A_TOKEN", "s3cret-token")

    def failing() -> None:
        raise ValueError(f"bad header {Secret(env='A_TOKEN').reveal()}")

    define(failing)
    ended = nameplate("try")
    assert ended.code == 1
    assert "This is a bug in nameplate: ValueError: bad header ***" in ended.err
    assert "Traceback" not in ended.err
    told = nameplate("--debug", "try").err
    assert "Traceback" in told
    assert "in failing" in told
    assert "s3cret" not in ended.err + told


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`nameplate schema | head -1` says nothing on standard error."""
    command = f"{sys.executable} -c 'from nameplate.cli import main; main([\"schema\"])' | head -c 5"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert len(done.stdout) == 5


@pytest.mark.parametrize(
    ("words", "variable", "expected"),
    [
        (["try"], None, "nameplate.yaml"),
        (["-c", "a.yaml", "try"], None, "a.yaml"),
        (["try", "-c", "b.yaml"], None, "b.yaml"),
        (["-c", "a.yaml", "try", "--config", "b.yaml"], None, "b.yaml"),
        (["try"], "c.yaml", "c.yaml"),
        (["try", "-c", "b.yaml"], "c.yaml", "b.yaml"),
    ],
)
def test_the_configuration_is_named_before_or_after_the_command(
    nameplate: Any, define: Define, monkeypatch: pytest.MonkeyPatch, words: list[str], variable: str, expected: str
) -> None:
    """The nearest wins; then NAMEPLATE_CONFIG; then nameplate.yaml here."""
    monkeypatch.delenv("NAMEPLATE_CONFIG", raising=False)
    if variable:
        monkeypatch.setenv("NAMEPLATE_CONFIG", variable)

    @click.command()
    @common.config_option
    def command(config: Path) -> None:
        click.echo(config)

    define(command)
    assert nameplate(*words).out == f"{expected}\n"


def test_people_are_chosen_by_options_that_repeat(nameplate: Any, define: Define) -> None:
    """As tuples."""

    @click.command()
    @common.people_options
    def command(connections: tuple[str, ...], regions: tuple[str, ...], users: tuple[str, ...]) -> None:
        click.echo((connections, regions, users))

    define(command)
    words = ("--user", "a@x", "--user", "b@x", "--region", "japan")
    assert nameplate("try", *words).out == "((), ('japan',), ('a@x', 'b@x'))\n"


def test_a_missing_configuration_says_what_to_do(nameplate: Any, define: Define, tmp_path: Path) -> None:
    """Once, with the remedy."""
    define(lambda: common.load(tmp_path / "nameplate.yaml"))
    ended = nameplate("try")
    assert ended.code == 1
    assert ended.err.count("There is no file") == 1
    assert "nameplate init" in ended.err


def test_progress_is_quiet_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error is no terminal here; the calls cost nothing."""
    with TerminalProgress() as progress:
        progress.start("Reading entra")
        progress.advance("Reading entra", 100, "page 1")
        progress.advance("Reading okta")
        progress.finish("Reading entra")
        progress.finish("Reading nobody")
    assert capsys.readouterr() == ("", "")


def test_a_long_wait_is_said_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, as a log needs it; a short one is not."""
    with TerminalProgress() as progress:
        progress.start("Reading entra")
        progress.wait("Reading entra", 2.0, "503. Attempt 2 in 2 s")
        progress.wait("Reading entra", 120.0, "429 [busy]. Attempt 3 in 120 s")
    assert capsys.readouterr() == ("", "Reading entra: 429 [busy]. Attempt 3 in 120 s\n")


def test_progress_is_drawn_on_a_terminal() -> None:
    """A line a task, its number and note."""
    console = Console(force_terminal=True, record=True, width=100, file=StringIO())
    with TerminalProgress(console) as progress:
        progress.start("Reading [entra]", 200)
        progress.advance("Reading [entra]", 100, "page 1")
        progress.drawn.refresh()
    text = console.export_text()
    assert "Reading [entra]" in text
    assert "100/200" in text
    assert "page 1" in text


def test_examples_in_the_help_stand_a_line_each(nameplate):
    """Examples are not run together into a paragraph."""
    lines = nameplate("preview", "--help").out.splitlines()
    assert any(line.strip().startswith("nameplate preview --out plan.db") for line in lines)
    assert not any("\\b" in line for line in lines)


def test_what_the_system_refuses_is_no_bug(nameplate, define):
    """A file that can't be read, or a full disk, is told as the system tells it."""

    def fails() -> None:
        raise PermissionError(13, "Permission denied", "mappings/japan.j2")

    define(fails)
    ended = nameplate("try")
    assert ended.code == 1
    assert "mappings/japan.j2: Permission denied." in ended.err
    assert "bug" not in ended.err
