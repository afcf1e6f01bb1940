"""One evaluation for all who ask the same thing at the same time."""

import threading
from collections.abc import Callable

from kg_server.engine.interface import Answer, EngineError, Gone

FOLLOWERS = 8
"""Most threads of one process that wait for another's answer; more evaluate for themselves."""


class _Flight:
    """An evaluation under way."""

    def __init__(self) -> None:
        """Begin."""
        self.landed = threading.Event()
        self.answer: Answer | None = None
        self.error: EngineError | None = None


class Flights:
    """The evaluations under way by what they answer."""

    def __init__(self, shared: Callable[[], None]) -> None:
        """Begin with none; `shared` is called for each answer that is another's."""
        self._shared = shared
        self._lock = threading.Lock()
        self._under_way: dict[str, _Flight] = {}
        self._seats = threading.BoundedSemaphore(FOLLOWERS)

    def share(self, key: str, ask: Callable[[], Answer], seconds: float) -> Answer:
        """The answer to a question, of this asker's own evaluation or of one under way.

        Args:
            key: equal for equal questions.
            ask: evaluates.
            seconds: longest wait for another's evaluation.

        Raises:
            EngineError: as `ask`; a failure is shared too, unless it is that asker's hanging up.
        """
        with self._lock:
            own, others = _Flight(), self._under_way.get(key)
            if others is None:
                self._under_way[key] = own
        if others is None:
            return self._fly(key, own, ask)
        return self._follow(others, seconds) or ask()

    def _fly(self, key: str, flight: _Flight, ask: Callable[[], Answer]) -> Answer:
        """Evaluate, and let the others know."""
        try:
            answer = ask()
            if answer.body is not None:
                flight.answer = answer
            return answer
        except EngineError as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._under_way[key]
            flight.landed.set()

    def _follow(self, flight: _Flight, seconds: float) -> Answer | None:
        """What another evaluation gave; None when it gave nothing that can be shared.

        Raises:
            EngineError: it failed.
        """
        if not self._seats.acquire(blocking=False):
            return None
        try:
            flight.landed.wait(seconds)
        finally:
            self._seats.release()
        if flight.error is not None and not isinstance(flight.error, Gone):
            raise flight.error
        if flight.answer is not None:
            self._shared()
        return flight.answer
