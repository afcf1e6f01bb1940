"""The server as a process: a switch of releases under load, slow and vanished clients, and a clean end."""

import gzip
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from server.releases import write_release
from server.running import Server, children, start_server, wait_for

LARGE = "SELECT ?a ?b ?c ?d ?e ?f { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own with two workers and a longer limit."""
    folder = tmp_path_factory.mktemp("service")
    write_release(folder / "out", "0.1.0", 2_000)
    running = start_server(folder / "out", folder / "log", KG_WORKERS="2", KG_QUERY_SECONDS="3")
    yield running
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")


def _get(server: Server, query: str, headers: str = "", version: str = "1.1") -> socket.socket:
    """A connection on which a query has been sent."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    request = f"GET /sparql?{query} HTTP/{version}\r\nHost: 127.0.0.1\r\n{headers}\r\n"
    connection.sendall(request.encode())
    return connection


def test_a_large_answer_comes_at_once_and_whole(busy: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", busy.port, timeout=30)
    try:
        began = time.monotonic()
        connection.request("GET", f"/sparql?format=csv&timeout=20&query={quote(LARGE + ' LIMIT 300000')}")
        response = connection.getresponse()
        first = response.read(1)
        assert time.monotonic() - began < 1.0
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert (first + response.read()).count(b"\r\n") == 300_001
    finally:
        connection.close()


def test_a_late_failure_breaks_the_transfer(busy: Server) -> None:
    for accept in ("identity", "gzip"):
        connection = http.client.HTTPConnection("127.0.0.1", busy.port, timeout=30)
        try:
            query = f"/sparql?timeout=0.5&format=csv&query={quote(LARGE)}"
            connection.request("GET", query, headers={"Accept-Encoding": accept})
            response = connection.getresponse()
            assert response.status == 200
            with pytest.raises((http.client.IncompleteRead, ConnectionError)):
                response.read()
        finally:
            connection.close()


def test_curl_calls_a_late_failure_an_error(busy: Server) -> None:
    address = f"http://127.0.0.1:{busy.port}/sparql?timeout=0.5&query={quote(LARGE)}"
    ended = subprocess.run(["curl", "-s", "-o", "/dev/null", address], check=False, timeout=20)
    assert ended.returncode == 18, "18: a part of a file was transferred"


def test_http_1_0_gets_a_length(busy: Server) -> None:
    with _get(busy, f"format=csv&timeout=20&query={quote(LARGE + ' LIMIT 30000')}", version="1.0") as connection:
        reply = http.client.HTTPResponse(connection)
        reply.begin()
        body = reply.read()
        assert int(reply.headers["Content-Length"]) == len(body)
        assert body.count(b"\r\n") == 30_001


def test_a_compressed_stream_is_the_same(busy: Server) -> None:
    query = f"/sparql?format=csv&timeout=20&query={quote(LARGE + ' LIMIT 30000')}"
    plain = busy.ask("GET", query)
    packed = busy.ask("GET", query, {"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 5


def test_hang_ups_free_the_evaluators(busy: Server) -> None:
    for _ in range(10):
        connection = _get(busy, f"timeout=20&query={quote(ENDLESS)}")
        time.sleep(0.05)
        connection.close()
    began = time.monotonic()
    assert busy.query("ASK { ?s a lh:Program }").status == 200
    assert time.monotonic() - began < 2


def test_slow_readers_do_not_hold_evaluators(busy: Server) -> None:
    slow = [_get(busy, f"timeout=20&format=csv&query={quote(LARGE + ' LIMIT 200000')}") for _ in range(6)]
    try:
        assert wait_for(lambda: _seconds(busy, "ASK { ?s a lh:Program }") < 0.3, 20)
    finally:
        for connection in slow:
            connection.close()


def _seconds(server: Server, query: str) -> float:
    """How long a query takes."""
    began = time.monotonic()
    server.query(query)
    return time.monotonic() - began


def test_half_open_connections_do_not_hold_the_server(busy: Server) -> None:
    idle = []
    posted = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nquery="
    for beginning in (b"", b"GET ", b"GET / HTTP/1.1\r\nHost: x\r\n", posted):
        for _ in range(40):
            connection = socket.create_connection(("127.0.0.1", busy.port), timeout=20)
            connection.sendall(beginning)
            idle.append(connection)
    try:
        began = time.monotonic()
        assert busy.ask("GET", "/healthz").status == 200
        assert time.monotonic() - began < 2
    finally:
        for connection in idle:
            connection.close()


def test_overload_is_told_and_passes(busy: Server) -> None:
    replies: list[int] = []

    def ask() -> None:
        reply = busy.query(ENDLESS, timeout="1.2")
        replies.append(reply.status)
        assert reply.problem in {"overloaded", "query-timeout"}
        if reply.problem == "overloaded":
            assert reply.headers["retry-after"].isdigit()

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    assert busy.ask("GET", "/healthz").status == 200, "what needs no engine is answered all the same"
    for thread in threads:
        thread.join(30)
    assert replies == [503] * 40
    assert wait_for(lambda: busy.query("ASK {}").status == 200)


def test_a_new_release_is_served_without_a_failed_request(busy: Server) -> None:
    failures: list[str] = []
    answers: list[tuple[float, float, str]] = []
    stop = threading.Event()

    def ask(number: int) -> None:
        while not stop.is_set():
            began = time.monotonic()
            is_new = number % 2 and f"#{began}"  # half of the queries are known, half are new each time
            reply = busy.query(f"SELECT (COUNT(*) AS ?n) {{ ?s a lh:Program }} {is_new or ''}", "text/csv")
            if reply.status != 200 or reply.text != "n\r\n2\r\n":
                failures.append(f"{reply.status} {reply.text}")
            answers.append((began, time.monotonic(), reply.headers.get("kg-release", "")))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    names = [answers[0][2] if wait_for(lambda: answers) else ""]
    try:
        for number in (2, 3, 4):
            fresh = write_release(busy.out, f"0.{number}.0", 2_000)
            names.append(fresh.name)
            assert wait_for(lambda name=fresh.name: answers[-1][2] == name), "the new release is served"
            assert fresh.name in busy.ask("GET", "/", {"Accept": "text/html"}).text
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert failures == []
    assert len(answers) > 100
    assert {name for _, _, name in answers} == set(names)
    _check_order(answers, names)


def _check_order(answers: list[tuple[float, float, str]], names: list[str]) -> None:
    """Once somebody has had an answer of a release, nobody who asks later has one of a release before it."""
    first = {name: min(ended for _, ended, found in answers if found == name) for name in names}
    for began, _, found in answers:
        later = [name for name in names[names.index(found) + 1 :] if first[name] < began]
        assert not later, f"{found} answered after {later[0]}"


def test_an_engine_that_was_killed_is_started_again(tmp_path: Path) -> None:
    write_release(tmp_path / "out", "0.1.0")
    running = start_server(tmp_path / "out", tmp_path / "log")
    try:
        engine = [pid for pid in children(running.process.pid) if len(children(pid)) == 1]
        assert len(engine) == 1, "the supervisor has one child, the zygote"
        os.kill(engine[0], signal.SIGKILL)
        assert wait_for(lambda: engine[0] not in children(running.process.pid))
        assert wait_for(lambda: running.query("ASK {}").status == 200)
    finally:
        running.stop()


def test_the_end_leaves_nothing_behind(tmp_path: Path) -> None:
    write_release(tmp_path / "out", "0.1.0")
    running = start_server(tmp_path / "out", tmp_path / "log")
    assert running.query("ASK {}").status == 200
    below = running.descendants()
    assert len(below) >= 6, "a worker, a supervisor, a zygote, two evaluators and a spare"
    running.stop()
    assert wait_for(lambda: not any(_is_alive(pid) for pid in below))


def test_the_access_log_can_be_read_and_tells_no_query(tmp_path: Path) -> None:
    write_release(tmp_path / "out", "0.1.0")
    running = start_server(tmp_path / "out", tmp_path / "log")
    asked = "SELECT ?s { ?s rdfs:label 'hush' }"
    try:
        for _ in range(2):
            assert running.query(asked, "text/csv").status == 200
        kind = {"Content-Type": "application/sparql-query"}
        assert running.ask("POST", "/sparql", kind, asked.encode()).status == 200
        assert running.query("SELECT").status == 400
        assert running.ask("GET", "/ns.ttl").status == 200
    finally:
        running.stop()
    text = (tmp_path / "log").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        *[("GET", "/sparql", 200)] * 2,
        ("POST", "/sparql", 200),
        ("GET", "/sparql", 400),
        ("GET", "/ns.ttl", 200),
    ]
    assert lines[0]["query"] == lines[1]["query"] != lines[3]["query"]
    assert lines[2]["query"] == hashlib.sha256(asked.encode()).hexdigest()[:32]
    assert all(line["bytes"] > 0 and line["ms"] >= 0 and line["time"].endswith("Z") for line in lines)
    assert lines[0]["type"] == "text/csv"
    assert "hush" not in text


def test_a_killed_server_leaves_nothing_behind(tmp_path: Path) -> None:
    write_release(tmp_path / "out", "0.1.0")
    running = start_server(tmp_path / "out", tmp_path / "log")
    below = running.descendants()
    running.process.kill()
    running.process.wait()
    assert running.process.stdout is not None
    running.process.stdout.close()
    assert wait_for(lambda: not any(_is_alive(pid) for pid in below))


def _is_alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
