"""The access log: one JSON object a line, and the counters beside it.

A line has no address of a client, and of a query the first half of the SHA-256 of its bytes as sent, never its text.
"""

import hashlib
import json
import os
import time

from kg_server.usage.tally import Tally

STANDARD_ERROR = 2


def digest_of(sent: bytes) -> str:
    """What the log calls a query: 32 hexadecimal digits, or "" for none."""
    return hashlib.sha256(sent).hexdigest()[:32] if sent else ""


class Accesses:
    """Notes answers."""

    def __init__(self, tally: Tally, descriptor: int | None) -> None:
        """Count in a tally, and write lines to a file descriptor, if there is one."""
        self.tally, self._descriptor = tally, descriptor
        self._second, self._time = 0, ""

    def note(self, request: str, status: int, length: int, about: tuple[str, str, str], milliseconds: float) -> None:
        """Note one answer.

        Args:
            request: method and path, with a blank between.
            status: of the answer.
            length: of its body, in bytes.
            about: media type, validator and digest of the query, each "" where there is none.
            milliseconds: time that it took.
        """
        self.tally.add_all(_counted(status, length))
        if self._descriptor is None:
            return
        method, _, path = request.partition(" ")
        kind, tag, query = about
        line = f'{{"time":"{self._now()}","method":"{method}","path":{json.dumps(path[:200])},"status":{status},'
        line += f'"bytes":{length},"ms":{milliseconds:.1f},"type":"{kind}","etag":"{tag}","query":"{query}"}}\n'
        os.write(self._descriptor, line.encode())

    def _now(self) -> str:
        """The time, worked out once a second."""
        second = int(time.time())
        if second != self._second:
            self._time = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
            self._second = second
        return self._time


def _counted(status: int, length: int) -> tuple[tuple[str, float], ...]:
    """Counters that an answer moves."""
    counted = ("requests", 1.0), ("body_bytes", float(length))
    if status == 304:
        return (*counted, ("not_modified", 1.0))
    if status >= 400:
        return (*counted, ("server_errors" if status >= 500 else "client_errors", 1.0))
    return counted
