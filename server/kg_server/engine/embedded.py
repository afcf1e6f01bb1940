"""The engine beside the server: questions go to evaluators that fork from a process holding the graph.

The front end makes a pair of sockets for each question, writes the question into one and passes the other through the
queue that all evaluators wait on; the kernel gives it to whoever is free. Imports interface, board and call.
"""

import array
import socket
import threading

from kg_server.engine.board import Board
from kg_server.engine.call import Call
from kg_server.engine.interface import Answer, Busy, Question, State, Unavailable


class EmbeddedEngine:
    """Asks the evaluators of this machine."""

    def __init__(self, queue: socket.socket, board: Board, waiting: int, wait_seconds: float) -> None:
        """Connect to a running supervisor.

        Args:
            queue: the end of the queue that questions go into.
            board: where the supervisor says what is served.
            waiting: most questions of this process that may run or wait at one time.
            wait_seconds: longest wait of one question for an evaluator.
        """
        self._queue, self._board = queue, board
        self._places = threading.BoundedSemaphore(waiting)
        self._wait_seconds = wait_seconds

    def state(self) -> State:
        """What is served now."""
        return self._board.read()

    def query(self, question: Question, client: int | None = None) -> Answer:
        """Evaluate one query; see the interface."""
        if not self._places.acquire(blocking=False):
            message = "too many queries wait already"
            raise Busy(message)
        call = Call(question, client, self._places)
        try:
            self._send(call)
            call.wait_for_turn(self._wait_seconds)
            return call.answer()
        except BaseException:
            call.close()
            raise

    def _send(self, call: Call) -> None:
        """Put a question into the queue.

        Raises:
            Busy: the queue is full.
            Unavailable: nobody reads it.
        """
        with call.theirs as theirs:
            handle = array.array("i", [theirs.fileno()])
            try:
                ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handle)]
                self._queue.sendmsg([b"q"], ancillary, socket.MSG_DONTWAIT)
            except BlockingIOError as error:
                message = "the queue is full"
                raise Busy(message) from error
            except OSError as error:
                message = "the engine is not running"
                raise Unavailable(message) from error
