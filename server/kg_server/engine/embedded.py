"""The engine beside the server: questions go to evaluators that fork from a process holding the graph.

The front end makes a pair of sockets for each question, writes the question into one and passes the other through the
queue that all evaluators wait on; the kernel gives it to whoever is free. Imports interface, board, call
and turns.
"""

import array
import socket
import time
from contextlib import suppress

from kg_server.engine.board import Board
from kg_server.engine.call import Call, Passed
from kg_server.engine.interface import NOBODY, Answer, Asker, Busy, Ledger, Question, State, Unavailable
from kg_server.engine.turns import Turns
from kg_server.engine.wire import hello_bytes

ATTEMPTS = 8
"""How often a question is asked whose evaluator does not begin; evaluators of a release of before each do so once."""


class EmbeddedEngine:
    """Asks the evaluators of this machine."""

    def __init__(self, queue: socket.socket, board: Board, turns: Turns, wait_seconds: float, ledger: Ledger) -> None:
        """Connect to a running supervisor.

        Args:
            queue: the end of the queue that questions go into.
            board: where the supervisor says what is served.
            turns: whose question goes next.
            wait_seconds: longest wait of one question for an evaluator.
            ledger: lets askers ask, and notes what they used.
        """
        self._queue, self._board, self._turns = queue, board, turns
        self._wait_seconds, self._ledger = wait_seconds, ledger

    def state(self) -> State:
        """What is served now."""
        return self._board.read()

    def query(self, question: Question, asker: Asker = NOBODY) -> Answer:
        """Evaluate one query; see the interface."""
        self._ledger.check(asker)
        deadline = time.monotonic() + self._wait_seconds
        for _ in range(ATTEMPTS):
            with suppress(Passed):
                return self._ask(question, asker, deadline)
        message = "evaluators ended before they began"
        raise Unavailable(message)

    def _ask(self, question: Question, asker: Asker, deadline: float) -> Answer:
        """Give a question to one evaluator.

        Raises:
            EngineError: there is no answer.
            Passed: the evaluator did not begin; another may.
        """
        self._turns.take(asker.address, max(0.05, deadline - time.monotonic()))
        call = self._call(question, asker)
        try:
            self._send(call)
            call.wait_for_turn(max(0.05, deadline - time.monotonic()))
            return call.answer()
        except BaseException:
            call.close()
            raise

    def _call(self, question: Question, asker: Asker) -> Call:
        """A call that has its turn, and gives it back when it is closed."""

        def freed(seconds: float) -> None:
            self._turns.give_back()
            self._ledger.charge(asker, seconds)

        try:
            return Call(question, asker.descriptor, freed, hello_bytes(question.release or self._board.read().version))
        except BaseException:
            self._turns.give_back()
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
