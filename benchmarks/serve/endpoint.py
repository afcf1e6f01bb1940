"""A server that runs: asked over HTTP, and known by the root of its processes."""

import http.client
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.serve.processes import stop

START_SECONDS = 1200.0
"""Longest wait for a server to load a graph and to answer."""

ANSWER_SECONDS = 120.0
"""Longest wait for one answer."""


@dataclass(frozen=True)
class Endpoint:
    """A peer that runs.

    Attributes:
        process: the root of its processes.
        port: where it listens on 127.0.0.1.
        path: path and query string up to the query.
        before: what stands before every query.
    """

    process: "subprocess.Popen[bytes]"
    port: int
    path: str
    before: str = ""

    def address(self, query: str) -> str:
        """Path of a query in full."""
        return self.path + quote(query, safe="")

    def get(self, path: str, headers: Mapping[str, str], seconds: float = ANSWER_SECONDS) -> tuple[int, bytes]:
        """Status and body of one request.

        Raises:
            OSError: no connection, or no answer in time.
        """
        status, _, body = self.get_all(path, headers, seconds)
        return status, body

    def get_all(
        self, path: str, headers: Mapping[str, str], seconds: float = ANSWER_SECONDS
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, header fields by their names in small letters, and body of one request.

        Raises:
            OSError: no connection, or no answer in time.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read()
        except http.client.HTTPException as error:
            message = f"no answer: {error!r}"
            raise OSError(message) from error
        finally:
            connection.close()

    def wait(self, log: Path, seconds: float = START_SECONDS, pause: float = 0.02) -> "Endpoint":
        """Wait until it answers, and give itself.

        Raises:
            RuntimeError: it ended, or does not answer in time; the message has the end of its log.
        """
        deadline = time.monotonic() + seconds
        path = self.address("ASK { }")
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get(path, {"Accept": "application/sparql-results+json"}, 5)[0] == 200:
                    return self
            except OSError:
                time.sleep(pause)
        stop(self.process)
        message = f"{log.stem} did not start: {log.read_text('utf-8', 'replace')[-1000:].strip()}"
        raise RuntimeError(message)
