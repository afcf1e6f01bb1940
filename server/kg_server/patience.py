"""A worker of gunicorn whose threads get whole requests only, so that clients who dawdle cost no thread.

The worker's main loop collects the bytes of a request until its head is there, and its body when that is small; a
client has `REQUEST_SECONDS` for that. Then a thread takes over. Imports nothing of the package.
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
    """The worker."""

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
        """Begin to collect the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._collect(conn)

    def _collect(self, conn: Any) -> None:  # noqa: ANN401
        """Wait in the main loop for the bytes of a request."""
        conn.received = b""
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
        self.on_pending_socket_readable(conn, conn.sock)

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401
        """Take some bytes; give the connection to a thread when its request is there."""
        try:
            part = client.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        conn.received += part
        if part and not is_complete(conn.received):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if not part:
            self.nr_conns -= 1
            conn.close()
            return
        conn.init()
        conn.parser.unreader.unread(conn.received)
        conn.data_ready = True
        self.enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> bool:  # noqa: ANN401
        """Answer a request; a client that takes nothing for too long counts as gone."""
        try:
            return bool(super().handle_request(req, conn))
        except BlockingIOError as error:
            raise BrokenPipeError(errno.EPIPE, "the client took nothing for too long") from error
