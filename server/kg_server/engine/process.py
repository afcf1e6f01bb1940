"""Start the engine's processes and keep them: the server's main thread is their parent.

They must be started from the main thread before there are others, since the kernel's parent-death signal fires when
the thread that made them ends. Imports board and embedded.
"""

import json
import os
import socket
import subprocess
import sys
import time

from kg_builder import guards
from kg_builder.errors import ReleaseError
from kg_server.config import ServerConfig
from kg_server.engine.board import Board
from kg_server.engine.embedded import EmbeddedEngine
from kg_server.engine.interface import Free, Ledger
from kg_server.engine.turns import Turns

_KIND = socket.SOCK_SEQPACKET if sys.platform.startswith("linux") else socket.SOCK_DGRAM
_POLL_SECONDS = 0.01

HUGE_PAGES = "glibc.malloc.hugetlb=1"
"""Large pages for the graph in memory: a sixth less time for scans. Systems that do not know it take no notice."""

ROUNDS = 3
"""Longest wait for an evaluator, in time limits of queries: one for each front end that may be first, and no more."""


REPLACING_SECONDS = 0.25
"""Added to that wait: time in which an evaluator that was killed is replaced."""


class EngineProcesses:
    """The supervisor and, below it, zygotes and evaluators."""

    def __init__(self, config: ServerConfig, *, spawns: bool | None = None) -> None:
        """Make what they share with the front ends; start nothing yet.

        Args:
            config: settings.
            spawns: whether evaluators are fresh processes that read from disk; by default only where a guard of this
                platform is missing, and forks that share the graph in memory elsewhere.
        """
        self._config = config
        self._spawns = bool(guards.missing()) if spawns is None else spawns
        self._queue, self._questions = socket.socketpair(socket.AF_UNIX, _KIND)
        self._board = Board.create()
        self._lifeline, self._life = os.pipe()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the supervisor."""
        config = self._config
        settings = {
            "out": str(config.out.resolve()),
            "evaluators": config.evaluators,
            "evaluator_mib": config.evaluator_mib,
            "memory_triples": config.memory_triples,
            "drain_seconds": config.query_seconds_max + 1,
            "spawns": self._spawns,
            "log": config.log,
        }
        shared = (self._questions.fileno(), self._board.descriptor, self._lifeline)
        arguments = [str(os.getpid()), *(str(descriptor) for descriptor in shared), json.dumps(settings)]
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", "kg_server.engine.supervisor", *arguments],
            env={**os.environ, "GLIBC_TUNABLES": HUGE_PAGES},  # noqa: TID251  # what a child inherits
            pass_fds=shared,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_until_ready(self, seconds: float) -> None:
        """Wait until queries can be answered.

        Raises:
            ReleaseError: the release is damaged, or it is not ready in time.
        """
        deadline = time.monotonic() + seconds
        while not (state := self._board.read()).version:
            if state.problem:
                raise ReleaseError(state.problem)
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                message = "the query engine did not start; its log says why"
                raise ReleaseError(message)
            time.sleep(_POLL_SECONDS)

    def keep(self) -> None:
        """Start the supervisor again if it has ended."""
        if self._process is not None and self._process.poll() is not None:
            self.start()

    def stop(self) -> None:
        """Let all of them end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def engine(self, waiting: int, ledger: Ledger | None = None) -> EmbeddedEngine:
        """An engine for one front-end process, of whose questions so many may wait."""
        turns = Turns(self._config.evaluators, waiting)
        wait_seconds = self._config.query_seconds * min(self._config.workers, ROUNDS) + REPLACING_SECONDS
        return EmbeddedEngine(self._queue, self._board, turns, wait_seconds, ledger or Free())

    def close(self) -> None:
        """Close what is shared."""
        self.stop()
        for descriptor in (self._board.descriptor, self._lifeline, self._life):
            os.close(descriptor)
        self._queue.close()
        self._questions.close()
