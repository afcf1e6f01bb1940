"""Builds in processes of their own, some of which are killed while they work: nothing here stands in for our code.

A process is forked from a small server that has imported the builder, so that a build begins at once.
"""

import io
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from datapackages import ONTOLOGY

from kg_builder.build import build
from kg_builder.progress import Progress

WATCHED = ("open", "os.mkdir", "os.remove", "os.rename", "os.symlink")
"""Audit events (https://docs.python.org/3/library/audit_events.html) of what a build does to its output folder."""

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["releases.dying"])


def die() -> None:
    """The end, without a chance to tidy up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fuse(io.StringIO):
    """A terminal on which something is written when a stage begins and when it ends; the nth time is the last."""

    def __init__(self, left: int) -> None:
        """Die at the nth writing; 0 is never."""
        super().__init__()
        self.left = left

    def write(self, text: str) -> int:
        """Count, and die at the end of the count."""
        self.left -= 1
        if self.left == 0:
            die()
        return len(text)


def watch(out: Path, seen: Callable[[str], None]) -> None:
    """Tell of every event on a path below a folder, before it takes place."""
    folder = str(out)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        """One event."""
        if event in WATCHED and any(str(each).startswith(folder) for each in arguments[:2]):
            seen(event)

    sys.addaudithook(hook)


def build_until(data: Path, out: Path, writings: int, events: int, pipe: Connection) -> None:
    """Build, and die at the nth writing of progress or before the nth event; 0 is never. Tells of start and events."""
    told: list[str] = []

    def seen(event: str) -> None:
        """Note the event; die if it is the last."""
        told.append(event)
        if len(told) == events:
            die()

    watch(out, seen)
    pipe.send("begins")
    build(data, out, ONTOLOGY, Progress(Fuse(writings), is_terminal=True))
    pipe.send(told)


def started(data: Path, out: Path, writings: int = 0, events: int = 0) -> tuple[ForkServerProcess, Connection]:
    """A build that has begun."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=build_until, args=(data, out, writings, events, theirs))
    process.start()
    theirs.close()
    assert ours.poll(60)
    assert ours.recv() == "begins"
    return process, ours


def ended(process: ForkServerProcess) -> int:
    """Wait for the end; the exit code, negative for a signal."""
    process.join(120)
    assert process.exitcode is not None
    return process.exitcode
