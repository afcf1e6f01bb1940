"""Put a server under mixed load, count what comes back, and watch its memory.

    python -m benchmarks.soak [--minutes 3] [--release DIR] [--good 6] [--hostile 3] [--pause 0.02]

Good clients must get an answer to every request, 200 or, when all evaluators are busy, 503 with a time to come back;
hostile ones hang up, dawdle, send garbage and ask for what cannot be had. Memory is the proportional set size of the
whole process tree, compared between the second and the last third of the time; the cache of answers is small, so that
it is full by then. Writes `results/soak.json`; ends with 1 when a good request was lost or memory grew.
"""

import argparse
import json
import os
import re
import select
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.soak.load import Client, Outcome

HERE = Path(__file__).parent
START_SECONDS = 60.0
SAMPLE_SECONDS = 2.0
GROWTH = 1.15
"""Memory of the last third against the second that still counts as flat: evaluators come and go."""


def main(arguments: Sequence[str]) -> int:
    """Run the soak; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Soak a server.")
    parser.add_argument("--minutes", type=float, default=3, help="how long")
    parser.add_argument("--release", type=Path, default=Path("build"), help="folder of releases (default build)")
    parser.add_argument("--good", type=int, default=6, help="clients that ask what can be answered")
    parser.add_argument("--hostile", type=int, default=3, help="clients that mean harm")
    parser.add_argument("--pause", type=float, default=0.02, help="seconds between two requests of a client")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results", help="folder for soak.json")
    options = parser.parse_args(arguments)
    command = [sys.executable, "-m", "kg_server", "--out", str(options.release), "--port", "0"]
    environ = {**os.environ, "KG_LOG": "error", "KG_METRICS": "1", "KG_QUERY_SECONDS": "3", "KG_CACHE_MIB": "32"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as server:
        try:
            port = _port(server)
            outcomes, memory = _soak(server.pid, port, options)
        finally:
            server.terminate()
    report = _report(outcomes, memory, options)
    print(json.dumps(report, indent=2))
    options.out.mkdir(exist_ok=True)
    (options.out / "soak.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return int(bool(report["lost"]) or float(str(report["growth"])) > GROWTH)


def _port(server: "subprocess.Popen[str]") -> int:
    """Where the server listens, from what it prints."""
    assert server.stdout is not None  # noqa: S101  # it is a pipe
    ready, _, _ = select.select([server.stdout], [], [], START_SECONDS)
    match = re.search(r"http://127\.0\.0\.1:(\d+)", server.stdout.readline() if ready else "")
    if match is None:
        sys.exit("the server did not start; is there a release? make build makes one")
    return int(match[1])


def _soak(pid: int, port: int, options: argparse.Namespace) -> tuple[list[Outcome], list[int]]:
    """All outcomes, and the memory of the server in KiB at equal times."""
    outcomes: list[Outcome] = []
    stop = threading.Event()

    def work(seed: int, *, is_hostile: bool) -> None:
        client = Client(port, seed)
        while not stop.wait(options.pause):
            outcomes.append(client.hostile() if is_hostile else client.good())
        client.close()

    threads = [
        threading.Thread(target=work, args=(seed,), kwargs={"is_hostile": False}) for seed in range(options.good)
    ]
    threads += [
        threading.Thread(target=work, args=(1000 + seed,), kwargs={"is_hostile": True})
        for seed in range(options.hostile)
    ]
    for thread in threads:
        thread.start()
    memory, until = [], time.monotonic() + 60 * options.minutes
    while time.monotonic() < until:
        time.sleep(SAMPLE_SECONDS)
        memory.append(sum(map(_pss, _tree(pid))))
    stop.set()
    for thread in threads:
        thread.join()
    return outcomes, memory


def _tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text("utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(path.parent.name))
    front = [pid]
    while front:
        each = front.pop()
        yield each
        front += parents.get(each, [])


def _pss(pid: int) -> int:
    """Proportional set size of a process in KiB; 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    match = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(match[1]) if match else 0


GOOD_KINDS = {"page", "known", "point", "describe", "graphs", "large", "sorted"}


def _report(outcomes: Sequence[Outcome], memory: Sequence[int], options: argparse.Namespace) -> dict[str, object]:
    """What happened."""
    good = [outcome for outcome in outcomes if outcome.kind in GOOD_KINDS]
    lost = [outcome for outcome in good if outcome.status not in {200, 503}]
    took = sorted(outcome.seconds for outcome in good if outcome.status == 200)
    third = max(1, len(memory) // 3)
    first, last = statistics.median(memory[third : 2 * third]), statistics.median(memory[-third:])
    return {
        "minutes": options.minutes,
        "requests": len(outcomes),
        "good": len(good),
        "lost": len(lost),
        "lost_because": [f"{outcome.kind} {outcome.status} {outcome.note}" for outcome in lost[:10]],
        "statuses": {kind: dict(Counter(str(each.status) for each in group)) for kind, group in _by_kind(outcomes)},
        "p50_ms": round(1000 * took[len(took) // 2], 1) if took else None,
        "p99_ms": round(1000 * took[len(took) * 99 // 100], 1) if took else None,
        "memory_mib": [round(each / 1024) for each in memory[:: max(1, len(memory) // 30)]],
        "growth": round(last / first, 3),
        "load_average": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in ("livelihood-graph", "pyoxigraph", "gunicorn", "flask")},
    }


def _by_kind(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Outcomes of each kind."""
    for kind in sorted({outcome.kind for outcome in outcomes}):
        yield kind, [outcome for outcome in outcomes if outcome.kind == kind]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
