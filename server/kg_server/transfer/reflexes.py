"""Answers to requests that were answered before, given from their bytes without the HTTP server and the application.

Requests that are equal in all that matters are found by one look into a dictionary, so that the cost of an answer is
that of receiving and sending. Imports flows, heads, reception and recipes.
"""

import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import TYPE_CHECKING

from kg_server.transfer.flows import Flow
from kg_server.transfer.heads import Head
from kg_server.transfer.reception import PACKED_AT_ONCE, Reception
from kg_server.transfer.recipes import Recipe, Reply, Wanted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BODY_BYTES = 1 << 24
"""Longest body that is sent so."""

_HEAD_END = b"\r\n\r\n"
_LIMIT_TOLD = "RateLimit-Policy"


class Reflexes:
    """The reflexes of one process: a WSGI application that also answers from bytes."""

    def __init__(self, reception: Reception, limit_of: Callable[[Head, str], str] | None) -> None:
        """Answer from what a reception keeps.

        Args:
            reception: keeps answers.
            limit_of: the header field RateLimit for a request and the address that it came from; None without limits.
        """
        self._reception, self._limit_of = reception, limit_of
        self._second, self._date = 0, b""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request that was read as HTTP."""
        return self._reception(environ, start_response)

    def wanted(self, head: Head) -> Wanted:
        """What a request wants."""
        return self._reception.wanted(head)

    def act(self, head: Head, wanted: Wanted, address: str) -> tuple[bytes, bytes] | None:
        """Head and body to send in answer to a request; None when it has to be worked out.

        Args:
            head: the request.
            wanted: what it wants.
            address: that it came from.
        """
        reply = self._reception.recall(wanted, PACKED_AT_ONCE)
        if reply is None or len(reply.body) > BODY_BYTES:
            return None
        self._reception.accesses.tally.add("reflexes")
        return self.written(head, reply, address, 0.0)

    def written(self, head: Head, reply: Reply, address: str, milliseconds: float) -> tuple[bytes, bytes]:
        """Head and body of a reply as they are sent, noted in the log."""
        body = b"" if head.method == "HEAD" else reply.body
        about = (reply.recipe.kind, reply.tag, reply.recipe.query)
        self._note(head, int(reply.status[:3]), len(body), about, milliseconds)
        return self._complete(reply.head(), reply.recipe, head, address), body

    def begun(self, head: Head, flow: Flow, address: str, milliseconds: float) -> bytes:
        """Head of an answer that comes in parts, noted in the log."""
        self._note(head, 200, 0, (flow.recipe.kind, flow.recipe.tag, flow.recipe.query), milliseconds)
        return self._complete(flow.head(), flow.recipe, head, address)

    def _note(self, head: Head, status: int, length: int, about: tuple[str, str, str], milliseconds: float) -> None:
        """Note an answer in the log."""
        self._reception.accesses.note(f"{head.method} {head.path}", status, length, about, milliseconds)

    def _complete(self, begun: bytes, recipe: Recipe, head: Head, address: str) -> bytes:
        """A head with the fields that run off with time, and its end."""
        limit = b""
        if self._limit_of is not None and any(name == _LIMIT_TOLD for name, _ in recipe.headers):
            limit = f"\r\nRateLimit: {self._limit_of(head, address)}".encode()
        second = int(time.time())
        if second != self._second:
            self._date = b"\r\nDate: " + formatdate(second, usegmt=True).encode()
            self._second = second
        return b"".join((begun, limit, self._date, _HEAD_END))
