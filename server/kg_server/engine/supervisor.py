"""The process between server and zygotes: starts one for the current release, and another when the link moves.

    python -m kg_server.engine.supervisor PARENT QUEUE BOARD LIFELINE SETTINGS

A new release is served from the moment its zygote has loaded it and its evaluators wait; until then, and when it
turns out to be damaged, the old one goes on. The board says so first, then the new evaluators begin: whoever has read
of the new release gets no answer from the old one. Imports zygote, flock and board.
"""

import json
import logging
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from kg_builder import guards
from kg_server.engine import zygote
from kg_server.engine.board import Board
from kg_server.engine.flock import Terms
from kg_server.engine.interface import State

LOOK_SECONDS = 0.5
"""Time between two looks at where the link points."""

RETRY_SECONDS = 2.0
"""Pause after a release was refused; while there is nothing else to serve, it is tried again."""

CALM_SECONDS = 30.0
"""Time without a death after which the next zygote that dies is replaced at once."""

log = logging.getLogger("kg_server.engine")


@dataclass
class Child:
    """A zygote as its supervisor sees it.

    Attributes:
        pid: its process id.
        control: closing it drains the zygote.
        target: the release folder that it was started for.
    """

    pid: int
    control: socket.socket
    target: Path


class Supervisor:
    """Keeps the zygote of the current release, and those that still drain."""

    def __init__(self, out: Path, settings: dict[str, Any], queue: socket.socket, board: Board, lifeline: int) -> None:
        """Watch the link `current` in a folder."""
        self._out, self._settings, self._queue, self._board, self._lifeline = out, settings, queue, board, lifeline
        self._live: Child | None = None
        self._next: Child | None = None
        self._refused: Path | None = None
        self._retry_at = self._calm_at = 0.0

    def run(self) -> None:
        """Work until the server is gone."""
        while True:
            self._look()
            waiting: list[int | socket.socket] = [self._lifeline]
            waiting += [child.control for child in (self._next, self._live) if child is not None]
            ready, _, _ = select.select(waiting, [], [], LOOK_SECONDS)
            if self._lifeline in ready:
                return
            if self._next is not None and self._next.control in ready:
                self._hear(self._next)
            elif self._live is not None and self._live.control in ready:
                self._lose_live(self._live)
            _reap()

    def _look(self) -> None:
        """Start a zygote when the link points at a release that is neither served nor being loaded nor refused."""
        try:
            target = (self._out / "current").resolve(strict=True)
        except (OSError, RuntimeError):
            return
        if self._next is not None or self._is_served(target) or time.monotonic() < self._retry_at:
            return
        if target != self._refused or self._live is None:
            self._next = self._start(target)

    def _is_served(self, target: Path) -> bool:
        """Whether a release is served already; then nothing is wrong with what the link points at."""
        if self._live is None or self._live.target != target:
            return False
        state = self._board.read()
        if state.problem:
            self._board.write(State(state.version, state.triples))
        return True

    def _start(self, target: Path) -> Child:
        """Start a zygote for a release folder."""
        ours, theirs = socket.socketpair()
        terms = Terms(
            release=target,
            evaluators=int(self._settings["evaluators"]),
            extra_bytes=int(self._settings["evaluator_mib"]) << 20,
            memory_triples=int(self._settings["memory_triples"]),
            drain_seconds=self._settings["drain_seconds"],
            spawns=bool(self._settings["spawns"]),
        )
        parent = os.getpid()
        if terms.spawns:
            pid = zygote.spawn_zygote(terms, self._queue, theirs, self._board, parent, str(self._settings["log"]))
        else:
            pid = self._fork(terms, ours, theirs)
        theirs.close()
        return Child(pid, ours, target)

    def _fork(self, terms: Terms, ours: socket.socket, theirs: socket.socket) -> int:
        """Fork a zygote."""
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            ours.close()
            os.close(self._lifeline)
            for child in (self._live, self._next):
                if child is not None:
                    child.control.close()
            zygote.run(terms, self._queue, theirs, self._board, parent)
        except Exception:  # the outermost handler of this process
            log.exception("a zygote failed")
        finally:
            os._exit(0)

    def _hear(self, child: Child) -> None:
        """Take the report of a zygote that was loading."""
        line = child.control.recv(1 << 16)
        report = json.loads(line) if line else {"problem": "the loading process ended; is there enough memory?"}
        self._next = None
        if "problem" in report:
            self._refuse(child, str(report["problem"]))
            return
        old, self._live = self._live, child
        self._refused = None
        self._board.write(State(str(report["version"]), int(report["triples"])))
        with suppress(OSError):  # it died meanwhile, which the next look finds out
            child.control.sendall(b"g")
        log.info("serving release %s, %d triples", report["version"], report["triples"])
        if old is not None:
            old.control.close()

    def _refuse(self, child: Child, problem: str) -> None:
        """Keep what is served; say why."""
        child.control.close()
        self._refused = child.target
        self._retry_at = time.monotonic() + RETRY_SECONDS
        state = self._board.read()
        self._board.write(State(state.version, state.triples, problem))
        log.error("release %s refused: %s", child.target.name, problem)

    def _lose_live(self, child: Child) -> None:
        """Forget a zygote that died; another is started, after a pause if one died shortly before."""
        child.control.close()
        self._live = None
        now = time.monotonic()
        self._retry_at = now + (RETRY_SECONDS if now < self._calm_at else 0)
        self._calm_at = now + CALM_SECONDS
        log.error("the zygote of release %s died; starting another", child.target.name)


def _reap() -> None:
    """Collect ended children."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def main(arguments: list[str]) -> NoReturn:
    """Run until the parent is gone.

    Args:
        arguments: parent's process id; descriptors of queue, board and lifeline; settings in JSON.
    """
    parent, queue, board, lifeline = (int(argument) for argument in arguments[:4])
    settings = json.loads(arguments[4])
    logging.basicConfig(level=settings["log"].upper(), format=zygote.LOG_FORMAT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    guards.die_with_parent(parent)
    for guard in guards.missing():
        log.warning("guard missing on this platform: %s", guard)
    if settings["spawns"]:
        log.warning("evaluators are spawned and read from disk: a fork with shared memory is not safe here")
    supervisor = Supervisor(Path(settings["out"]), settings, socket.socket(fileno=queue), Board(board), lifeline)
    supervisor.run()
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
