"""A real server process, and a client that shows what went over the wire."""

import http.client
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

CASES = Path(__file__).parent / "cases"
START_SECONDS = 30.0


def expand(value: Any) -> str:
    """A text of a case: itself, or parts of which some are a text and how often it is repeated."""
    if isinstance(value, str):
        return value
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in value)


def load_cases(name: str, least: int) -> list[dict[str, Any]]:
    """The cases of a file, of which there must be so many."""
    cases: list[dict[str, Any]] = json.loads((CASES / name).read_text("utf-8"))
    assert len(cases) >= least, f"{name}: found {len(cases)} cases, expected at least {least}"
    return cases


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def problem(self) -> str:
        """The kind of problem, from its `type`."""
        return str(json.loads(self.body)["type"]).removeprefix("/problems/")


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    out: Path

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            names = {name.lower(): response.headers[name] for name in response.headers}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str | None = None, **parameters: str) -> Reply:
        """One query by GET, or by POST when it is long."""
        headers = {} if accept is None else {"Accept": accept}
        pairs = "&".join(f"{name}={quote(value)}" for name, value in {"query": text, **parameters}.items())
        if len(pairs) < 8_000:
            return self.ask("GET", f"/sparql?{pairs}", headers)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "/sparql", headers | kind, pairs.encode())

    def descendants(self) -> list[int]:
        """Process ids of everything that the server started."""
        found, front = [], [self.process.pid]
        while front:
            front = [child for pid in front for child in children(pid)]
            found += front
        return found

    def stop(self) -> None:
        """End the server, and see that it ends."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            assert self.process.stdout is not None
            self.process.stdout.close()


def children(pid: int) -> list[int]:
    """Process ids of the children of a process, sorted; those that have ended and wait to be collected left out."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return sorted(found)


def start_server(out: Path, log: Path, **settings: str) -> Server:
    """Start a server on a folder of releases; returns when it has said where it is."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    limits = {"KG_QUERY_SECONDS": "1", "KG_QUERY_SECONDS_MAX": "20", "KG_EVALUATOR_MIB": "192", "KG_WORKERS": "1"}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg_server", "--out", str(out), "--port", "0"],
            env=environ | limits | settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else ""
    match = re.search(r"http://127\.0\.0\.1:(\d+)", line)
    if match is None:
        process.kill()
        process.wait()
        process.stdout.close()
        pytest.fail(f"the server did not start: {line}{log.read_text('utf-8')}")
    return Server(process, int(match[1]), out)


def wait_for(condition: Any, seconds: float = 10.0) -> bool:
    """Whether something becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
