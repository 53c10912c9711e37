"""One push of a plan file at a time: a lock file beside it, which the system releases when a process dies."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nameplate.errors import PlanError


@contextmanager
def locked(plan: Path) -> Iterator[None]:
    """Hold the lock of a plan file.

    Raises:
        PlanError: There is no such file, another push holds it, or the folder can't be written.
    """
    if not plan.is_file():
        raise PlanError(f"There is no plan file {plan}.", remedy="Make one: nameplate preview --out FILE")
    path = plan.with_name(f"{plan.name}.lock")
    handle = _acquire(plan, path)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _acquire(plan: Path, path: Path) -> int:
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise PlanError(
                f"{path} can't be made: {error.strerror}.",
                remedy="Put the plan into a folder where you may write.",
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(handle, 200).decode(errors="replace") or "another process"
            os.close(handle)
            raise PlanError(
                f"{plan} is being pushed by {holder}.", remedy="Wait for it to end, or interrupt it there."
            ) from None
        # Whoever ends removes the file: a lock on one that is gone excludes nobody.
        if path.exists() and path.stat().st_ino == os.fstat(handle).st_ino:
            return handle
        os.close(handle)
