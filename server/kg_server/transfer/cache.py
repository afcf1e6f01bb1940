"""Things that were worked out, kept while there is room; what nobody asks for any more makes room for what is asked.

Keys hold all that a value depends on, the release included, so that nothing kept is ever wrong.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Values by key within a number of bytes, the least lately used forgotten first; safe for threads."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most so many bytes; 0 keeps nothing."""
        self.most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """A value, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes, unless it alone would take a quarter of the room."""
        if size > self.most_bytes // 4:
            return
        with self._lock:
            if key in self._kept:
                self._bytes -= self._kept.pop(key)[1]
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > self.most_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed


class AnswerCache(Bounded[str, bytes]):
    """Bodies by validator: a validator determines its representation, and another release has other validators."""

    def put(self, key: str, body: bytes) -> None:
        """Keep a body."""
        self.keep(key, body, len(body))
