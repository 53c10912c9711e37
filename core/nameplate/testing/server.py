"""An HTTP server on 127.0.0.1 that answers as it is told, or fails as it is told.

It runs in threads of its own, so that a connector that blocks can't block it too.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from nameplate.testing.messages import Request, Response

LONGEST_STALL = 60.0
"""Seconds after which a stalled answer gives up on its own."""


@dataclass(frozen=True)
class Sent:
    """A response, and how it goes over the wire.

    `cut`: half the body, then the connection is closed. `drop`: the connection is closed without a byte. `stall`:
    nothing at all comes, and the connection stays open.
    """

    response: Response
    wire: Literal["whole", "cut", "drop", "stall"] = "whole"


class Loopback(ThreadingHTTPServer):
    """Answers every request with what `respond` gives for it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, respond: Callable[[Request], Sent]) -> None:
        self.respond = respond
        self.requests: list[Request] = []
        self.failures: list[Exception] = []
        self.connections: set[socket.socket] = set()
        self.lock = Lock()
        self.released = Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes, and neither should wait
    server: Loopback

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections.add(self.connection)

    def finish(self) -> None:
        with self.server.lock:
            self.server.connections.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        """Answer; every method comes here."""
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        request = Request(self.command, url.path, query, headers, body, self.server.address)
        with self.server.lock:
            self.server.requests.append(request)
            try:
                sent = self.server.respond(request)
            except Exception as error:  # noqa: BLE001 -- an author's `answer` that fails is told to the author
                self.server.failures.append(error)
                sent = Sent(Response(500, body=b"answer() failed"))
        self._send(sent)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815 -- likewise

    def _send(self, sent: Sent) -> None:
        if sent.wire in {"drop", "stall"}:
            self.close_connection = True
            if sent.wire == "stall":
                self.server.released.wait(LONGEST_STALL)
            return
        body = sent.response.body
        self.send_response(sent.response.status)
        for name, value in sent.response.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if sent.wire == "cut":
            self.close_connection = True
            body = body[: len(body) // 2]
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- http.server's own name for it
        """Write nothing to standard error."""


@contextmanager
def serving(respond: Callable[[Request], Sent]) -> Iterator[Loopback]:
    """A server that runs as long as the context is open."""
    server = Loopback(respond)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        with server.lock:
            left = list(server.connections)
        for connection in left:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        server.server_close()
        thread.join()
