"""Requests read from their bytes: what could be read in two ways is left to the HTTP server."""

import http.client
import itertools
import json
import socket
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kg_server.transfer.heads import Head, read_head

from server.running import Reply, Server, expand, load_cases

GOOD = b"GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b"
ASK = quote("ASK { ?s a lh:Program }", safe="")
NO = quote("ASK { ?s a lh:Nothing }", safe="")

LEFT = {
    "two requests": GOOD + GOOD,
    "a body on GET": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
    "a length of none on GET": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "bytes after GET": GOOD + b"x",
    "bytes after the body": POST % (1, b"ab"),
    "a body too short": POST % (3, b"ab"),
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
    "two different lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\nab",
    "a list of lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\nab",
    "a signed length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\nab",
    "a POST without length": b"POST / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a transfer coding": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a transfer coding and a length": POST.replace(b"Host: x", b"Host: x\r\nTransfer-Encoding: x") % (2, b"ab"),
    "a folded line": b"GET / HTTP/1.1\r\nHost: x\r\nAccept: text/csv,\r\n text/html\r\n\r\n",
    "a folded first line": b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    "a blank before the colon": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    "a bare line feed": b"GET / HTTP/1.1\nHost: x\n\n",
    "a line feed in a value": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\nRange: bytes=1-\r\n\r\n",
    "a carriage return in a value": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
    "a NUL in a value": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n",
    "no fields": b"GET / HTTP/1.1\r\n\r\n",
    "an empty host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "a host with a path": b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n",
    "a host with a user": b"GET / HTTP/1.1\r\nHost: a@x\r\n\r\n",
    "two Accepts": b"GET / HTTP/1.1\r\nHost: x\r\nAccept: a/b\r\naccept: c/d\r\n\r\n",
    "two cookies": b"GET / HTTP/1.1\r\nHost: x\r\nCookie: lang=zh\r\nCookie: lang=en\r\n\r\n",
    "absolute form": b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "authority form": b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    "asterisk form": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/1.0": b"GET / HTTP/1.0\r\nHost: x\r\n\r\n",
    "HTTP/2": b"GET / HTTP/2\r\nHost: x\r\n\r\n",
    "a blank more": b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
    "another method": b"PUT / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method in small letters": b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a fragment": b"GET /#x HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes beyond ASCII in the target": "GET /é HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "bytes beyond ASCII in a value": "GET / HTTP/1.1\r\nHost: x\r\nX: é\r\n\r\n".encode(),
    "a range": b"GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=1-\r\n\r\n",
    "an upgrade": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    "an end of the connection": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "an expectation": b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
    "a condition": b"GET / HTTP/1.1\r\nHost: x\r\nIf-Match: *\r\n\r\n",
    "no end": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "a hundred fields": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 100 + b"\r\n",
    "a long field": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 9000 + b"\r\n\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("received", [pytest.param(bytes_, id=name) for name, bytes_ in LEFT.items()])
def test_what_is_unusual_is_left_to_the_http_server(received: bytes) -> None:
    assert read_head(received) is None


def test_there_are_many_of_them() -> None:
    assert len(LEFT) >= 45


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (GOOD, Head("GET", "/a?b=c", {"host": "x"}, b"")),
        (POST % (2, b"ab"), Head("POST", "/sparql", {"host": "x", "content-length": "2"}, b"ab")),
        (
            b"HEAD / HTTP/1.1\r\nHOST:x\r\naccept: \ttext/csv \t\r\nX: ?\r\nX: ?\r\nConnection: Keep-Alive\r\n\r\n",
            Head("HEAD", "/", {"host": "x", "accept": "text/csv", "connection": "Keep-Alive"}, b""),
        ),
    ],
)
def test_what_is_usual_is_read(received: bytes, expected: Head) -> None:
    assert read_head(received) == expected


PARTS = st.sampled_from(
    [
        *(
            b"GET ",
            b"POST ",
            b"/",
            b" HTTP/1.1",
            b"\r\n",
            b"\n",
            b"\r",
            b"Host: x",
            b"Content-Length: 1",
            b"a",
            b" ",
            b":",
        ),
        *(b"\r\n\r\n", b"Transfer-Encoding: chunked", b"Accept: a/b", b"\0", b"\xff"),
    ]
)


@given(st.lists(PARTS, max_size=14), st.lists(PARTS, max_size=3))
def test_nothing_hides_in_a_request_that_is_read(parts: list[bytes], more: list[bytes]) -> None:
    received = b"".join([b"GET / HTTP/1.1\r\nHost: x\r\n", *parts, b"\r\n\r\n", *more])
    head = read_head(received)
    if head is not None:
        start, _, body = received.partition(b"\r\n\r\n")
        assert body == head.body == b""
        lines = start.split(b"\r\n")
        assert not any(b"\n" in line or b"\r" in line or line[:1] in b" \t" for line in lines)
        assert not any(line.lower().startswith((b"transfer-encoding", b"content-length")) for line in lines)


