"""One question under way: its sockets, its deadline, and the evaluator that must not outlive it.

What comes back is read here; at the deadline, or when the asker leaves, the evaluator is killed. Imports interface,
wire and spool.
"""

import json
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator

from kg_server.engine.ending import kill
from kg_server.engine.interface import (
    Answer,
    Broken,
    Busy,
    Died,
    EngineError,
    Gone,
    LimitReached,
    Question,
    SyntaxRefused,
    Unsupported,
)
from kg_server.engine.spool import Spool
from kg_server.engine.wire import DATA, END, ERROR, HELLO, PASSED, Frames, encode_question, read_hello

BODY_BYTES = 1 << 18
"""An answer up to this size is waited for and given whole; a larger one streams."""

_SMALL_BYTES = 1 << 12
"""A question up to this size fits the buffer of a socket on every system, and waits there for an evaluator."""

AT_ONCE_SECONDS = 0.002
"""Time that is given to a short answer to come in one piece with its hello."""

_AT_ONCE, _EVER = struct.pack("ll", 0, int(AT_ONCE_SECONDS * 1e6)), struct.pack("ll", 0, 0)

_HANG_UP = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR


class Passed(Exception):
    """Who took the question did not begin with it: it serves a release of before, or ended. It can be asked again."""


class Call:
    """One question under way, and everything that it holds until it is closed."""

    def __init__(
        self, question: Question, client: int | None, freed: Callable[[float], None], greeting: int = 0
    ) -> None:
        """Make the sockets and write the question into one of them.

        Args:
            question: to be asked.
            client: descriptor of the asker's connection, or None.
            freed: gets the seconds that it took.
            greeting: bytes of an evaluator's hello, without which a short answer is waited for at once; 0 if unknown.
        """
        self._question, self._freed = question, freed
        self._lock = threading.Lock()
        self._is_open = True
        self._is_over = False
        self._pid = 0
        self.version = ""
        self._ours, self.theirs = socket.socketpair()
        encoded = encode_question(question)
        if len(encoded) > _SMALL_BYTES:
            self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * len(encoded))
        self._ours.sendall(encoded)
        self._frames = Frames(self._ours)
        self._greeting = greeting
        self._deadline = self._began = 0.0
        self._client = client
        self._poll: select.poll | None = None

    def wait_for_turn(self, seconds: float) -> None:
        """Wait until an evaluator has taken the question; its time runs from then.

        Raises:
            Busy: nobody was free.
            Gone: the asker hung up.
            Passed: who took it did not begin.
        """
        asked = time.monotonic()
        self._deadline = asked + seconds
        if self._greeting and sys.platform.startswith("linux"):
            self._receive_at_once()
        for kind, payload in self._receive(Busy("no evaluator was free in time")):
            if kind == PASSED:
                break
            if kind == HELLO:
                self._pid, self.version = read_hello(payload)
                now = time.monotonic()
                self._began = asked if now - asked < 2 * AT_ONCE_SECONDS else now
                self._deadline = self._began + self._question.seconds
                return
        raise Passed

    def _receive_at_once(self) -> None:
        """Wait a little for a whole short answer: for hello and answer apart this thread would have to wake twice."""
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _AT_ONCE)
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, self._greeting + 1)
        self._frames.receive_at_once()
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _EVER)

    def answer(self) -> Answer:
        """The whole answer when it is small; else its first part and a stream of the rest.

        Raises:
            SyntaxRefused, Unsupported, Died, LimitReached, Gone
        """
        body = bytearray()
        for part in self._parts():
            body += part
            if len(body) > BODY_BYTES:
                return Answer(self.version, None, Stream(self, bytes(body)))
        self.close()
        return Answer(self.version, bytes(body))

    def _parts(self) -> Iterator[bytes]:
        """The bytes of the answer up to its end.

        Raises:
            SyntaxRefused, Unsupported, Died, LimitReached, Gone
        """
        for kind, payload in self._receive(LimitReached(self._question.seconds)):
            if kind == DATA:
                yield payload
            elif kind == END:
                self._is_over = True
                return
            elif kind == ERROR:
                self._is_over = True
                raise _error(payload)
        message = "the evaluator ended before the answer did"
        raise Died(message)

    def _receive(self, late: EngineError) -> Iterator[tuple[bytes, bytes]]:
        """Frames as they come, until the other side closes.

        Raises:
            EngineError: `late`, at the deadline.
            Gone: the asker hung up.
        """
        yield from self._frames
        while True:
            left = self._deadline - time.monotonic()
            ready = self._wait(left) if left > 0 else []
            if not ready:
                raise late
            if any(descriptor != self._ours.fileno() for descriptor, _ in ready):
                message = "the asker hung up"
                raise Gone(message)
            if not self._frames.receive():
                return
            yield from self._frames

    def _wait(self, seconds: float) -> list[tuple[int, int]]:
        """What happens first on the two connections, in so many seconds."""
        if self._poll is None:
            self._poll = select.poll()
            self._poll.register(self._ours, select.POLLIN)
            if self._client is not None:
                self._poll.register(self._client, _HANG_UP)
        return self._poll.poll(seconds * 1000)

    def pump(self, spool: Spool) -> None:
        """Move the rest of the answer into a spool, then free the evaluator."""
        error: Exception | None = None
        try:
            for part in self._parts():
                if not spool.put(part):
                    break
        except (EngineError, OSError) as failure:
            error = Broken(str(failure))
        self.close()
        spool.finish(error)

    def abort(self) -> None:
        """Kill the evaluator, if it is still at it; whoever reads from it sees the end."""
        with self._lock:
            if self._is_open and self._pid and not self._is_over:
                kill(self._pid, self._ours)

    def close(self) -> None:
        """Free everything; an evaluator that is still at it is killed. Closing again does nothing."""
        self.abort()
        with self._lock:
            was_open, self._is_open = self._is_open, False
        if was_open:
            self._ours.close()
            self._freed(time.monotonic() - self._began if self._began else 0.0)


class Stream:
    """The bytes of a large answer; a thread takes them from the evaluator as fast as it gives them."""

    def __init__(self, call: Call, first: bytes) -> None:
        """Begin with the bytes that are there already."""
        self._call = call
        self._spool = Spool()
        self._spool.put(first)
        threading.Thread(target=call.pump, args=(self._spool,), daemon=True).start()

    def __iter__(self) -> Iterator[bytes]:
        """The bytes as they come.

        Raises:
            Broken: the answer ended early.
        """
        return iter(self._spool)

    def close(self) -> None:
        """Stop the evaluation, if it still goes on, and forget what is left."""
        self._spool.close()
        self._call.abort()


def _error(payload: bytes) -> EngineError:
    """The error that an evaluator reports."""
    report = json.loads(payload)
    if report["kind"] == "syntax":
        return SyntaxRefused(report["message"], report["line"], report["column"])
    return Unsupported(report["message"])
