"""What a reader sees of an error, and the exit code."""

import os
import sys
from collections.abc import Iterator

import click

from nameplate.errors import ConfigurationError, NameplateError

INTERRUPTED = 130
BROKEN_PIPE = 141
FAILED = 1
ISSUES = "Please report it, with the lines that --debug adds and without anybody's data."


def exit_code_of(error: BaseException, *, debug: bool) -> int:
    """Tell the reader on standard error; the exit code."""
    leaves = list(_leaves(error))
    if any(isinstance(leaf, KeyboardInterrupt | click.Abort) for leaf in leaves):
        say("Interrupted.")
        return INTERRUPTED
    known = [leaf for leaf in leaves if isinstance(leaf, NameplateError)]
    if known and len(known) == len(leaves):
        for one in known:
            _tell(one)
            if debug:
                _trace(one)
        return max(one.exit_code for one in known)
    return _ending(error, debug=debug)


def _ending(error: BaseException, *, debug: bool) -> int:
    """The exit code of an end that click or Python asked for, and of what nobody foresaw."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            error.show()
            return error.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else FAILED if error.code else 0
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN_PIPE
        case OSError(strerror=str(why)):
            where = f"{error.filename}: " if error.filename else ""
            say(click.style("Error: ", fg="red", bold=True) + f"{where}{why}.")
            return FAILED
    return _bug(error, debug=debug)


def say(text: str) -> None:
    """A line on standard error; colours only on a terminal that wants them."""
    click.echo(text, err=True, color=False if "NO_COLOR" in os.environ else None)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """The errors in a group, or the error itself."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _tell(error: NameplateError) -> None:
    findings = error.findings if isinstance(error, ConfigurationError) else ()
    if findings:
        from nameplate.cli.quoting import quoted

        for finding in findings:
            say(quoted(finding) + "\n")
        if len(findings) == 1 and findings[0].message in error.message:
            return
    say(click.style("Error: ", fg="red", bold=True) + error.message)
    if error.remedy:
        say(error.remedy)


def _bug(error: BaseException, *, debug: bool) -> int:
    from nameplate.config.secrets import redact

    said = redact(str(error)).strip().splitlines()
    say(click.style("This is a bug in nameplate: ", fg="red", bold=True) + f"{type(error).__name__}{_first(said)}")
    if debug:
        _trace(error)
    else:
        say(ISSUES)
    return FAILED


def _first(lines: list[str]) -> str:
    return f": {lines[0][:200]}" if lines else ""


def _trace(error: BaseException) -> None:
    import traceback

    from nameplate.config.secrets import redact

    say(redact("".join(traceback.format_exception(error))))
