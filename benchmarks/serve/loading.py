"""Load on one peer: wrk asks as fast as answers come, and the processor time of the whole tree is counted."""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.serve.endpoint import Endpoint
from benchmarks.serve.processes import cpu_seconds, wait_idle
from benchmarks.serve.questions import NUMBER, NUMBERED, PROLOGUE, Kind

SCRIPT = Path(__file__).parent / "load.lua"
SPACING = 1_000_000
"""Most requests of one run: numbers of the next one begin after them."""

WAIT_SECONDS = 60


@dataclass(frozen=True)
class Sample:
    """What one run found.

    Attributes:
        requests: answers that came.
        cpu_ms: processor time of the tree for one, in milliseconds.
        per_second: answers in a second.
        p50_ms: half of the answers took no longer.
        p99_ms: all but a hundredth took no longer.
        errors: answers with a status above 399, broken ones, and ones that came too late.
        response_bytes: length of an answer with its head, on average.
    """

    requests: int
    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int
    response_bytes: int

    def asdict(self) -> dict[str, float]:
        """As in the results."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


@dataclass
class Load:
    """Runs of wrk; numbers requests through all of them.

    Attributes:
        work: folder for lists of queries.
        sent: number of the last request of a run that may have been made.
    """

    work: Path
    sent: int = 0

    def run(
        self,
        endpoint: Endpoint,
        kind: Kind,
        queries: Sequence[str],
        clients: int,
        seconds: int,
        mode: str = "new",
        headers: Mapping[str, str] | None = None,
        first: int = 0,
    ) -> Sample | None:
        """One run; None when no answer came.

        Args:
            endpoint: who is asked.
            kind: of the queries.
            queries: as drawn, without what stands before them.
            clients: connections, each with one request at a time.
            seconds: how long.
            mode: `new` for requests that are all different, `same` for equal bytes, `other` for equal but for a header.
            headers: beside `Accept`.
            first: place of the query to begin with.

        Raises:
            RuntimeError: wrk does not run.
        """
        head, listed = self._written(endpoint, kind, queries)
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"--timeout={WAIT_SECONDS}s", "-s", str(SCRIPT)]
        for name, value in {"Accept": kind.accept, **(headers or {})}.items():
            command += ["-H", f"{name}: {value}"]
        command += [f"http://127.0.0.1:{endpoint.port}", "--", head, str(listed), str(self.sent), mode, str(first)]
        self.sent += SPACING
        before = cpu_seconds(endpoint.process.pid)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        used = cpu_seconds(endpoint.process.pid) - before
        wait_idle(endpoint.process.pid)
        if done.returncode:
            message = f"wrk ended with {done.returncode}: {done.stderr[-500:].strip()}"
            raise RuntimeError(message)
        return sample(json.loads(done.stdout.strip().splitlines()[-1]), used)

    def _written(self, endpoint: Endpoint, kind: Kind, queries: Sequence[str]) -> tuple[str, Path]:
        """Start of the path of every request, and the file with the rest of each."""
        self.work.mkdir(parents=True, exist_ok=True)
        listed = self.work / f"{kind.name}.txt"
        listed.write_text("".join(quote(PROLOGUE + query, safe="") + "\n" for query in queries), "utf-8")
        return endpoint.address(endpoint.before + NUMBERED), listed


def sample(told: Mapping[str, float], cpu: float) -> Sample | None:
    """What wrk told, with the processor time that was used meanwhile; None when no answer came."""
    requests = int(told["requests"])
    if not requests:
        return None
    return Sample(
        requests,
        1000 * cpu / requests,
        requests / told["seconds"],
        told["p50_ms"],
        told["p99_ms"],
        int(told["refused"] + told["broken"] + told["late"]),
        int(told["bytes"] / requests),
    )


def one_by_one(endpoint: Endpoint, kind: Kind, queries: Sequence[str], most: int, seconds: float) -> Sample | None:
    """Ask queries one after the other, for those that take too long for a run; None when no answer came in time."""
    walls: list[float] = []
    size = failed = 0
    before, deadline = cpu_seconds(endpoint.process.pid), time.monotonic() + seconds
    for query in queries[:most]:
        began = time.monotonic()
        if began > deadline:
            break
        try:
            path = endpoint.address(f"{endpoint.before}{NUMBERED}{NUMBER}{PROLOGUE}{query}")
            status, body = endpoint.get(path, {"Accept": kind.accept}, deadline - began)
        except OSError:
            break
        walls.append(time.monotonic() - began)
        failed, size = failed + (status > 399), size + len(body)
    if not walls:
        return None
    cpu, walls = cpu_seconds(endpoint.process.pid) - before, sorted(walls)
    middle, last = walls[len(walls) // 2], walls[-1]
    each = 1000 * cpu / len(walls)
    return Sample(len(walls), each, len(walls) / sum(walls), 1000 * middle, 1000 * last, failed, size // len(walls))
