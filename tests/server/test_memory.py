"""Answers from memory: equal to the first, coded as the client likes, never of another request or release."""

import gzip
import http.client
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
import zstandard
from kg_server.engine.interface import Answer, Busy, Gone, Unsupported
from kg_server.engine.turns import Turns
from kg_server.transfer.cache import AnswerCache
from kg_server.transfer.codings import CODINGS, choose_coding
from kg_server.transfer.flights import Flights

from server.releases import write_release
from server.running import Server, start_server, wait_for

LABELS = "/sparql?format=csv&query=" + quote("SELECT * { ?s rdfs:label ?o } ORDER BY ?s ?o")
LARGE = "/sparql?format=nt&query=" + quote("CONSTRUCT WHERE { ?s ?p ?o }")


def _exchange(server: Server, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """What comes back for some bytes sent on one connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection, method=request.partition(b" ")[0].decode())
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read()


@pytest.mark.parametrize(
    "head", ["GET {}", "HEAD {}", "GET {}\r\nAccept-Encoding: gzip", "GET {}\r\nAccept-Encoding: zstd, gzip;q=0.5"]
)
@pytest.mark.parametrize("path", [LABELS, "/", "/region/north", "/ns.ttl", "/sparql", "/q/programs-and-regions.csv"])
def test_a_repeated_answer_is_the_same(server: Server, head: str, path: str) -> None:
    method, _, rest = head.format(path).partition(" ")
    line, _, fields = rest.partition("\r\n")
    request = "\r\n".join([f"{method} {line} HTTP/1.1", "Host: same", *filter(None, [fields]), "", ""])
    first, *others = [_exchange(server, request.encode()) for _ in range(4)]
    assert first[0] == 200
    for other in others:
        assert other[2] == first[2]
        assert _settled(other[1]) == _settled(first[1]) or method == "HEAD"


def _settled(headers: dict[str, str]) -> dict[str, str]:
    """Header fields that do not depend on the time."""
    return {name: value for name, value in headers.items() if name != "date"}


def test_what_a_client_has_is_not_sent_again(server: Server) -> None:
    for coding in ("gzip", "zstd", "identity"):
        tag = server.ask("GET", LABELS, {"Accept-Encoding": coding}).headers["etag"]
        for _ in range(3):
            again = server.ask("GET", LABELS, {"Accept-Encoding": coding, "If-None-Match": tag})
            assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
            assert server.ask("GET", LABELS, {"If-None-Match": '"other"'}).status == 200


def test_requests_sent_at_once_have_each_their_answer(server: Server) -> None:
    one = f"GET {LABELS} HTTP/1.1\r\nHost: twice\r\n\r\n".encode()
    other = b"GET /healthz HTTP/1.1\r\nHost: twice\r\n\r\n"
    last = b"GET /ns.ttl HTTP/1.1\r\nHost: twice\r\nConnection: close\r\n\r\n"
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(one + other + one + last)
            received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        kinds = re.findall(rb"\r\nContent-Type: ([a-z/]+)", received)
        assert kinds == [b"text/csv", b"application/json", b"text/csv", b"text/turtle"]


def test_a_posted_query_is_answered_again(server: Server) -> None:
    kind = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    bodies = [server.ask("POST", "/sparql", kind, b"SELECT ?s { ?s a lh:Program }") for _ in range(3)]
    assert len({reply.body for reply in bodies}) == 1
    other = server.ask("POST", "/sparql", kind, b"SELECT ?s { ?s a lh:Unit }   ")
    assert other.body != bodies[0].body


def test_a_large_answer_is_kept_once_it_came_whole(server: Server) -> None:
    first = server.ask("GET", LARGE)
    assert first.headers.get("transfer-encoding") == "chunked"
    for _ in range(2):
        again = server.ask("GET", LARGE)
        assert again.body == first.body
        assert again.headers["content-length"] == str(len(first.body))
    small = server.ask("GET", LARGE, {"Accept-Encoding": "zstd"})
    assert zstandard.ZstdDecompressor().decompress(small.body) == first.body


def test_a_slow_reader_gets_all(server: Server) -> None:
    expected = server.ask("GET", LARGE).body
    request = f"GET {LARGE} HTTP/1.1\r\nHost: slow\r\n\r\n".encode()
    for _ in range(3):
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(10)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(request)
            time.sleep(0.2)
            response = http.client.HTTPResponse(connection)
            response.begin()
            assert response.read() == expected
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: slow\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_a_new_release_ends_what_was_kept(tmp_path: Path) -> None:
    old = write_release(tmp_path / "out", "0.1.0", 5)
    running = start_server(tmp_path / "out", tmp_path / "log")
    try:
        for _ in range(3):
            assert running.ask("GET", LABELS).headers["kg-release"] == old.name
        new = write_release(tmp_path / "out", "0.2.0", 5)
        assert wait_for(lambda: running.ask("GET", LABELS).headers["kg-release"] == new.name)
        assert [running.ask("GET", LABELS).headers["kg-release"] for _ in range(3)] == [new.name] * 3
    finally:
        running.stop()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("GZIP;q=0.1", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;q=0", None),
        ("*", "gzip"),
        ("*;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("zstd, gzip;q=0.9", "zstd"),
        ("gzip, deflate, br, zstd", "br"),
        ("zstd;q=0.1, gzip;q=0.9", "gzip"),
        ("compress, deflate", None),
    ],
)
def test_a_coding_is_chosen(header: str | None, expected: str | None) -> None:
    coding = choose_coding(header)
    assert (coding.name if coding else None) == expected


def test_codings_give_back_what_they_took() -> None:
    parts = [b"one " * 1000, b"", b"two " * 1000]
    read: dict[str, Callable[[bytes], bytes]] = {
        "br": brotli.decompress,
        "gzip": gzip.decompress,
        "zstd": lambda coded: zstandard.ZstdDecompressor().decompressobj().decompress(coded),
    }
    for name, decode in read.items():
        coding = CODINGS[name]
        assert decode(coding.pack(b"".join(parts))) == b"".join(parts)
        assert coding.pack(parts[0]) == coding.pack(parts[0])
        assert decode(b"".join(coding.flow(parts))) == b"".join(parts)
        stream: Iterable[bytes] = iter(parts[:1])
        assert len(next(iter(coding.flow(stream)))) > 10, "a part can be read when it is there"


def test_equal_questions_are_evaluated_once() -> None:
    flights, begun, answers = Flights(lambda: None), threading.Event(), []
    calls: list[int] = []

    def slow() -> Answer:
        calls.append(1)
        begun.set()
        time.sleep(0.3)
        return Answer("v", b"x")

    threads = [threading.Thread(target=lambda: answers.append(flights.share("key", slow, 5).body)) for _ in range(6)]
    threads[0].start()
    assert begun.wait(5)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(calls), answers) == (1, [b"x"] * 6)


@pytest.mark.parametrize(("error", "evaluations"), [(Unsupported("no"), 1), (Gone("left"), 2)])
def test_a_failure_is_shared_but_a_hang_up_is_not(error: Exception, evaluations: int) -> None:
    flights, begun, calls, outcomes = Flights(lambda: None), threading.Event(), [], []

    def failing() -> Answer:
        calls.append(1)
        begun.set()
        time.sleep(0.2)
        if len(calls) == 1:
            raise error
        return Answer("v", b"x")

    def ask() -> None:
        try:
            outcomes.append(flights.share("key", failing, 5).body)
        except type(error):
            outcomes.append(None)

    first, second = threading.Thread(target=ask), threading.Thread(target=ask)
    first.start()
    assert begun.wait(5)
    second.start()
    first.join()
    second.join()
    assert len(calls) == evaluations
    assert outcomes[0] is None


def test_addresses_take_turns() -> None:
    turns, order = Turns(1, 10), []
    turns.take("greedy", 1)

    def ask(address: str) -> None:
        turns.take(address, 5)
        order.append(address)
        turns.give_back()

    threads = []
    for address in ("greedy", "greedy", "greedy", "modest"):
        threads.append(threading.Thread(target=ask, args=(address,)))
        threads[-1].start()
        time.sleep(0.05)
    turns.give_back()
    for thread in threads:
        thread.join()
    assert order == ["greedy", "modest", "greedy", "greedy"]
    turns.take("late", 1)
    with pytest.raises(Busy):
        turns.take("late", 0.05)
    turns.give_back()
    turns.take("late", 0.05)


def test_what_is_too_large_is_not_kept() -> None:
    cache = AnswerCache(100)
    cache.put("key", b"x" * 26)
    assert cache.get("key") is None
