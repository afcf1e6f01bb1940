"""Bytes between a writer that must not wait and a reader that may be slow: first in memory, then in a file.

An evaluator is too dear to wait for a slow client, so a thread of the front end takes the answer from it at full
speed. Memory stays flat: what the reader has not taken beyond 1 MiB goes to an unnamed temporary file.
"""

import os
import tempfile
import threading
from collections import deque
from collections.abc import Iterator

MEMORY_BYTES = 1 << 20
FILE_BYTES = 4 << 30
"""Most that waits in the file; a reader that far behind is given up."""

_READ = 1 << 17


class Spool:
    """A queue of bytes with one writer and one reader."""

    def __init__(self) -> None:
        """Begin empty and open."""
        self._changed = threading.Condition()
        self._parts: deque[bytes] = deque()
        self._waiting = 0
        self._file: int | None = None
        self._written = self._read = 0
        self._error: Exception | None = None
        self._is_closed = False

    def put(self, part: bytes) -> bool:
        """Add bytes; False when the reader has left or is too far behind."""
        with self._changed:
            if self._is_closed or self._written - self._read > FILE_BYTES:
                return False
            if self._read < self._written or self._waiting + len(part) > MEMORY_BYTES:
                self._put_in_file(part)
            else:
                self._parts.append(part)
                self._waiting += len(part)
            self._changed.notify()
            return True

    def _put_in_file(self, part: bytes) -> None:
        """Add bytes to the file, which is made when it is first needed."""
        if self._file is None:
            with tempfile.TemporaryFile() as file:
                self._file = os.dup(file.fileno())
        view = memoryview(part)
        while view:
            count = os.pwrite(self._file, view, self._written)
            self._written += count
            view = view[count:]

    def finish(self, error: Exception | None = None) -> None:
        """No more will come; with an error, the reader gets it after the last byte."""
        with self._changed:
            self._error = error
            self._is_closed = True
            self._changed.notify()

    def __iter__(self) -> Iterator[bytes]:
        """The bytes in order, as they come.

        Raises:
            Exception: the error that `finish` was given.
        """
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._parts or self._read < self._written or self._is_closed)
                part = self._take()
            if not part:
                if self._error is not None:
                    raise self._error
                return
            yield part

    def _take(self) -> bytes:
        """The next bytes, or none at the end; memory holds what came before the file."""
        if self._parts:
            part = self._parts.popleft()
            self._waiting -= len(part)
            return part
        if self._file is None or self._read == self._written:
            return b""
        part = os.pread(self._file, min(_READ, self._written - self._read), self._read)
        self._read += len(part)
        if self._read == self._written:
            os.ftruncate(self._file, 0)
            self._read = self._written = 0
        return part

    def close(self) -> None:
        """Forget everything; later bytes are refused."""
        with self._changed:
            self._is_closed = True
            self._parts.clear()
            if self._file is not None:
                os.close(self._file)
                self._file = None
            self._read = self._written = 0
            self._changed.notify()
