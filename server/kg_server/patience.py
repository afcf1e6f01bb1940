"""A worker of gunicorn whose threads get whole requests only, so that clients who dawdle cost no thread.

The worker's main loop collects the bytes of a request until its head is there, and its body when that is small; a
client has `REQUEST_SECONDS` for that. Then a thread takes over, unless the answer is known already. Imports reflexes.
"""

import errno
import re
import selectors
import socket
import sys
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

REQUEST_SECONDS = 10
"""Time that a client has to send a request."""

STALL_SECONDS = 30
"""Longest wait for a client to take some bytes of an answer, or to go on with a large body."""

HEAD_BYTES = 1 << 19
"""A longer head goes to a thread unfinished, and is refused there."""

BODY_BYTES = 1 << 19
"""A longer body is read by a thread."""

_READ = 1 << 16
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect:", re.IGNORECASE)


def is_complete(received: bytes) -> bool:
    """Whether a thread can take over without waiting for the client, or has to for another reason."""
    end = received.find(_HEAD_END)
    if end < 0:
        return len(received) > HEAD_BYTES
    head = received[: end + len(_HEAD_END)]
    length = _LENGTH.search(head)
    if length is None or _EXPECT.search(head):
        return True
    return int(length[1]) > BODY_BYTES or len(received) >= len(head) + int(length[1])


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """The worker; its application is a `Reflexes`."""

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
        """Answer the next request of a connection that was kept, or begin to collect it."""
        part = _receive(client)
        if part is None:
            return
        self.keepalived_conns.remove(conn)
        sent = self._react(conn, part)
        if sent is None:
            self.poller.unregister(client)
            self._collect(conn, part)
        elif sent:
            self.poller.unregister(client)
            self._finish_later(conn, sent)
        else:
            conn.set_timeout()
            self.keepalived_conns.append(conn)

    def _collect(self, conn: Any, received: bytes = b"") -> None:  # noqa: ANN401
        """Wait in the main loop for the bytes of a request."""
        conn.received = received
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
        if received and is_complete(received):
            self._hand_over(conn, conn.sock)
        else:
            self.on_pending_socket_readable(conn, conn.sock)

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401
        """Take some bytes; answer a request that is known, give the connection to a thread when another is there."""
        part = _receive(client)
        if part is None:
            return
        is_first = not conn.received
        conn.received += part
        if part and not is_complete(conn.received):
            return
        rest = self._react(conn, conn.received) if part and is_first else memoryview(b"")
        if rest is None or (part and not is_first):
            self._hand_over(conn, client)
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if not part:
            self.nr_conns -= 1
            conn.close()
            return
        if rest:
            self._finish_later(conn, rest)
        else:
            conn.set_timeout()
            self.keepalived_conns.append(conn)
            self.poller.register(client, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _hand_over(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401
        """Give a connection with a whole request to a thread."""
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        conn.init()
        conn.parser.unreader.unread(conn.received)
        conn.data_ready = True
        self.enqueue_req(conn)

    def _react(self, conn: Any, received: bytes) -> memoryview | None:  # noqa: ANN401
        """Answer a request that is known by its bytes.

        Returns:
            What could not be sent at once, often nothing; None when the request is not known.
        """
        answer = self.wsgi.act(received) if self.alive else None
        if answer is None:
            return None
        try:
            sent = conn.sock.sendmsg(answer)
        except BlockingIOError:
            sent = 0
        except OSError:
            return memoryview(b"".join(answer))
        return memoryview(b"".join(answer) if sent < len(answer[0]) + len(answer[1]) else b"")[sent:]

    def _finish_later(self, conn: Any, rest: memoryview) -> None:  # noqa: ANN401
        """Have a thread send the rest of an answer, after which the connection is kept."""
        conn.init()
        future = self.tpool.submit(_send, conn.sock, rest)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def handle_request(self, req: Any, conn: Any) -> bool:  # noqa: ANN401
        """Answer a request, and learn how; a client that takes nothing for too long counts as gone."""
        received, conn.received = conn.received, b""
        try:
            is_kept = bool(super().handle_request(req, conn))
        except BlockingIOError as error:
            raise BrokenPipeError(errno.EPIPE, "the client took nothing for too long") from error
        if is_kept and received and not conn.parser.unreader.buf.getvalue():
            self.wsgi.learn(received)
        return is_kept


def _receive(client: socket.socket) -> bytes | None:
    """The bytes that are there; none at the end, None when there is nothing yet."""
    try:
        return client.recv(_READ)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _send(client: socket.socket, rest: memoryview) -> bool:
    """Send the rest of an answer; False when the client is gone, or takes nothing for too long."""
    client.settimeout(None)
    try:
        client.sendall(rest)
    except OSError:
        return False
    return True
