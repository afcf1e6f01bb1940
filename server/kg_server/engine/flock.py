"""The evaluators of one release: those at work, and one more that is ready.

They are forks that share the graph in memory, or, where there is no safe fork, fresh interpreters that open the store
on disk. Imports evaluator, board and spawning.
"""

import logging
import os
import select
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from kg_server.engine import evaluator
from kg_server.engine.board import Board
from kg_server.engine.loading import Loaded
from kg_server.engine.spawning import spawn

FAST_DEATH_SECONDS = 0.05
"""Pause before replacing a spare that ended by itself, so that a fault does not become a storm of forks."""

READY_SECONDS = 60.0
"""Longest wait for spawned evaluators before a release is served."""

log = logging.getLogger("kg_server.engine")


@dataclass(frozen=True)
class Terms:
    """How the evaluators of a release are kept.

    Attributes:
        release: folder of the release.
        evaluators: how many work at one time.
        extra_bytes: memory of one evaluator above the loaded graph.
        memory_triples: largest graph that is held in memory.
        drain_seconds: longest wait for running questions when the release is replaced.
        spawns: whether evaluators are fresh processes that read from disk instead of forks.
    """

    release: Path
    evaluators: int
    extra_bytes: int
    memory_triples: int
    drain_seconds: float
    spawns: bool


@dataclass(frozen=True)
class Spare:
    """An evaluator that is ready and waits: its process id, and the pipe on which it is told to begin."""

    pid: int
    go: int


class Flock:
    """Evaluators at work, and spares."""

    def __init__(
        self, loaded: Loaded, terms: Terms, queue: socket.socket, control: socket.socket, board: Board
    ) -> None:
        """Prepare pipes and the notice of ended children; start nobody yet."""
        self._loaded, self._terms, self._queue, self._control, self._board = loaded, terms, queue, control, board
        self._working: set[int] = set()
        self._spares: list[Spare] = []
        self._drain_read, self._drain_write = os.pipe()
        self._ready_read, self._ready_write = os.pipe()
        self._wake_read, self._wake_write = os.pipe()
        for descriptor in (self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def prepare(self) -> None:
        """Have as many ready as are lacking, and one more."""
        while len(self._working) + len(self._spares) <= self._terms.evaluators:
            wait, go = os.pipe()
            try:
                pid = self._spawn(wait) if self._terms.spawns else self._fork(wait, go)
            finally:
                os.close(wait)
            self._spares.append(Spare(pid, go))

    def wait_until_ready(self) -> None:
        """Wait until those that were spawned first can begin at once; forks can from their birth."""
        deadline, waiting = time.monotonic() + READY_SECONDS, len(self._spares) if self._terms.spawns else 0
        while waiting > 0 and (left := deadline - time.monotonic()) > 0:
            ready, _, _ = select.select([self._ready_read], [], [], left)
            waiting -= len(os.read(self._ready_read, waiting)) if ready else waiting

    def fill(self) -> None:
        """Have the right number at work, and a spare."""
        while len(self._working) < self._terms.evaluators:
            self.prepare()
            spare = self._spares.pop(0)
            self._working.add(spare.pid)
            _promote(spare)
        self.prepare()

    def _spawn(self, wait: int) -> int:
        """A new evaluator in an interpreter of its own."""
        instructions = {
            "queue": self._queue.fileno(),
            "go": wait,
            "drain": self._drain_read,
            "board": self._board.descriptor,
            "ready": self._ready_write,
            "extra_bytes": self._terms.extra_bytes,
            "parent": os.getpid(),
            "release": str(self._terms.release),
        }
        descriptors = (self._queue.fileno(), wait, self._drain_read, self._board.descriptor, self._ready_write)
        return spawn("kg_server.engine.evaluator", instructions, descriptors)

    def _fork(self, wait: int, go: int) -> int:
        """A new evaluator that shares the graph, waiting for its own word to begin: nobody else can take it."""
        zygote = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            signal.set_wakeup_fd(-1)
            others = [spare.go for spare in self._spares]
            for descriptor in (go, *others, self._drain_write, self._wake_read, self._wake_write):
                os.close(descriptor)
            self._control.close()
            place = evaluator.Place(self._queue, wait, self._drain_read, self._board, self._terms.extra_bytes)
            evaluator.run(self._loaded, place, zygote)
        except Exception:  # the outermost handler of this process
            log.exception("an evaluator failed")
        finally:
            os._exit(0)

    def tend(self) -> None:
        """Replace whoever ends, until the control socket is closed."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        while True:
            ready = dict(poll.poll())
            if self._control.fileno() in ready:
                return
            self._reap()
            self.fill()

    def _reap(self) -> None:
        """Forget who has ended."""
        _empty(self._wake_read)
        while pid := _ended():
            self._working.discard(pid)
            for spare in [spare for spare in self._spares if spare.pid == pid]:
                os.close(spare.go)
                self._spares.remove(spare)
                time.sleep(FAST_DEATH_SECONDS)

    def drain(self) -> None:
        """Let running questions finish; end whoever is left after the longest that they may take."""
        os.close(self._drain_write)
        left = self._working | {spare.pid for spare in self._spares}
        deadline = time.monotonic() + self._terms.drain_seconds
        while left and time.monotonic() < deadline:
            select.select([self._wake_read], [], [], 0.1)
            _empty(self._wake_read)
            while pid := _ended():
                left.discard(pid)
        for pid in left:
            os.kill(pid, signal.SIGKILL)


def _promote(spare: Spare) -> None:
    """Tell a spare to begin; one that has just died is found out when it is reaped."""
    try:
        os.write(spare.go, b"g")
    except BrokenPipeError:
        log.warning("a spare evaluator died before it began")
    os.close(spare.go)


def _empty(descriptor: int) -> None:
    """Take what a pipe that does not block has."""
    try:
        os.read(descriptor, 4096)
    except BlockingIOError:
        return


def _ended() -> int:
    """Process id of a child that has ended, or 0."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0]
    except ChildProcessError:
        return 0
