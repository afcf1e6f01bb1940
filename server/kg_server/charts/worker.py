"""The process that draws: specs in, pictures out, nothing else.

    python -m kg_server.charts.worker SECONDS EXTRA_BYTES IDLE_SECONDS

It has no network, a limit of memory, and a timer of the kernel that ends it when one picture takes too long; it ends by
itself when nobody asks for a while, or when its standard input is closed. Each request is a length (4 bytes, big end
first) and JSON: `form` with a `spec` for svg, or an `svg` and a `scale` for png. Each answer is a byte, 0 for a picture
and 1 for an error in words, a length, and as many bytes. Imports guards and fonts.
"""

import json
import os
import resource
import select
import signal
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg_builder import guards
from kg_server.charts.fonts import FOLDER

VEGA_LITE = "6.4"
"""Version of the language, one of those that the renderer has."""

HEADER = struct.Struct(">I")
ANSWER = struct.Struct(">BI")
PICTURE, ERROR = 0, 1
_FIRST = '{"mark": "point", "data": {"values": [{}]}, "height": 1, "width": 1}'


def run(seconds: float, extra_bytes: int, idle_seconds: float) -> None:
    """Answer requests until there are no more."""
    sink, answers = os.open(os.devnull, os.O_WRONLY), os.dup(1)
    os.dup2(sink, 1)
    guards.be_first_to_go()
    guards.deny_network()
    import vl_convert  # after the network is gone, and in this process alone

    vl_convert.register_font_directory(str(FOLDER))
    vl_convert.vegalite_to_svg(_FIRST, vl_version=VEGA_LITE, allowed_base_urls=[])
    limit_memory(extra_bytes)
    while (request := _receive(idle_seconds)) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            status, body = PICTURE, _draw(json.loads(request))
        except (ValueError, RuntimeError, MemoryError) as error:
            status, body = ERROR, str(error).partition("\n")[0].encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, ANSWER.pack(status, len(body)) + body)


def _draw(asked: Mapping[str, Any]) -> bytes:
    """One picture.

    Raises:
        ValueError: the renderer refuses it.
    """
    import vl_convert

    if asked["form"] == "png":
        return vl_convert.svg_to_png(asked["svg"], scale=asked["scale"])
    return vl_convert.vegalite_to_svg(asked["spec"], vl_version=VEGA_LITE, allowed_base_urls=[]).encode()


def limit_memory(extra_bytes: int) -> None:
    """Allow this process so much memory above what it has: address space, and what can be written to.

    The engine of the renderer reserves far more addresses than it uses, so that the first alone would not hold it.
    """
    guards.limit_memory(extra_bytes)
    now = _data_bytes()
    if now:
        resource.setrlimit(resource.RLIMIT_DATA, (now + extra_bytes, now + extra_bytes))


def _data_bytes() -> int:
    """Bytes of private memory that can be written to, or 0 where `/proc` does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmData:")), 0)


def _receive(idle_seconds: float) -> bytes | None:
    """The next request; None when there are no more, or none for a while."""
    ready, _, _ = select.select([0], [], [], idle_seconds)
    header = _read(HEADER.size) if ready else b""
    return _read(HEADER.unpack(header)[0]) if len(header) == HEADER.size else None


def _read(length: int) -> bytes:
    """So many bytes of the standard input, fewer at its end."""
    parts = bytearray()
    while len(parts) < length and (part := os.read(0, min(length - len(parts), 1 << 16))):
        parts += part
    return bytes(parts)


def _send(descriptor: int, body: bytes) -> None:
    """All bytes to a pipe."""
    view = memoryview(body)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    run(float(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
    os._exit(0)  # the renderer's threads would wait for each other