def _exchange(server: Server, request: bytes) -> list[tuple[int, bytes]]:
    """Status and body of everything that comes back for some bytes, until the connection is closed or silent."""
    found = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as connection:
        connection.sendall(request)
        file = connection.makefile("rb")
        while True:
            try:
                response = http.client.HTTPResponse(_Kept(file))  # type: ignore[arg-type]  # a socket that is read already
                response.begin()
                found.append((response.status, response.read()))
            except (OSError, http.client.HTTPException):
                return found


class _Kept:
    """A socket whose file is shared by several responses."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def makefile(self, *_: object) -> Any:
        return _Unclosed(self._file)


class _Unclosed:
    """A file that stays open."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def close(self) -> None:
        """Nothing."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _get(query: str, *fields: str) -> bytes:
    lines = [f"GET /sparql?query={query} HTTP/1.1", "Host: hostile.example", *fields, "", ""]
    return "\r\n".join(lines).encode()


YES, FALSE = b'"boolean":true', b'"boolean":false'


def test_a_hidden_request_is_not_answered_as_part_of_another(server: Server) -> None:
    hidden = _get(NO)
    smuggled = [
        _get(ASK, f"Content-Length: {len(hidden)}") + hidden,
        _get(ASK, "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        _get(ASK, "Transfer-Encoding: chunked", "Content-Length: 5") + b"0\r\n\r\n",
        _get(ASK, "Transfer-Encoding : chunked") + hidden,
        _get(ASK, "X: y\nContent-Length: 4") + b"abcd",
    ]
    for request in itertools.chain([_get(ASK)] * 3, smuggled, smuggled):
        bodies = [body for status, body in _exchange(server, request) if status == 200]
        assert all(YES in body for body in bodies), request
        assert len(bodies) <= 1, request


def test_answers_come_in_the_order_of_requests_sent_at_once(server: Server) -> None:
    for _ in range(3):
        found = _exchange(server, _get(ASK) + _get(NO) + _get(ASK) + _get(NO, "Connection: close"))
        assert [(status, YES in body, FALSE in body) for status, body in found] == [
            (200, True, False),
            (200, False, True),
        ] * 2


def test_what_matters_keeps_answers_apart(server: Server) -> None:
    variants = [(), ("Accept: text/csv",), ("Accept: application/sparql-results+xml",), ("Accept-Encoding: gzip",)]
    variants += [("Origin: https://a.example",), ("Cookie: lang=zh", "Accept: text/html"), ("Accept: text/html",)]
    first = [_exchange(server, _get(ASK, *fields, "Connection: close")) for fields in variants]
    for _ in range(2):
        kept = [_exchange(server, _get(ASK, "X-Other: 1", *fields))[:1] for fields in variants]
        assert kept == first
    assert len({body for ((_, body),) in first}) >= 4


def test_relative_names_follow_the_host(server: Server) -> None:
    query = quote("SELECT (<x> AS ?x) {}", safe="")
    for _ in range(3):
        for host in ("one.example", "two.example:8080", "THREE.example", "one.example:80", "[::1]:8000"):
            request = f"GET /sparql?query={query} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n"
            status, body = _exchange(server, request.encode())[0]
            expected = host.lower().removesuffix(":80")
            assert (status, f"http://{expected}/x" in body.decode().lower()) == (200, True), host


CASES = [case for case in load_cases("protocol.json", 100) if case["method"] in {"GET", "POST"}]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_both_ways_of_a_query_give_the_same(server: Server, case: dict[str, Any]) -> None:
    body = expand(case["body"]).encode() if "body" in case else None
    if "body_latin1" in case:
        body = case["body_latin1"].encode("latin-1")
    path = expand(case["path"]) + ("&" if "?" in expand(case["path"]) else "?") + "way="
    ask = [(headers, path + number) for number, headers in enumerate_ways(case.get("headers", {}))]
    short, long = (server.ask(case["method"], each, headers, body) for headers, each in ask)
    assert _settled(short) == _settled(long)


def enumerate_ways(headers: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The header fields of a request that may go the short way, and of one that goes the long way; both are new."""
    return [("a", headers), ("b", {**headers, "If-Match": "*"})]


def _settled(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    """What of an answer does not depend on the time, nor on the part of the address that tells the ways apart."""
    fields = {name: value for name, value in reply.headers.items() if name != "date"}
    body = reply.body
    if "json" in fields.get("content-type", "") and b'"now"' in body:
        body = json.dumps(sorted(json.loads(body))).encode()
    is_page = fields.get("content-type", "").startswith("text/html")
    if is_page:
        fields = {name: value for name, value in fields.items() if name not in {"etag", "content-length"}}
    return reply.status, fields, b"" if is_page else body
