"""Checks of what goes wrong on the way: each fault ends as its read error, and never as a short list."""

import asyncio
import time
from typing import Any

import pytest

from nameplate.errors import ReadError, Unavailable
from nameplate.testing import faults
from nameplate.testing.faults import Fault
from nameplate.testing.running import read, run
from nameplate.testing.scene import EVERY_REQUEST
from nameplate.testing.stage import Stage

PATIENCE = 1.0
"""The `timeout` of the checks in which nothing is answered, in seconds."""
AT_ONCE = 3.0
"""Seconds within which a cancelled read has to end."""

first_and_later = pytest.mark.parametrize("page", [1, 2], ids=["first page", "second page"])


class FaultChecks(Stage):
    """What a connector promises when the service, or what stands before it, fails."""

    @first_and_later
    @pytest.mark.parametrize("fault", [faults.CUT_JSON, faults.CUT_CONNECTION], ids=lambda fault: fault.name)
    def test_a_page_cut_off(self, page: int, fault: Fault) -> None:
        """A page that ends in the middle is an error, whether its length or only its JSON says so."""
        self.expect(fault, page)

    @first_and_later
    @pytest.mark.parametrize("fault", [faults.HTML, faults.EMPTY], ids=lambda fault: fault.name)
    def test_a_page_that_is_not_json(self, page: int, fault: Fault) -> None:
        """A proxy's HTML page, or nothing at all, with status 200 is an unexpected answer."""
        self.expect(fault, page)

    @first_and_later
    @pytest.mark.parametrize("fault", [faults.OTHER_OBJECT, faults.OTHER_LIST], ids=lambda fault: fault.name)
    def test_a_page_of_another_shape(self, page: int, fault: Fault) -> None:
        """JSON that is not a page of people is an unexpected answer, not an empty page."""
        self.expect(fault, page)

    @pytest.mark.parametrize("page", [EVERY_REQUEST, 1, 2], ids=["sign-in", "first page", "second page"])
    def test_401(self, page: int) -> None:
        """Credentials that are not accepted, or no longer, end as SignInRefused."""
        self.expect(faults.UNAUTHORIZED, page)

    @first_and_later
    def test_403(self, page: int) -> None:
        """A permission that is missing ends as PermissionMissing."""
        self.expect(faults.FORBIDDEN, page)

    @first_and_later
    def test_429(self, page: int) -> None:
        """Too many requests end as Unavailable, with the wait that the service asks for."""
        error = self.expect(faults.TOO_MANY, page)
        assert isinstance(error, Unavailable)
        assert error.retry_after == faults.RETRY_AFTER, f"retry_after is {error.retry_after}, not {faults.RETRY_AFTER}"

    @first_and_later
    def test_503(self, page: int) -> None:
        """A service that is down ends as Unavailable."""
        self.expect(faults.BUSY, page)

    @first_and_later
    def test_a_dropped_connection(self, page: int) -> None:
        """A connection that is lost ends as Unavailable."""
        self.expect(faults.DROPPED, page)

    @first_and_later
    def test_a_time_out(self, page: int) -> None:
        """A service that says nothing ends as Unavailable, once `timeout` is over."""
        started = time.monotonic()
        self.expect(faults.STALLED, page, timeout=PATIENCE)
        assert time.monotonic() - started < 10 * PATIENCE, "`timeout` of the settings is not kept"

    @first_and_later
    def test_a_redirect(self, page: int) -> None:
        """A redirect to another host is an unexpected answer; nothing is sent there."""
        self.expect(faults.redirect(self.elsewhere.address), page)
        assert not self.elsewhere.requests, "a redirect to another host was followed"

    @first_and_later
    def test_links_to_another_host(self, page: int) -> None:
        """No token goes to another host, whatever link a page gives; what is read without links is whole."""
        self.serve(self.people, faults.lead_away(self.server.address, self.elsewhere.address), start=page)
        try:
            reading = run(read(self.connector, self.validated()))
        except ReadError:
            reading = None
        sent = "\n".join(request.everything for request in self.elsewhere.requests)
        leaked = [one for one in self.hidden() if one in sent]
        assert not leaked, "a credential was sent to another host"
        assert not any("authorization" in one.headers for one in self.elsewhere.requests), "a credential was sent"
        assert reading is None or len(reading.people) == self.people, "a short list"

    def test_cancellation(self) -> None:
        """A read that is cancelled while it waits ends at once as cancelled, and leaves no connection open."""
        self.serve(self.people, faults.STALLED, start=2)

        async def work() -> None:
            reading = asyncio.create_task(read(self.connector, self.validated(timeout=PATIENCE * 4)))
            while self.scene.pages < 2 and not reading.done():  # noqa: ASYNC110, PLR2004 -- the server's thread counts
                await asyncio.sleep(0.01)
            reading.cancel()
            await asyncio.wait([reading], timeout=AT_ONCE)
            assert reading.done(), f"the read goes on {AT_ONCE} seconds after it was cancelled"
            assert reading.cancelled(), f"the cancelled read ended otherwise: {reading.exception()!r}"

        run(work())
        self.expect_no_connections()

    def test_closing(self) -> None:
        """What a read opened is closed when it is over."""
        run(read(self.connector, self.validated()))
        self.expect_no_connections()

    def expect(self, fault: Fault, page: int, **changes: Any) -> ReadError:
        """The error that a fault from `page` on ends in, which is one of those that tell of it."""
        self.serve(self.people, fault, start=page)
        with pytest.raises(fault.errors) as raised:
            run(read(self.connector, self.validated(**changes)))
        assert str(raised.value).strip(), "the error has no message"
        return raised.value

    def expect_no_connections(self) -> None:
        """Every connection to the server is closed within a moment."""
        self.server.released.set()
        for _ in range(100):
            if not self.server.connections:
                return
            time.sleep(0.02)
        raise AssertionError(f"{len(self.server.connections)} connections are left open")
