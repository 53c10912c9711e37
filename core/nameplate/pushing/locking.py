"""One push of a plan file at a time: a lock file beside it, which the system releases when a process dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from nameplate.errors import PlanError


@contextmanager
def locked(plan: Path) -> Iterator[None]:
    """Hold the lock of a plan file; whoever only reads the plan needs none.

    Raises:
        PlanError: There is no such file, another push holds it, or the folder can't be written.
    """
    if not plan.is_file():
        raise PlanError(f"There is no plan file {plan}.", remedy="Make one: nameplate preview --out FILE")
    path = plan.with_name(f"{plan.name}.lock")
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise PlanError(
            f"{plan} is being pushed by another process.", remedy="Wait for it to end, or interrupt it there."
        ) from None
    except OSError as error:
        raise PlanError(
            f"{path} can't be made: {error.strerror}.", remedy="Put the plan into a folder where you may write."
        ) from None
    try:
        yield
    finally:
        lock.release()
        if not plan.exists():
            path.unlink(missing_ok=True)
