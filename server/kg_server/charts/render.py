"""Pictures from specs, drawn by a process that is started when the first one is wanted and killed when it is late.

Imports worker, fonts and errors.
"""

import json
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from html import escape

from kg_server.charts.fonts import covered, plain
from kg_server.charts.worker import ANSWER, HEADER, PICTURE
from kg_server.errors import EngineDown, Overloaded

EXTRA_BYTES = 768 << 20
"""Memory of the process above what it has when it is ready."""

IDLE_SECONDS = 300.0
"""The process ends when nothing was drawn for so long."""

START_SECONDS = 10.0
"""Longest time for starting, on top of that for drawing."""

PIXELS = 24_000_000
"""Most pixels of a picture of points; a larger one gets a smaller scale."""

_RETRY = {"Retry-After": "2"}
_LONG = 4_000
_NUMBERED = re.compile(r'(\bid="|url\(#)((?:gradient|clip|pattern)_?)(\d+)')


class Renderer:
    """The process that draws for this one; safe for threads, one picture at a time."""

    def __init__(
        self, seconds: float = 10.0, extra_bytes: int = EXTRA_BYTES, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        """Start nothing yet.

        Args:
            seconds: longest time for one picture, and longest wait for its turn.
            extra_bytes: memory of the process above what it has when it is ready.
            idle_seconds: it ends when nothing is wanted for so long.
        """
        self._process: subprocess.Popen[bytes] | None = None
        self._seconds, self._extra, self._idle = seconds, extra_bytes, idle_seconds
        self._lock = threading.Lock()

    def svg(self, spec: Mapping[str, object], title: str, description: str) -> bytes:
        """A picture of lines, with title and description for who does not see it.

        Raises:
            Overloaded: others are before it for too long, or it takes too long.
            EngineDown: it cannot be drawn.
        """
        text = _renamed(self._ask({"form": "svg", "spec": spec}).decode())
        start, bracket, rest = text.partition(">")
        name, told = escape(plain(title)), escape(plain(description, _LONG))
        told = f"<title>{name}</title><desc>{told}</desc>"
        return f'{start} role="img"{bracket}{told}{rest}\n'.encode()

    def png(self, svg: bytes, scale: float = 2.0) -> bytes:
        """A picture of points from one of lines; what the font does not have is shown as `fonts.MISSING`.

        Raises:
            Overloaded, EngineDown: as for `svg`.
        """
        text = covered(svg.decode())
        wide, high = measured(text)
        fitting = min(scale, (PIXELS / max(1.0, wide * high)) ** 0.5)
        return self._ask({"form": "png", "svg": text, "scale": round(fitting, 3)})

    def warm(self) -> None:
        """Have the process started, if it is not, so that it gets ready while the answer is found; wait for nothing."""
        if self._process is not None or not self._lock.acquire(blocking=False):
            return
        try:
            process: subprocess.Popen[bytes] | None = self._process
            self._process = process or self._start()
        finally:
            self._lock.release()

    def __del__(self) -> None:
        """End the process of a renderer that nobody has any more."""
        self._end()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, request: Mapping[str, object]) -> bytes:
        """The picture for a request; a process that ended meanwhile, for want of work, is replaced once."""
        deadline = time.monotonic() + self._seconds
        if not self._lock.acquire(timeout=self._seconds):
            detail = "Other pictures are being drawn; there was no turn for this one."
            raise Overloaded(detail, headers=_RETRY)
        try:
            body = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()
            status, answer = self._exchange(body, deadline) or self._exchange(body, deadline) or (-1, b"")
        finally:
            self._lock.release()
        if status < 0:
            detail = "The process that draws pictures ended; the next request finds another."
            raise EngineDown(detail, headers=_RETRY)
        if status != PICTURE:
            detail = f"The picture cannot be drawn: {answer.decode('utf-8', 'replace')[:200]}."
            raise EngineDown(detail)
        return answer

    def _exchange(self, body: bytes, deadline: float) -> tuple[int, bytes] | None:
        """Ask the process, which is started if need be; None when it has ended.

        Raises:
            Overloaded: it takes too long; it is killed.
        """
        process = self._process
        if process is None or process.poll() is not None:
            self._end()
            process = self._process = self._start()
            deadline += START_SECONDS
        assert process.stdin is not None  # noqa: S101  # both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(HEADER.pack(len(body)) + body)
            process.stdin.flush()
            header = _read(process.stdout.fileno(), ANSWER.size, deadline)
            status, length = ANSWER.unpack(header)
            return status, _read(process.stdout.fileno(), length, deadline)
        except (BrokenPipeError, EOFError):
            self._end()
            return None
        except TimeoutError as error:
            self._end()
            detail = f"The picture was not drawn within {self._seconds:g} seconds."
            raise Overloaded(detail, headers=_RETRY) from error

    def _start(self) -> subprocess.Popen[bytes]:
        """A new process, with nothing of this one's surroundings."""
        arguments = [str(self._seconds), str(self._extra), str(self._idle)]
        return subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-P", "-m", "kg_server.charts.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"TZ": "UTC", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )

    def _end(self) -> None:
        """Kill the process, if there is one, and forget it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue


def _renamed(svg: str) -> str:
    """The same with what it refers to within itself numbered from 0: the renderer goes on from picture to picture."""
    numbers: dict[str, int] = {}

    def own(match: re.Match[str]) -> str:
        number = numbers.setdefault(match[2] + match[3], len(numbers))
        return f"{match[1]}{match[2]}{number}"

    return _NUMBERED.sub(own, svg)


def _read(descriptor: int, length: int, deadline: float) -> bytes:
    """So many bytes of a pipe.

    Raises:
        EOFError: it ends before.
        TimeoutError: the deadline comes before.
    """
    parts = bytearray()
    while len(parts) < length:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([descriptor], [], [], max(0.0, left))
        if not ready:
            raise TimeoutError
        part = os.read(descriptor, min(length - len(parts), 1 << 18))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def measured(svg: str) -> tuple[float, float]:
    """Width and height of a picture of ours, in points."""
    head = svg.partition(">")[0]
    values = (head.partition(f' {name}="')[2].partition('"')[0] for name in ("width", "height"))
    wide, high = (float(value) if value.replace(".", "", 1).isdigit() else 1000.0 for value in values)
    return wide, high
