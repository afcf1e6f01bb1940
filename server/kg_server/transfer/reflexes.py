"""Answers to requests that are equal byte for byte to one that was answered before, given without reading them as HTTP.

Equal bytes are an equal request, and within one release an equal request has an equal answer. So a dictionary is all
that is needed, and the cost of an answer is that of receiving and sending. Imports cache, reception and recipes.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING

from kg_server.transfer.cache import Bounded
from kg_server.transfer.reception import Reception
from kg_server.transfer.recipes import Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REQUEST_BYTES = 1 << 14
"""Longest request that is remembered."""

BODY_BYTES = 1 << 20
"""Longest body that is sent so."""

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*(?=\r\n)", re.IGNORECASE)
_NEVER = re.compile(rb"\r\n(?:transfer-encoding|expect|upgrade|range):", re.IGNORECASE)


@dataclass(frozen=True)
class Reflex:
    """What to send at once.

    Attributes:
        version: the release that it holds for.
        head: status line and header fields up to the date.
        body: after the head; empty for HEAD and 304.
        line: method and path, for the log.
        status: for the log, and for counting.
        about: media type and validator, for the log.
    """

    version: str
    head: bytes
    body: bytes
    line: str
    status: int
    about: tuple[str, str]


class Reflexes:
    """The reflexes of one process: a WSGI application that also knows requests by their bytes."""

    def __init__(self, reception: Reception, most_bytes: int) -> None:
        """Learn from a reception, within so many bytes."""
        self._reception = reception
        self._known: Bounded[bytes, Reflex] = Bounded(most_bytes)
        self._second, self._date = 0, b""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request that was read as HTTP."""
        return self._reception(environ, start_response)

    def learn(self, request: bytes) -> None:
        """Remember what this thread has just answered to the bytes of one whole request."""
        reply = self._reception.last_reply()
        if reply is None or len(reply.body) > BODY_BYTES or not is_alone(request):
            return
        method, _, rest = request.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        line = f"{method.decode('latin-1')} {path.decode('latin-1')}"
        body = b"" if method == b"HEAD" else reply.body
        about = (reply.kind, reply.tag)
        reflex = Reflex(reply.version, _head(reply), body, line, int(reply.status[:3]), about)
        self._known.keep(request, reflex, len(request) + len(reflex.head) + len(body) // 8 + 500)

    def act(self, request: bytes) -> tuple[bytes, bytes] | None:
        """Head and body to send in answer to the bytes of a request; None when it has to be read."""
        reflex = self._known.get(request)
        if reflex is None or reflex.version != self._reception.version():
            return None
        self._reception.tally.add("reflexes")
        self._reception.record(reflex.line, reflex.status, len(reflex.body), reflex.about, 0.0)
        return reflex.head + self._now() + _HEAD_END, reflex.body

    def _now(self) -> bytes:
        """The date, worked out once a second."""
        second = int(time.time())
        if second != self._second:
            self._date = formatdate(second, usegmt=True).encode()
            self._second = second
        return self._date


def is_alone(request: bytes) -> bool:
    """Whether bytes are one whole request and nothing else, of a kind whose end is plain to see."""
    end = request.find(_HEAD_END)
    if end < 0 or len(request) > REQUEST_BYTES:
        return False
    head = request[: end + len(_HEAD_END)]
    lengths = _LENGTH.findall(head)
    if _NEVER.search(head) or len(lengths) > 1:
        return False
    return len(request) == len(head) + (int(lengths[0]) if lengths else 0)


def _head(reply: Reply) -> bytes:
    """Status line and header fields, the date last and still to come."""
    lines = [f"HTTP/1.1 {reply.status}", "Server: gunicorn", "Connection: keep-alive"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if not reply.status.startswith("304"):
        lines.append(f"Content-Length: {len(reply.body)}")
    return "\r\n".join([*lines, "Date: "]).encode("latin-1")
