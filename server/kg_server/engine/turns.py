"""Whose question is next: addresses take turns, so that who asks much waits behind who asks little.

A process sends only as many questions to the evaluators at one time as they can work on; the others wait here.
"""

import threading
from collections import OrderedDict, deque

from kg_server.engine.interface import Busy


class Turns:
    """Turns of one process; safe for threads."""

    def __init__(self, at_once: int, waiting: int) -> None:
        """Let so many go at one time, and so many more wait."""
        self._lock = threading.Lock()
        self._free, self._room = at_once, waiting
        self._queues: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    def take(self, address: str, seconds: float) -> None:
        """Wait for a turn, and take it.

        Args:
            address: of the asker.
            seconds: longest wait.

        Raises:
            Busy: too many wait, or it took too long.
        """
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if not self._room:
                message = "too many queries wait already"
                raise Busy(message)
            self._room -= 1
            turn = threading.Event()
            self._queues.setdefault(address, deque()).append(turn)
        has_come = turn.wait(seconds)
        with self._lock:
            self._room += 1
            if has_come or turn.is_set():
                return
            self._leave(address, turn)
        message = "no evaluator was free in time"
        raise Busy(message)

    def _leave(self, address: str, turn: threading.Event) -> None:
        """Give up waiting."""
        queue = self._queues[address]
        queue.remove(turn)
        if not queue:
            del self._queues[address]

    def give_back(self) -> None:
        """Let the next address go: each in its turn, whoever has waited longest first."""
        with self._lock:
            if not self._queues:
                self._free += 1
                return
            address, queue = next(iter(self._queues.items()))
            queue.popleft().set()
            if queue:
                self._queues.move_to_end(address)
            else:
                del self._queues[address]
