"""Counters that all front-end processes share: a page of memory from before their fork, a row for each process.

Nobody waits and nothing is locked between processes: each adds to its own row, and whoever reads adds up the rows.
"""

import mmap
import os
import struct
import threading
from collections.abc import Iterable

COUNTERS = {
    "requests": "Requests that were answered.",
    "reflexes": "Requests answered from memory before they were read as HTTP.",
    "recalls": "Requests answered from memory before the application.",
    "not_modified": "Requests answered by 304.",
    "client_errors": "Requests answered by 4xx.",
    "server_errors": "Requests answered by 5xx.",
    "body_bytes": "Bytes of whole bodies, as sent.",
    "queries": "Queries given to the engine.",
    "query_seconds": "Seconds that queries took, waiting included.",
    "queries_timed_out": "Queries stopped at their time limit.",
    "queries_died": "Queries whose process ended without an answer.",
    "queries_refused": "Queries turned away because all evaluators were busy.",
    "queries_limited": "Queries turned away because an address had used up its query seconds.",
    "answers_shared": "Answers taken from another's evaluation of the same query.",
}
"""Name to what is counted."""

_ROWS, _CELL = 1024, struct.Struct("d")
_WIDTH = 32 * _CELL.size


class Tally:
    """The counters; to be made before processes fork."""

    def __init__(self) -> None:
        """All at 0."""
        self._memory = mmap.mmap(-1, _ROWS * _WIDTH)
        self._offsets = {name: index * _CELL.size for index, name in enumerate(COUNTERS)}
        self._lock = threading.Lock()

    def add(self, name: str, amount: float = 1.0) -> None:
        """Add to a counter."""
        offset = os.getpid() % _ROWS * _WIDTH + self._offsets[name]
        with self._lock:
            _CELL.pack_into(self._memory, offset, _CELL.unpack_from(self._memory, offset)[0] + amount)

    def add_all(self, amounts: Iterable[tuple[str, float]]) -> None:
        """Add to some counters."""
        row = os.getpid() % _ROWS * _WIDTH
        with self._lock:
            for name, amount in amounts:
                offset = row + self._offsets[name]
                _CELL.pack_into(self._memory, offset, _CELL.unpack_from(self._memory, offset)[0] + amount)

    def total(self, name: str) -> float:
        """The sum over all processes."""
        offset = self._offsets[name]
        return float(sum(_CELL.unpack_from(self._memory, row * _WIDTH + offset)[0] for row in range(_ROWS)))
