"""A worker of gunicorn whose threads get whole requests only, so that clients who dawdle cost no thread.

The worker's main loop collects the bytes of a request until its head is there, and its body when that is small; a
client has `REQUEST_SECONDS` for that. Then a thread takes over, unless the answer is known already. Imports arriving,
heads and recipes.
"""

import errno
import logging
import selectors
import socket
import sys
import time
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from kg_server.arriving import CONTINUE, Stage, refusal, stage_of, without_expectation
from kg_server.engine.interface import Gone
from kg_server.transfer.heads import Head, read_head
from kg_server.transfer.recipes import Reply, Wanted
from kg_server.transfer.sending import send_all, send_parts, send_some

log = logging.getLogger(__name__)

REQUEST_SECONDS = 10
"""Time that a client has to send a request."""

STALL_SECONDS = 30
"""Longest wait for a client to take some bytes of an answer."""

LEAVE_SECONDS = 2
"""Time that a client has to close a connection after its last answer, which an abrupt end could take from it."""

_READ = 1 << 16


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """The worker; its application is a `Front`."""

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection and begin to collect its first request."""
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            sock.setsockopt(socket.SOL_SOCKET, option, STALL_SECONDS.to_bytes(8, sys.byteorder) + bytes(8))
        self.nr_conns += 1
        self._collect(TConn(self.cfg, sock, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401
        """Take the next request of a connection that was kept, or begin to collect it."""
        part = _receive(client)
        if part is None:
            return
        self.keepalived_conns.remove(conn)
        if part and stage_of(part) is Stage.WHOLE:
            self._begin(conn, part, is_kept=True)
            return
        self.poller.unregister(client)
        if part:
            self._collect(conn, part)
        else:
            self._end(conn)

    def _collect(self, conn: Any, received: bytes = b"") -> None:  # noqa: ANN401
        """Wait in the main loop for the bytes of a request, of which some may be there."""
        conn.received = received
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
        if received:
            self._look(conn)
        else:
            self.on_pending_socket_readable(conn, conn.sock)

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401
        """Take some bytes of a request, or notice that the client has left."""
        part = _receive(client)
        if part:
            conn.received += part
            self._look(conn)
        elif part is not None:
            self.pending_conns.remove(conn)
            self.poller.unregister(client)
            self._end(conn)

    def _look(self, conn: Any) -> None:  # noqa: ANN401
        """Begin with a request that is whole; refuse one that is too long."""
        stage = stage_of(conn.received)
        if stage is Stage.EXPECTS:
            conn.received = without_expectation(conn.received)
            send_some(conn.sock, [CONTINUE])
        if stage in {Stage.EXPECTS, Stage.BEGUN}:
            return
        self.pending_conns.remove(conn)
        if stage is Stage.WHOLE:
            self._begin(conn, conn.received, is_kept=False)
            return
        self.poller.unregister(conn.sock)
        send_some(conn.sock, [refusal(stage)])
        self._leave(conn)

    def _leave(self, conn: Any) -> None:  # noqa: ANN401
        """End a connection without haste (RFC 9112, 9.6), and without waiting: there are others."""
        try:
            conn.sock.settimeout(0)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._end(conn)
            return
        conn.timeout = time.monotonic() + LEAVE_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_leaving_socket_readable, conn))

    def on_leaving_socket_readable(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401
        """Throw away what still comes; end with the client."""
        if _receive(client) == b"":
            self.pending_conns.remove(conn)
            self.poller.unregister(client)
            self._end(conn)

    def _end(self, conn: Any) -> None:  # noqa: ANN401
        """Close a connection that nobody waits for any more."""
        self.nr_conns -= 1
        conn.close()

    def finish_request(self, conn: Any, future: "Future[Any]") -> None:  # noqa: ANN401
        """Keep or leave a connection whose request a thread has answered."""
        is_kept = not future.cancelled() and future.exception() is None and bool(future.result())
        rest = conn.parser.unreader.take_buffered() if is_kept and conn.initialized else b""
        if not is_kept:
            self._leave(conn)
        elif rest:
            conn.sock.settimeout(0)
            self._collect(conn, rest)
        else:
            super().finish_request(conn, future)

    def _begin(self, conn: Any, received: bytes, *, is_kept: bool) -> None:  # noqa: ANN401
        """Answer a whole request at once when the answer is known; else give it to a thread.

        Args:
            conn: the connection, registered with the poller.
            received: the request.
            is_kept: whether the poller knows it as a connection that is kept.
        """
        head = read_head(received) if self.alive else None
        wanted = self.wsgi.reflexes.wanted(head) if head else None
        answer = self.wsgi.reflexes.act(head, wanted, _address(conn)) if head else None
        rest = send_some(conn.sock, answer) if answer else None
        if rest is not None and not rest and is_kept:
            conn.set_timeout()
            self.keepalived_conns.append(conn)
            return
        self.poller.unregister(conn.sock)
        if rest is None:
            conn.received, conn.asked = received, (head, wanted) if head else None
            conn.data_ready = True
            self.enqueue_req(conn)
        elif rest:
            self._finish_later(conn, rest)
        else:
            conn.set_timeout()
            self.keepalived_conns.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _finish_later(self, conn: Any, rest: list[memoryview]) -> None:  # noqa: ANN401
        """Have a thread send the rest of an answer, after which the connection is kept."""
        conn.init()
        future = self.tpool.submit(send_all, conn.sock, rest)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def handle(self, conn: Any) -> Any:  # noqa: ANN401
        """Answer a request in a thread: a query the short way, everything else as gunicorn does."""
        received, asked = getattr(conn, "received", b""), getattr(conn, "asked", None)
        conn.received, conn.asked = b"", None
        conn.init()
        if asked is not None and self.alive:
            is_kept = self._express(conn, *asked)
            if is_kept is not None:
                return is_kept
        if received:
            conn.parser.unreader.unread(received)
        return super().handle(conn)

    def _express(self, conn: Any, head: Head, wanted: Wanted) -> bool | None:  # noqa: ANN401
        """Answer a query the short way; whether the connection can be kept, or None when that is not possible."""
        began, address = time.perf_counter(), _address(conn)
        conn.sock.settimeout(None)
        try:
            answer = self.wsgi.express.answer(head, wanted, conn.sock.fileno(), address)
        except Gone:
            return False
        except Exception:
            log.exception("a fault on the short way")
            return None
        if answer is None:
            return None
        took, reflexes = (time.perf_counter() - began) * 1000, self.wsgi.reflexes
        if isinstance(answer, Reply):
            return send_all(conn.sock, [memoryview(part) for part in reflexes.written(head, answer, address, took)])
        with closing(answer.parts):
            return send_parts(conn.sock, reflexes.begun(head, answer, address, took), answer.chunks())

    def handle_request(self, req: Any, conn: Any) -> bool:  # noqa: ANN401
        """Answer a request; a client that takes nothing for too long counts as gone."""
        try:
            return bool(super().handle_request(req, conn))
        except BlockingIOError as error:
            raise BrokenPipeError(errno.EPIPE, "the client took nothing for too long") from error


def _address(conn: Any) -> str:  # noqa: ANN401
    """The network address of the other side of a connection."""
    return str(conn.client[0]) if isinstance(conn.client, tuple) else ""


def _receive(client: socket.socket) -> bytes | None:
    """The bytes that are there; none at the end, None when there is nothing yet."""
    try:
        return client.recv(_READ)
    except BlockingIOError:
        return None
    except OSError:
        return b""
