"""Clients that dawdle, hold on, send what is no request or too much of it: told so or left, they hold nobody."""

import socket
import time
from collections.abc import Iterator

import pytest

from server.releases import write_release
from server.running import Server, start_server

POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"

REFUSED = {
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "a host that is none": (b'GET /sparql HTTP/1.1\r\nHost: a"><b>\r\n\r\n', 400),
    "a host with a path": (b"GET /sparql HTTP/1.1\r\nHost: a.example/b\r\n\r\n", 400),
    "a line that is too long": (b"GET /?" + b"x" * 220_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "a field that is too long": (GET + b"X: " + b"y" * 20_000 + b"\r\n\r\n", 431),
    "a head without end": (GET + b"X: " + b"y" * 300_000, 431),
    "a length and chunks": (POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a negative length": (POST + b"Content-Length: -1\r\n\r\n", 400),
    "a length beyond all measure": (POST + b"Content-Length: 99999999999\r\n\r\n", 413),
    "chunks that are none": (CHUNKED + b"ZZ\r\nASK {}\r\n0\r\n\r\n", 400),
    "chunks beyond all measure": (CHUNKED + b"1\r\na\r\n" * 100_000, 413),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "another expectation": (POST + b"Expect: magic\r\nContent-Length: 0\r\n\r\n", 417),
    "a bare line feed": (b"GET / HTTP/1.1\nHost: x\n\n\r\n\r\n", 400),
}

HELD = {
    "nothing": b"",
    "a word": b"GET ",
    "half a head": GET,
    "half a body": POST + b"Content-Length: 100\r\n\r\nASK",
    "half a chunk": CHUNKED + b"50\r\nASK",
    "no body after an expectation": POST + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
    "half of a second request": GET + b"\r\n" + GET,
    "a connection that nobody ends": GET + b"Connection: close\r\n\r\n",
    "an old connection that nobody ends": b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n",
    "a refusal that nobody reads": GET + b"X: " + b"y" * 300_000,
}
EACH = 70
"""Connections of each kind: more than the server has threads."""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one process."""
    folder = tmp_path_factory.mktemp("arriving")
    write_release(folder / "out", "0.1.0")
    running = start_server(folder / "out", folder / "log")
    yield running
    running.stop()
    log = (folder / "log").read_text("utf-8")
    assert "Traceback" not in log
    assert "127.0.0.1:" not in log.partition("\n")[2], "no address of a client"


def _status(server: Server, sent: bytes) -> int:
    """Status of the first answer to some bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(sent)
        line = connection.makefile("rb").readline()
    return int(line.split()[1])


@pytest.mark.parametrize(("sent", "status"), [pytest.param(*each, id=name) for name, each in REFUSED.items()])
def test_what_is_no_request_is_told_so(alone: Server, sent: bytes, status: int) -> None:
    assert _status(alone, sent) == status
    assert _status(alone, GET + b"\r\n") == 200


@pytest.mark.parametrize("sent", [pytest.param(bytes_, id=name) for name, bytes_ in HELD.items()])
def test_who_holds_on_holds_nobody(alone: Server, sent: bytes) -> None:
    held = []
    try:
        for _ in range(EACH):
            held.append(socket.create_connection(("127.0.0.1", alone.port), timeout=10))
            held[-1].sendall(sent)
        time.sleep(0.2)
        began = time.monotonic()
        for path in ("/healthz", "/ns"):
            assert alone.ask("GET", path).status == 200
        assert time.monotonic() - began < 5, "a thread or the main loop waits for who holds on"
    finally:
        for connection in held:
            connection.close()


def test_a_body_in_pieces_is_read(alone: Server) -> None:
    pieces = (CHUNKED, b"4\r\nASK \r\n", b"3;x=y\r\n{ }\r\n", b"0\r\n\r\n")
    with socket.create_connection(("127.0.0.1", alone.port), timeout=10) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.05)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_who_asks_first_is_told_to_go_on(alone: Server) -> None:
    with socket.create_connection(("127.0.0.1", alone.port), timeout=10) as connection:
        connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ASK {}")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
