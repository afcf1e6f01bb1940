"""The process that evaluates: forked by a zygote, guarded, thrown away.

It takes questions from the queue that all evaluators share, one at a time; whoever is free takes the next. A timer of
the kernel ends it at the time limit, whatever the engine is doing. Imports answering, guards, interface and wire.
"""

import array
import os
import select
import signal
import socket
from dataclasses import dataclass

from kg_builder import guards
from kg_server.engine.answering import answer
from kg_server.engine.interface import Question
from kg_server.engine.loading import Loaded
from kg_server.engine.wire import hello, receive_question

QUESTIONS = 2_000
"""Questions that one evaluator answers before a fresh one takes its place."""

GRACE_SECONDS = 0.25
"""Time after the limit in which the front end, which ends an evaluator on time, has the first go."""

PATIENCE_SECONDS = 5.0
"""Longest wait for a front end to take or give bytes; it reads at once unless it is dead."""


@dataclass(frozen=True)
class Place:
    """What an evaluator gets from its zygote.

    Attributes:
        queue: receives one message per question, with the socket to answer on.
        go: gives a byte when this evaluator, until then a spare, may begin.
        drain: readable, at its end, when it must finish.
        extra_bytes: memory that it may use above the graph.
    """

    queue: socket.socket
    go: int
    drain: int
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
    for _ in range(QUESTIONS):
        sock = _next(place)
        if sock is None:
            return
        with sock:
            _serve(loaded, sock)
        if size and guards.address_space() > size + place.extra_bytes // 4:
            return


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


def _next(place: Place) -> socket.socket | None:
    """The socket of the next question; None when drained."""
    poll = select.poll()
    poll.register(place.queue, select.POLLIN)
    poll.register(place.drain, select.POLLIN)
    while True:
        if place.drain in dict(poll.poll()):
            return None
        sock = _receive_socket(place.queue)
        if sock is not None:
            return sock


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


def _serve(loaded: Loaded, sock: socket.socket) -> None:
    """Answer the question on one socket; who hung up meanwhile is left alone."""
    try:
        sock.settimeout(PATIENCE_SECONDS)
        question = receive_question(sock)
        if question is not None:
            sock.sendall(hello(os.getpid(), loaded.version))
            _answer_in_time(loaded, question, sock)
    except (OSError, ValueError):
        return


def _answer_in_time(loaded: Loaded, question: Question, sock: socket.socket) -> None:
    """Answer with the kernel's timer running, whose signal ends the process."""
    sock.settimeout(None)
    signal.setitimer(signal.ITIMER_REAL, question.seconds + GRACE_SECONDS)
    try:
        answer(loaded.store, loaded.prefixes, question, sock)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
