"""Measure embeds: processor time of an answer from memory in each form, the first picture, a page with twenty of them.

    python -m benchmarks.embed [--repeats 300] [--seconds 5] [--connections 8]

Builds the project's own data, serves them with two front-end processes, and writes `benchmarks/results/embed.json`.
Processor time is that of the front ends, read from /proc before and after: Linux only.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "embed.json"
FORMS = (
    *("csv", "tsv", "xlsx", "json", "svg", "png", "vl.json", "md", "html", "ttl", "jsonld", "nt", "rdf"),
    *("srj", "srx", "rq", "meta.json", "zip"),
)
QUERIES = (
    *("facilities-by-kind", "people-served-in-region", "program-counts-by-province", "series-points", "coverage-rates"),
    *("class-counts", "program-counts-by-theme", "region-points", "source-register", "public-money-in-region"),
)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A running server: its port, and its front-end processes."""

    port: int
    workers: Sequence[int]

    def ask(self, path: str) -> tuple[int, int, float]:
        """Status, size and seconds of one answer on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        took = time.perf_counter() - began
        connection.close()
        return answer.status, size, took

    def processor_seconds(self) -> float:
        """Processor time of the front ends so far."""
        total = 0.0
        for pid in self.workers:
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / TICKS
        return total

    def memory_mib(self) -> float:
        """Memory of the front ends, shared pages by their share."""
        found = 0
        for pid in self.workers:
            match = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"), re.MULTILINE)
            found += int(match[1]) if match else 0
        return round(found / 1024, 1)


def children(pid: int) -> list[int]:
    """Process ids of the children of a process."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8")
    return [int(child) for child in listed.split()]


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A server on the project's own data."""
    out = folder / "out"
    subprocess.run(
        [sys.executable, "-m", "kg_builder", "build", "--out", str(out)], check=True, stderr=subprocess.DEVNULL
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KG_")} | {"KG_LOG": "warning"}
    command = [sys.executable, "-m", "kg_server", "--out", str(out), "--port", "0", "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
    try:
        match = re.search(r":(\d+)\s*$", process.stdout.readline() if process.stdout else "")
        if match is None:
            sys.exit("the server did not start")
        time.sleep(1)
        workers = [pid for pid in children(process.pid) if "supervisor" not in _command(pid)]
        yield Served(int(match[1]), workers)
    finally:
        process.terminate()
        process.wait(30)


def _command(pid: int) -> str:
    """Command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ")


def must(status: int, what: str) -> None:
    """End the measurement unless an answer was good: a refusal costs less."""
    if status != 200:
        sys.exit(f"{what}: found status {status}, expected 200")


def again(served: Served, path: str, repeats: int) -> float:
    """Processor milliseconds of one answer from memory, of so many on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    for _ in range(5):
        connection.request("GET", path)
        connection.getresponse().read()
    before = served.processor_seconds()
    for _ in range(repeats):
        connection.request("GET", path)
        connection.getresponse().read()
    spent = served.processor_seconds() - before
    connection.close()
    return round(spent * 1000 / repeats, 3)


def crowd(served: Served, paths: Sequence[str], connections: int, seconds: float) -> dict[str, float]:
    """Mixed answers from memory on several connections for some seconds."""
    counts, until = [0] * connections, time.perf_counter() + seconds
    before = served.processor_seconds()

    def visit(at: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        while time.perf_counter() < until:
            connection.request("GET", paths[(counts[at] * connections + at) % len(paths)])
            answer = connection.getresponse()
            answer.read()
            must(answer.status, "an address of the mixture")
            counts[at] += 1
        connection.close()

    began = time.perf_counter()
    visitors = [threading.Thread(target=visit, args=(at,)) for at in range(connections)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    took = time.perf_counter() - began
    total = sum(counts)
    spent = served.processor_seconds() - before
    return {"requests_per_second": round(total / took), "processor_ms": round(spent * 1000 / total, 3)}


def measure(served: Served, options: argparse.Namespace) -> dict[str, object]:
    """Everything."""
    first = {}
    for name in QUERIES:
        status, _, took = served.ask(f"/q/{name}.svg")
        must(status, name)
        first[name] = round(took * 1000)
    start = served.memory_mib()
    forms = {}
    for form in FORMS:
        path = f"/q/facilities-by-kind.{form}"
        status, size, took = served.ask(path)
        must(status, path)
        forms[form] = {
            "bytes": size,
            "first_ms": round(took * 1000, 1),
            "again_processor_ms": again(served, path, options.repeats),
        }
    paths = [f"/q/{name}.{form}" for name in QUERIES for form in ("svg", "json", "csv", "meta.json")]
    paths += [f"/embed/q/{name}" for name in QUERIES]
    for path in (*paths, *paths):
        must(served.ask(path)[0], path)
    mixed = crowd(served, paths, options.connections, options.seconds)
    return {
        "processors": os.cpu_count(),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        "first_svg_ms": first,
        "forms": forms,
        "mixed": {**mixed, "addresses": len(paths), "connections": options.connections},
        "memory_mib": {"before": start, "after": served.memory_mib()},
    }


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embed", description="Measure embeds.")
    parser.add_argument("--repeats", type=int, default=300, help="answers of each form")
    parser.add_argument("--seconds", type=float, default=5, help="length of the mixed load")
    parser.add_argument("--connections", type=int, default=8, help="of the mixed load")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        results = measure(served, options)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
