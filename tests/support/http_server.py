"""A loopback HTTP server for tests, on a thread of its own: subclasses answer, faults are injected on demand."""

import contextlib
import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What arrived; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form in the body."""
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True)
class Reply:
    """What to answer: bytes as they are, anything else as JSON; headers as a list, since some come twice."""

    body: Any = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def payload(self) -> bytes:
        """The body's bytes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    @property
    def content_type(self) -> str:
        """HTML where the body looks like it, else JSON."""
        return "text/html" if self.payload.startswith(b"<") else "application/json"


class Refused(Exception):
    """Raised by an `answer` that refuses; it carries the reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply


@dataclass
class Fault:
    """What goes wrong: with the requests to paths with `on`, after `after` of them, `times` times (-1: always).

    Give one of `reply` (instead of the true one), `edit` (made of the true one), `cut` (half the body, then the end),
    `reset` (half the body, then a reset), `drop` (the end before a word), `stall` (seconds before the answer) and
    `drip` (a byte of the body now and then).
    """

    reply: Reply | None = None
    edit: Callable[[Reply], Reply] | None = None
    cut: bool = False
    reset: bool = False
    drop: bool = False
    stall: float = 0.0
    drip: bool = False
    on: str = ""
    after: int = 0
    times: int = 1

    def hits(self, path: str) -> bool:
        """Whether it strikes this request; counts."""
        if self.on not in path or self.times == 0:
            return False
        if self.after:
            self.after -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Log:
    """The requests that a server saw, in order."""

    requests: list[Request] = field(default_factory=list)

    def to(self, part: str) -> list[Request]:
        """Those whose path has `part`."""
        return [request for request in self.requests if part in request.path]


class LoopbackServer(ThreadingHTTPServer):
    """Serves on 127.0.0.1 while it is a context; with `tls`, over https.

    `page_size` is the most that a page holds, where the service's own limit is larger.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scheme = "https" if tls else "http"
        self.tls = tls
        self.known_as = ""
        self.page_size = 1000
        self.log = Log()
        self.faults: list[Fault] = []
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def origin(self) -> str:
        """Scheme, host and port, as links name them; `known_as` where something stands before the server."""
        return self.known_as or f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def answer(self, request: Request) -> Reply:
        """The true answer, which may be to raise Refused; a subclass's to give."""
        raise NotImplementedError

    def true_reply(self, request: Request) -> Reply:
        """What the server answers, refusals included."""
        try:
            return self.answer(request)
        except Refused as refused:
            return refused.reply

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(60)
        self.connections.add(connection)
        return connection, address

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, after its handshake."""
        with contextlib.suppress(OSError, ValueError):
            secured = self.tls.wrap_socket(request, server_side=True) if self.tls else request
            self.connections.add(secured)
            try:
                super().finish_request(secured, client_address)
            finally:
                self.connections.discard(secured)
                secured.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about connections that a test breaks on purpose."""

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopping.set()
        self.shutdown()
        self.thread.join()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: LoopbackServer

    def handle_any(self) -> None:
        """Answer one request, or go wrong as the next fault says."""
        self.close_connection = False
        address = urlsplit(self.path)
        request = Request(
            self.command,
            address.path,
            dict(parse_qsl(address.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self.server.log.requests.append(request)
        fault = next((fault for fault in self.server.faults if fault.hits(request.path)), Fault(times=0))
        if fault.drop:
            self.close_connection = True
            return
        if fault.stall:
            self.server.stopping.wait(fault.stall)
        reply = fault.reply or self.server.true_reply(request)
        self.send(fault.edit(reply) if fault.edit else reply, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any  # noqa: N815 -- the base class's names

    def send(self, reply: Reply, fault: Fault) -> None:
        """Write a reply: whole, or half its body as if the server had died, or byte by byte."""
        payload = reply.payload
        self.send_response(reply.status)
        names = {name.lower() for name, _ in reply.headers}
        if "content-type" not in names:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if fault.drip:
            for start in range(len(payload)):
                self.wfile.write(payload[start : start + 1])
                if self.server.stopping.wait(0.1):
                    break
        self.wfile.write(payload[: len(payload) // 2] if fault.cut or fault.reset else payload)
        self.wfile.flush()
        if fault.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
        self.close_connection = self.close_connection or fault.cut or fault.reset or fault.drip

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's name
        """Say nothing."""


def status(code: int, body: Any = b"", **headers: str) -> Reply:
    """A reply with a status and headers; `retry_after="5"` is `Retry-After: 5`."""
    return Reply(body, code, tuple((name.replace("_", "-").title(), value) for name, value in headers.items()))


HTML = Reply(b"<html><head><title>Sign in to the network</title></head><body>Please accept.</body></html>")
"""A captive portal's page, with status 200."""


def with_body(change: Callable[[Any], Any]) -> Callable[[Reply], Reply]:
    """An `edit` that changes the JSON of a reply."""
    return lambda reply: replace(reply, body=change(json.loads(reply.payload)))


def chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    """`items` in lists of `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
