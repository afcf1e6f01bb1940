"""A service of one's own: `kg serve` as a child process on this machine, ended with its parent.

Queries are so evaluated where they always are, in the guarded processes of the service, and under its limits.
"""

import ctypes
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


class ServiceDied(Exception):  # what happened, and what to do
    """The service did not start."""


@contextmanager
def own_service(out: Path) -> Iterator[str]:
    """Serve a folder of releases on a free port of this machine.

    Args:
        out: folder of releases.

    Yields:
        The address.

    Raises:
        ServiceDied: it did not start; standard error has its reasons.
    """
    process = subprocess.Popen(  # noqa: S603  (no shell, own program)
        [sys.executable, "-m", "kg_server", "--out", str(out), "--host", "127.0.0.1", "--port", "0", "--workers", "1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        preexec_fn=_leash(),
    )
    try:
        yield _address(process, out)
    finally:
        _end(process)


def _leash() -> Callable[[], None] | None:
    """Has the kernel end the child when its parent ends however it may; Linux only."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _address(process: subprocess.Popen[bytes], out: Path) -> str:
    """The address that the service prints when it is ready.

    Raises:
        ServiceDied: it printed none.
    """
    assert process.stdout is not None  # noqa: S101  (for the type checker: it is a pipe)
    deadline, told = time.monotonic() + START_SECONDS, b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and selector.select(left):
            piece = os.read(process.stdout.fileno(), 4096)
            told += piece
            if match := re.search(rb"http://127\.0\.0\.1:\d+(?=\s)", told):
                return match[0].decode()
            if not piece:
                break
    message = f"no service started on the releases in {out.name}/: the lines above say why; `kg build` makes a release"
    raise ServiceDied(message)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the service."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
