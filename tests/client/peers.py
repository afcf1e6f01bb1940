"""A peer over real sockets that answers each connection with the bytes of a script: a broken service, or a proxy."""

import socket
import struct
import threading
from typing import Self

RESET = b"\0reset"
"""An answer that is none: the connection is reset."""


class Peer:
    """Answers connections one after the other, with the next answer of its script, the last one again and again.

    Attributes:
        answers: raw bytes for each connection; `RESET` breaks the connection, b"" never answers.
        asked: the raw requests.
        port: of 127.0.0.1.
    """

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.asked: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self.port: int = self._listening.getsockname()[1]
        self._is_closing = threading.Event()
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closing.set()
        self._thread.join()
        self._listening.close()
        for connection in self._held:
            connection.close()

    def _serve(self) -> None:
        while not self._is_closing.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            connection.settimeout(5)
            self.asked.append(_request(connection))
            answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
            if not answer:
                self._held.append(connection)
                continue
            if answer == RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                connection.sendall(answer)
            connection.close()


def _request(connection: socket.socket) -> bytes:
    """A request with its body."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            return got
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            while len(body) < int(value):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http(status: str, body: bytes = b"", length: int | None = None, **fields: str) -> bytes:
    """An answer; the length can be a lie."""
    named = {"Content-Length": str(len(body) if length is None else length)}
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body


def chunked(*chunks: bytes, is_whole: bool = True, **fields: str) -> bytes:
    """An answer in chunks, perhaps without its end."""
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return (
        f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{head}Connection: close\r\n\r\n".encode()
        + body
        + (b"0\r\n\r\n" if is_whole else b"")
    )
