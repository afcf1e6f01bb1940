"""How front end and evaluator talk: one question over a stream socket, then frames.

A question is a length (4 bytes, big endian) and JSON. A frame is one byte of kind, a length and a payload:

    H   hello: process id (4 bytes) and version of the release, before evaluation
    D   some bytes of the answer
    Z   its end, without which the answer is not whole
    E   an error instead of an answer, or instead of the rest of it: JSON with kind, message, line, column
    P   passed back: another release is served by now, and the question is to be asked again

Imports only the interface.
"""

import json
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress

from kg_server.engine.interface import Question

HELLO, DATA, END, ERROR, PASSED = b"H", b"D", b"Z", b"E", b"P"
QUESTION_BYTES = 1 << 20
"""Longest question: queries are at most 64 KiB, and JSON can need six bytes for one."""

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!cI")
_PID = struct.Struct("!I")
_READ = 1 << 16


def encode_question(question: Question) -> bytes:
    """A question as bytes."""
    text = _JSON.encode(vars(question)).encode()
    return _LENGTH.pack(len(text)) + text


def receive_question(sock: socket.socket) -> Question | None:
    """The question that waits on a socket, or None when there is none or it is cut short."""
    head = _receive(sock, _LENGTH.size)
    if head is None:
        return None
    length = int(_LENGTH.unpack(head)[0])
    text = _receive(sock, length) if length <= QUESTION_BYTES else None
    if text is None:
        return None
    members = json.loads(text)
    for name in ("default_graphs", "named_graphs", "from_graphs", "from_named"):
        members[name] = None if members[name] is None else tuple(members[name])
    members["bindings"] = tuple((name, value, datatype) for name, value, datatype in members["bindings"])
    return Question(**members)


def _receive(sock: socket.socket, length: int) -> bytes | None:
    """Exactly so many bytes, or None when the other side closed before."""
    parts = bytearray()
    while len(parts) < length:
        part = sock.recv(length - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


def hello(pid: int, version: str) -> bytes:
    """The first frame of an evaluator."""
    return frame(HELLO, _PID.pack(pid) + version.encode())


def hello_bytes(version: str) -> int:
    """Length of the first frame of an evaluator of a release."""
    return _HEAD.size + _PID.size + len(version.encode())


def read_hello(payload: bytes) -> tuple[int, str]:
    """Process id and version of a hello."""
    return int(_PID.unpack(payload[: _PID.size])[0]), payload[_PID.size :].decode()


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """A frame as bytes."""
    return _HEAD.pack(kind, len(payload)) + payload


class Frames:
    """Puts frames together from the bytes of a socket."""

    def __init__(self, sock: socket.socket) -> None:
        """Read from a socket."""
        self._sock = sock
        self._pending = bytearray()

    def receive(self) -> bool:
        """Take what the socket has, waiting for the first byte; False at its end."""
        try:
            part = self._sock.recv(_READ)
        except ConnectionResetError:
            return False
        self._pending += part
        return bool(part)

    def receive_at_once(self) -> None:
        """Take what comes within the time limit of the socket itself, if anything does; the end is left to be seen."""
        with suppress(BlockingIOError, ConnectionResetError):
            self._pending += self._sock.recv(_READ)

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """The whole frames so far: kind and payload."""
        while len(self._pending) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._pending)
            if len(self._pending) < _HEAD.size + length:
                return
            payload = bytes(self._pending[_HEAD.size : _HEAD.size + length])
            del self._pending[: _HEAD.size + length]
            yield kind, payload
