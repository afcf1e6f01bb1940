"""The process that holds one release: loads it once, forks evaluators that share its memory, and evaluates nothing.

It has one thread, so that a fork is safe. It keeps as many evaluators at work as it was told, and one more as a spare
that has been forked and guarded already. Imports evaluator, guards and loading.
"""

import gc
import json
import logging
import os
import select
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from kg_builder import guards
from kg_builder.errors import KgError
from kg_server.engine import evaluator
from kg_server.engine.loading import Loaded, load

FAST_DEATH_SECONDS = 0.05
"""Pause before replacing a spare that ended by itself, so that a fault does not become a storm of forks."""

log = logging.getLogger("kg_server.engine")


@dataclass(frozen=True)
class Terms:
    """How a zygote works.

    Attributes:
        release: folder of the release.
        evaluators: how many work at one time.
        extra_bytes: memory of one evaluator above the loaded graph.
        memory_triples: largest graph that is held in memory.
        drain_seconds: longest wait for running questions when the release is replaced.
    """

    release: Path
    evaluators: int
    extra_bytes: int
    memory_triples: int
    drain_seconds: float


def run(terms: Terms, queue: socket.socket, control: socket.socket, parent: int) -> None:
    """Load, report, and keep evaluators until the control socket is closed.

    One line of JSON goes to the control socket: `version` and `triples`, or `problem`.
    """
    guards.die_with_parent(parent)
    try:
        loaded = load(terms.release, terms.memory_triples)
    except (KgError, MemoryError) as error:
        _report(control, {"problem": str(error) or type(error).__name__})
        return
    gc.collect()
    gc.freeze()
    flock = Flock(loaded, terms, queue, control)
    flock.fill()
    _report(control, {"version": loaded.version, "triples": loaded.triples})
    flock.tend()
    flock.drain()


def _report(control: socket.socket, content: dict[str, object]) -> None:
    """One line to the supervisor."""
    control.sendall(json.dumps(content).encode() + b"\n")


@dataclass(frozen=True)
class Spare:
    """An evaluator that is ready and waits: its process id, and the pipe on which it is told to begin."""

    pid: int
    go: int


class Flock:
    """The evaluators of a zygote: those at work, and one spare."""

    def __init__(self, loaded: Loaded, terms: Terms, queue: socket.socket, control: socket.socket) -> None:
        """Prepare pipes and the notice of ended children; fork nothing yet."""
        self._loaded, self._terms, self._queue, self._control = loaded, terms, queue, control
        self._working: set[int] = set()
        self._spare: Spare | None = None
        self._drain_read, self._drain_write = os.pipe()
        self._wake_read, self._wake_write = os.pipe()
        for descriptor in (self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def fill(self) -> None:
        """Have the right number at work, and a spare."""
        while len(self._working) < self._terms.evaluators:
            spare = self._spare or self._fork()
            self._spare = None
            self._working.add(spare.pid)
            _promote(spare)
        if self._spare is None:
            self._spare = self._fork()

    def _fork(self) -> "Spare":
        """A new evaluator, waiting for its own word to begin: nobody else can take it."""
        zygote = os.getpid()
        wait, go = os.pipe()
        pid = os.fork()
        if pid:
            os.close(wait)
            return Spare(pid, go)
        try:
            signal.set_wakeup_fd(-1)
            for descriptor in (go, self._drain_write, self._wake_read, self._wake_write):
                os.close(descriptor)
            self._control.close()
            place = evaluator.Place(self._queue, wait, self._drain_read, self._terms.extra_bytes)
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
            if self._spare is not None and pid == self._spare.pid:
                os.close(self._spare.go)
                self._spare = None
                time.sleep(FAST_DEATH_SECONDS)

    def drain(self) -> None:
        """Let running questions finish; end whoever is left after the longest that they may take."""
        os.close(self._drain_write)
        left = self._working | ({self._spare.pid} if self._spare is not None else set())
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
