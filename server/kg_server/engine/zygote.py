"""The process that holds one release: checks and loads it once, keeps its evaluators, and evaluates nothing.

    python -m kg_server.engine.zygote INSTRUCTIONS

It has one thread, so that a fork is safe. Its evaluators are ready before it reports, and begin when it is told that
its release is the one that is served. Imports flock, guards and loading.
"""

import gc
import json
import logging
import socket
import sys
from dataclasses import asdict
from pathlib import Path

from kg_builder import guards
from kg_builder.errors import KgError
from kg_server.engine.board import Board
from kg_server.engine.flock import Flock, Terms
from kg_server.engine.loading import load
from kg_server.engine.spawning import spawn

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def run(terms: Terms, queue: socket.socket, control: socket.socket, board: Board, parent: int) -> None:
    """Load, report, wait for the word to begin, and keep evaluators until the control socket is closed.

    One line of JSON goes to the control socket: `version` and `triples`, or `problem`.
    """
    guards.die_with_parent(parent)
    try:
        loaded = load(terms.release, 0 if terms.spawns else terms.memory_triples)
    except (KgError, MemoryError) as error:
        _report(control, {"problem": str(error) or type(error).__name__})
        return
    gc.collect()
    gc.freeze()
    flock = Flock(loaded, terms, queue, control, board)
    flock.prepare()
    flock.wait_until_ready()
    _report(control, {"version": loaded.version, "triples": loaded.triples})
    if control.recv(1):
        flock.fill()
        flock.tend()
    flock.drain()


def _report(control: socket.socket, content: dict[str, object]) -> None:
    """One line to the supervisor."""
    control.sendall(json.dumps(content).encode() + b"\n")


def spawn_zygote(
    terms: Terms, queue: socket.socket, control: socket.socket, board: Board, parent: int, level: str
) -> int:
    """Start `run` in an interpreter of its own; its process id."""
    instructions = {
        "terms": {**asdict(terms), "release": str(terms.release)},
        "queue": queue.fileno(),
        "control": control.fileno(),
        "board": board.descriptor,
        "parent": parent,
        "log": level,
    }
    return spawn("kg_server.engine.zygote", instructions, (queue.fileno(), control.fileno(), board.descriptor))


def main(instructions: str) -> None:
    """Begin as a process of its own.

    Args:
        instructions: JSON of `spawn_zygote`.
    """
    given = json.loads(instructions)
    logging.basicConfig(level=given["log"].upper(), format=LOG_FORMAT)
    terms = Terms(**{**given["terms"], "release": Path(given["terms"]["release"])})
    queue, control = (socket.socket(fileno=given[name]) for name in ("queue", "control"))
    run(terms, queue, control, Board(given["board"]), given["parent"])


if __name__ == "__main__":
    main(sys.argv[1])
