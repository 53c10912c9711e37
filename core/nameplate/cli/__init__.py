"""The command line: the one place where an error becomes a message and an exit code."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `nameplate` and exit: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted; commands have others."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run `nameplate` with these arguments; the exit code."""
    from nameplate.cli.failures import exit_code_of
    from nameplate.cli.frame import nameplate

    try:
        result = nameplate.main(list(arguments), prog_name="nameplate", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 -- the one place; what is not nameplate's own is reported as a bug
        return exit_code_of(error, debug="--debug" in arguments)
    return result if isinstance(result, int) else 0
