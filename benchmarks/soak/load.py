"""What is sent to the server: good requests that must be answered, and hostile ones that must do no harm."""

import http.client
import random
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

SECONDS = 30.0
GOOD = (
    ("known", "SELECT ?region ?label { ?region a lh:Region ; rdfs:label ?label }"),
    ("point", "SELECT ?p ?o { ?region a lh:Region ; ?p ?o } LIMIT 20 # {n}"),
    ("describe", "DESCRIBE ?region { ?region a lh:Region } LIMIT 1 # {n}"),
    ("graphs", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g # {n}"),
    ("large", "SELECT * { ?s ?p ?o . ?s ?q ?v } LIMIT 20000 # {n}"),
    ("sorted", "SELECT ?s ?o { ?s rdfs:label ?o } ORDER BY DESC(?o) LIMIT 100 # {n}"),
)
"""Name and query; `{n}` makes it another one each time."""

PATHS = ("/", "/ns", "/ns.ttl", "/download", "/readyz", "/q", "/sparql", "/healthz")
FORMATS = ("application/sparql-results+json", "text/csv", "application/sparql-results+xml", "text/html")
CODINGS = ("gzip", "br", "zstd", "identity")
HEAVY = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } # {n}",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i # {n}",
    "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f } # {n}",
    "SELECT * { ?a (!rdf:type)* ?b . ?c (!rdf:type)* ?d } # {n}",
)
REFUSED = (
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } # {n}",
    "SELECT * " + "{" * 5000 + " # {n}",
    "INSERT DATA { <a:a> <a:b> <a:c> } # {n}",
    "SELECT ( { } ' # {n}",
)


@dataclass(frozen=True)
class Outcome:
    """How one request ended.

    Attributes:
        kind: what it was.
        status: of the answer, 0 where none came.
        seconds: until its last byte.
        note: why none came.
    """

    kind: str
    status: int
    seconds: float
    note: str = ""


class Client:
    """One client with a connection that it keeps."""

    def __init__(self, port: int, seed: int) -> None:
        """Ask a server of this machine."""
        self._port, self._random = port, random.Random(seed)
        self._connection: http.client.HTTPConnection | None = None
        self._number = seed * 1_000_000

    def good(self) -> Outcome:
        """A request that must be answered."""
        if self._random.random() < 0.2:
            return self._ask("page", self._random.choice(PATHS), {})
        kind, text = self._random.choice(GOOD)
        fields = {"Accept": self._random.choice(FORMATS if kind != "describe" else ("text/turtle", "*/*"))}
        fields |= {"Accept-Encoding": self._random.choice(CODINGS), "X-Number": str(self._next())}
        return self._ask(kind, f"/sparql?query={self._quoted(text)}", fields)

    def hostile(self) -> Outcome:
        """Something that a server must outlive."""
        choices: tuple[Callable[[], Outcome], ...] = (
            lambda: self._ask("heavy", f"/sparql?timeout=1&query={self._quoted(self._random.choice(HEAVY))}", {}),
            lambda: self._ask("refused", f"/sparql?query={self._quoted(self._random.choice(REFUSED))}", {}),
            self._hang_up,
            self._half,
            self._slow,
            self._garbage,
        )
        return self._random.choice(choices)()

    def _next(self) -> int:
        """A number that was not there before."""
        self._number += 1
        return self._number

    def _quoted(self, text: str) -> str:
        """A query for an address, made another one."""
        return quote(text.replace("{n}", str(self._next())), safe="")

    def _ask(self, kind: str, path: str, fields: Mapping[str, str]) -> Outcome:
        """Send a request and take all of the answer; a connection that the server has ended meanwhile is made again."""
        began, note = time.monotonic(), ""
        for is_again in (False, True):
            is_kept = self._connection is not None
            connection = self._connection or http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
            self._connection = connection
            try:
                connection.request("GET", path, headers={"Connection": "keep-alive", **fields})
                response = connection.getresponse()
                response.read()
                if response.will_close:
                    self.close()
                return Outcome(kind, response.status, time.monotonic() - began)
            except (OSError, http.client.HTTPException) as error:
                note = f"{type(error).__name__}: {error}"
                self.close()
                if is_again or not is_kept:
                    break
        return Outcome(kind, 0, time.monotonic() - began, note)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _raw(self, sent: bytes, kind: str, wait: float, take: int) -> Outcome:
        """Send some bytes on a connection of its own, wait, take at most some of what comes, and leave."""
        began = time.monotonic()
        with suppress(OSError), socket.socket() as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.settimeout(2)
            raw.connect(("127.0.0.1", self._port))
            raw.sendall(sent)
            time.sleep(wait)
            if take:
                raw.recv(take)
        return Outcome(kind, 0, time.monotonic() - began)

    def _hang_up(self) -> Outcome:
        """Ask for much and leave."""
        path = f"/sparql?timeout=20&query={self._quoted(HEAVY[0])}"
        return self._raw(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), "hang-up", 0.1, 0)

    def _half(self) -> Outcome:
        """Begin a request."""
        return self._raw(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nquery=", "half", 0.5, 0)

    def _slow(self) -> Outcome:
        """Ask for a large answer and read a little of it."""
        path = f"/sparql?format=csv&query={self._quoted(GOOD[4][1])}"
        return self._raw(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), "slow", 1.0, 4096)

    def _garbage(self) -> Outcome:
        """Send what is no request."""
        noise = bytes(self._random.randrange(256) for _ in range(200))
        return self._raw(noise + b"\r\n\r\n", "garbage", 0.0, 100)
