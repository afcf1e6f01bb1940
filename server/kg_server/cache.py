"""Answers that were given, kept as long as their release is served and there is room.

A validator determines its representation, so it is the key; another release has other validators, and what nobody asks
for any more makes room for what is asked. Imports nothing of the package.
"""

import threading
from collections import OrderedDict


class AnswerCache:
    """Bodies by key, the least lately used forgotten first; safe for threads."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most so many bytes; 0 keeps nothing."""
        self._most_bytes = most_bytes
        self._bytes = 0
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """A body, or None."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: str, body: bytes) -> None:
        """Keep a body, unless it alone would take a quarter of the room."""
        if len(body) > self._most_bytes // 4:
            return
        with self._lock:
            self._bytes -= len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                _, dropped = self._bodies.popitem(last=False)
                self._bytes -= len(dropped)
