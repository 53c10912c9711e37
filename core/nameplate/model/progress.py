"""How long work tells how far it is; the command line draws it, tests and the pages may too."""

from typing import Protocol


class Progress(Protocol):
    """Told by whoever does the work; every call is cheap."""

    def start(self, task: str, total: int | None = None) -> None:
        """`task` (a plain-English line such as `Reading entra-emea`) begins; `total` where it is known."""
        ...

    def advance(self, task: str, count: int = 1, note: str = "") -> None:
        """`count` more are done."""
        ...

    def wait(self, task: str, seconds: float, note: str) -> None:
        """Nothing will happen for so many seconds; `note` says why."""
        ...

    def finish(self, task: str, note: str = "") -> None:
        """The task is over, well or not."""
        ...


class Quiet:
    """Tells nobody."""

    def start(self, task: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, task: str, count: int = 1, note: str = "") -> None:
        """Nothing."""

    def wait(self, task: str, seconds: float, note: str) -> None:
        """Nothing."""

    def finish(self, task: str, note: str = "") -> None:
        """Nothing."""
