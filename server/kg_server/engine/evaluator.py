"""The process that evaluates: forked by a zygote, or spawned where there is no safe fork; guarded, thrown away.

    python -m kg_server.engine.evaluator INSTRUCTIONS

It takes questions from the queue that all evaluators share, one at a time; whoever is free takes the next. A timer of
the kernel ends it at the time limit, whatever the engine is doing. Imports answering, guards, interface and wire.
"""

import array
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg_builder import guards
from kg_builder.errors import KgError
from kg_server.engine.answering import answer
from kg_server.engine.board import Board
from kg_server.engine.interface import Question
from kg_server.engine.loading import Loaded, load_again
from kg_server.engine.wire import ERROR, PASSED, frame, hello, receive_question

QUESTIONS = 2_000
"""Questions that one evaluator answers before a fresh one takes its place."""

GRACE_SECONDS = 0.25
"""Time after the limit in which the front end, which ends an evaluator on time, has the first go."""

LOOK_SECONDS = 1.0
"""Time after which a waiting evaluator looks for questions by itself: should the one woken for it have died."""

PATIENCE_SECONDS = 5.0
"""Longest wait for a front end to take or give bytes; it reads at once unless it is dead."""


@dataclass(frozen=True)
class Place:
    """What an evaluator gets from its zygote.

    Attributes:
        queue: receives one message per question, with the socket to answer on.
        go: gives a byte when this evaluator, until then a spare, may begin.
        drain: readable, at its end, when it must finish.
        board: says which release is served; who has another one is done.
        extra_bytes: memory that it may use above the graph.
    """

    queue: socket.socket
    go: int
    drain: int
    board: Board
    extra_bytes: int


def run(loaded: Loaded, place: Place, zygote: int) -> None:
    """Wait to be needed, then answer questions until drained, worn out or killed."""
    guards.die_with_parent(zygote)
    guards.be_first_to_go()
    size = guards.limit_memory(place.extra_bytes)
    guards.deny_network()
    for name in (signal.SIGCHLD, signal.SIGTERM, signal.SIGALRM):
        signal.signal(name, signal.SIG_DFL)
    if not _may_begin(place):
        return
    releases, ear = Opened(loaded), Ear(place)
    for _ in range(QUESTIONS):
        sock = ear.next()
        if sock is None:
            return
        with sock:
            if place.board.read().version != loaded.version:
                _pass_back(sock)
                return
            _serve(releases, sock)
        if size and guards.address_space() > size + place.extra_bytes // 4:
            return


class Opened:
    """The release that is served, and the older one that was asked for last."""

    def __init__(self, live: Loaded) -> None:
        """Begin with the one that is served."""
        self._live, self._older = live, live

    def find(self, version: str) -> Loaded:
        """The release of a version, "" for the one that is served.

        Raises:
            KgError: it cannot be opened.
        """
        if version in {"", self._live.version}:
            return self._live
        if self._older.version != version:
            self._older = self._live
            self._older = self._live.older(version)
        return self._older


def _may_begin(place: Place) -> bool:
    """Wait as a spare; False when drained before."""
    poll = select.poll()
    poll.register(place.go, select.POLLIN)
    poll.register(place.drain, select.POLLIN)
    ready = dict(poll.poll())
    if place.drain in ready:
        return False
    begins = bool(os.read(place.go, 1))
    os.close(place.go)
    return begins


class Ear:
    """Waits for questions, so that each of them wakes one of the evaluators that wait."""

    def __init__(self, place: Place) -> None:
        """Listen to the queue and for the word to finish."""
        self._place = place
        if hasattr(select, "epoll"):
            self._poll: Any = select.epoll()
            self._poll.register(place.queue, select.EPOLLIN | select.EPOLLEXCLUSIVE)
            self._poll.register(place.drain, select.EPOLLIN)
            self._timeout = LOOK_SECONDS
        else:
            self._poll = select.poll()
            self._poll.register(place.queue, select.POLLIN)
            self._poll.register(place.drain, select.POLLIN)
            self._timeout = LOOK_SECONDS * 1000

    def next(self) -> socket.socket | None:
        """The socket of the next question; None when drained.

        A question is looked for first: nobody else was woken for it.
        """
        while True:
            ready = dict(self._poll.poll(self._timeout))
            sock = _receive_socket(self._place.queue)
            if sock is not None:
                return sock
            if self._place.drain in ready:
                return None


def _receive_socket(queue: socket.socket) -> socket.socket | None:
    """A socket from the queue, or None when another evaluator was faster."""
    size = array.array("i").itemsize
    try:
        _, ancillary, _, _ = queue.recvmsg(1, socket.CMSG_SPACE(size), socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    for _, _, data in ancillary:
        return socket.socket(fileno=array.array("i", data[:size])[0])
    return None


def _pass_back(sock: socket.socket) -> None:
    """Have a question asked again: this process holds a release that is no longer served."""
    with suppress(OSError):
        sock.sendall(frame(PASSED))


def _serve(releases: Opened, sock: socket.socket) -> None:
    """Answer the question on one socket; who hung up meanwhile is left alone."""
    try:
        sock.settimeout(PATIENCE_SECONDS)
        question = receive_question(sock)
        if question is not None:
            sock.sendall(hello(os.getpid(), question.release or releases.find("").version))
            _answer_in_time(releases, question, sock)
    except (OSError, ValueError):
        return


def _answer_in_time(releases: Opened, question: Question, sock: socket.socket) -> None:
    """Answer with the kernel's timer running, whose signal ends the process."""
    sock.settimeout(None)
    signal.setitimer(signal.ITIMER_REAL, question.seconds + GRACE_SECONDS)
    try:
        loaded = releases.find(question.release)
        answer(loaded.store_for(question), loaded.prefixes, question, sock)
    except KgError as error:
        sock.sendall(frame(ERROR, json.dumps({"kind": "unsupported", "message": str(error)}).encode()))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(instructions: str) -> None:
    """Begin as a process of its own, with the store on disk.

    Args:
        instructions: JSON with the members of `Place`, descriptors as numbers, with `parent` and `release`, and with
            the descriptor `ready`, which gets a byte when the store is open.
    """
    given = json.loads(instructions)
    queue = socket.socket(fileno=given["queue"])
    place = Place(queue, given["go"], given["drain"], Board(given["board"]), given["extra_bytes"])
    loaded = load_again(Path(given["release"]))
    os.write(given["ready"], b"r")
    os.close(given["ready"])
    run(loaded, place, given["parent"])


if __name__ == "__main__":
    main(sys.argv[1])
