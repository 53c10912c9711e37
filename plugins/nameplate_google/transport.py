"""An httplib2 transport that follows no redirect, reads no endless body, and can be stopped from outside."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Any, Literal

import httplib2

from nameplate.plugins import UnexpectedAnswer
from nameplate.plugins.answers import LARGEST_BODY, Answer, refuse, said
from nameplate.plugins.oauth import is_refusal
from nameplate.plugins.proxies import no_proxy
from nameplate_google.service import ELSEWHERE, service

SIGNING_IN = "the request for a token"
OK = 200
UNAVAILABLE = frozenset({408, 429, 500, 502, 503, 504})


class TooLarge(Exception):
    """A body has more than LARGEST_BODY bytes."""


class LimitedResponse(http.client.HTTPResponse):
    """A response whose whole body is at most LARGEST_BODY bytes."""

    def read(self, amt: int | None = None) -> bytes:
        """The body.

        Raises:
            TooLarge: It is longer than allowed.
        """
        if amt is not None:
            return super().read(amt)
        if self.length is not None and self.length > LARGEST_BODY:
            raise TooLarge
        body = super().read() if self.length is not None else super().read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge
        return body


class Transport(httplib2.Http):
    """One thread's connections; `stop` and `interrupt` may be called from any thread, and end the request under way.

    A `token_uri` that can't answer now is Unavailable at once: google-auth would ask it twice more, and not say for
    how long it asked to be left alone.
    """

    def __init__(self, timeout: float, trusted: ssl.SSLContext, token_uri: str) -> None:
        check_proxy("https" if token_uri.startswith("https:") else "http")
        super().__init__(timeout=timeout, decode_limit_hard=LARGEST_BODY)
        self.follow_redirects = False
        self.signing_in = False
        self.token_uri = token_uri
        self.stopped, self.interrupted = threading.Event(), threading.Event()
        given_up = (self.stopped, self.interrupted)

        class Plain(httplib2.HTTPConnectionWithTimeout):
            response_class = LimitedResponse

            def connect(self) -> None:
                refuse_if(given_up)
                super().connect()

        class Secured(httplib2.HTTPSConnectionWithTimeout):
            response_class = LimitedResponse

            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **options)
                self._context = trusted

            def connect(self) -> None:
                refuse_if(given_up)
                super().connect()

        self.types = {"http": Plain, "https": Secured}

    def request(self, uri: str, *args: Any, **options: Any) -> Any:
        """As httplib2's, over this transport's own connections.

        Raises:
            Unavailable: The token endpoint can't answer now.
            UnexpectedAnswer: It is none.
        """
        options["connection_type"] = self.types[uri.partition(":")[0].lower()]
        self.signing_in = uri == self.token_uri
        try:
            response, content = super().request(uri, *args, **options)
        except Exception:
            self.close()  # httplib2 would keep a connection that broke in the middle of a body
            raise
        if self.signing_in:
            check_token(Answer(response.status, dict(response), content))
        return response, content

    def resume(self) -> None:
        """Take requests again after one was interrupted."""
        self.interrupted.clear()
        self.signing_in = False

    def stop(self) -> None:
        """End the request under way, and let no connection be made any more; `close` follows on the thread's end."""
        self.stopped.set()
        self.interrupt()

    def interrupt(self) -> None:
        """End the request under way, if there is one."""
        self.interrupted.set()
        for connection in list(self.connections.values()):
            if (under_way := connection.sock) is not None:
                with contextlib.suppress(OSError):
                    under_way.shutdown(socket.SHUT_RDWR)


def check_proxy(scheme: Literal["http", "https"]) -> None:
    """See that httplib2 can read the environment's proxy.

    Raises:
        UnexpectedAnswer: It can't.
    """
    try:
        httplib2.proxy_info_from_environment(scheme)
    except ValueError:
        raise no_proxy(scheme) from None


def check_token(answer: Answer) -> None:
    """Let a token pass, and a refusal in OAuth's own words.

    Raises:
        Unavailable: There is no token to be had now.
        UnexpectedAnswer: Whoever answers is no token endpoint.
    """
    if answer.status in UNAVAILABLE:
        refuse(answer, service(), SIGNING_IN)
    if answer.status != OK and not is_refusal(answer.body):
        raise UnexpectedAnswer(
            f"Google's token endpoint answered with {answer.status}: {said(answer.body, answer.status)}",
            remedy=ELSEWHERE,
        )


def refuse_if(given_up: Iterable[threading.Event]) -> None:
    """Raise ConnectionAbortedError for a request that was given up: httplib2 would send it once more by itself."""
    if any(event.is_set() for event in given_up):
        raise ConnectionAbortedError("the read was given up")
