"""What the loopback server answers: the author's pages, and from some page on a fault."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nameplate.plugins import Record
from nameplate.testing.faults import Fault
from nameplate.testing.messages import Request, Response
from nameplate.testing.server import Sent

EVERY_REQUEST = 0
"""A fault from here on spoils whatever is asked, sign-in included."""

Answer = Callable[[Request, Sequence[Record]], Response]


@dataclass
class Scene:
    """The records that are served, and what goes wrong.

    A response is a page if it succeeds and an id of a record stands in it; `start` counts pages from 1. With `once`
    only that page is spoilt, so that asking again helps.
    """

    answer: Answer
    records: Sequence[Record]
    ids: tuple[bytes, ...]
    fault: Fault | None = None
    start: int = 1
    once: bool = False
    pages: int = 0

    def respond(self, request: Request) -> Sent:
        """The author's answer, or the fault in its place."""
        healthy = self.answer(request, self.records)
        page = self.is_page(healthy)
        self.pages += page
        if self.fault is None or not (page or self.start == EVERY_REQUEST):
            return Sent(healthy)
        hit = self.pages == self.start if self.once else self.pages >= self.start
        return self.fault.spoil(request, healthy) if hit else Sent(healthy)

    def is_page(self, healthy: Response) -> bool:
        """Whether a healthy response holds people."""
        return healthy.status == 200 and any(one in healthy.body for one in self.ids)  # noqa: PLR2004 -- HTTP's number
