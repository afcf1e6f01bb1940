"""Measure the builder at growing sizes.

    python -m benchmarks.build [--sizes 1000 10000 100000 1000000] [--rounds 3] [--out DIR] [--load-all]

For each size a package is generated and every stage runs in a fresh process on what the stage before left. The table
gives medians of the rounds; `×` is the cost in processor seconds of one row, line or triple against that at the size
before, and `grows` marks more than 1.5: processor seconds, because other programs may share the machine. This module
imports nothing heavy: a child inherits the peak of memory of the process that starts it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STAGES = ("read", "check", "derive", "map", "graph", "load", "dump")
LAST = ("load", "dump")
"""Stages that leave nothing for another."""

YARDSTICK = {"check": 200_000, "map": 1_000_000}
"""Units in a second that a stage should reach."""

GROWS = 1.5
LOADED = 100_000
"""Figures up to which a store is loaded unless told otherwise: the engine takes about ten microseconds a triple."""

COLUMNS = ("figures", "stage", "amount", "unit", "seconds", "processor", "per second", "peak MiB", "×", "")
FORMAT = "{:>9} {:<7} {:>11} {:<8} {:>9} {:>9} {:>12} {:>9} {:>5} {}"


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description="Measure the builder.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10**n for n in range(3, 7)], help="numbers of figures")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each stage; the median counts")
    parser.add_argument("--seconds", type=float, default=120, help="no further round of a stage after so many seconds")
    parser.add_argument("--timeout", type=float, default=1800, help="give a stage up after so many seconds")
    parser.add_argument("--load-all", action="store_true", help=f"load a store above {LOADED} figures too")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results", help="folder for build.json")
    parser.add_argument("--scratch", type=Path, help="folder for packages and stores: up to 60 GB at a million figures")
    return parser.parse_args(arguments)


def run(module: str, arguments: Sequence[object], timeout: float) -> tuple[str, str]:
    """Run a module of this folder in a fresh interpreter; what it printed, and in a word why it failed, if it did."""
    command = [sys.executable, "-m", f"benchmarks.build.{module}", *map(str, arguments)]
    try:
        done = subprocess.run(
            command, cwd=HERE.parents[1], capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"given up after {timeout:.0f} s"
    if done.returncode:
        return "", reason(done.stderr) or f"ended with {done.returncode}"
    return done.stdout, ""


def reason(told: str) -> str:
    """The line that names an error, else the last one; empty where there is none."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    named = [line for line in lines if "Error" in line or "memory allocation" in line]
    return (named or lines or [""])[-1]


def results(chosen: argparse.Namespace, scratch: Path) -> Iterator[dict[str, Any]]:
    """One result for each size and stage, as it is found."""
    before: dict[str, float] = {}
    for size in chosen.sizes:
        package = scratch / f"package-{size}"
        _, failure = run("generate", (package, size), chosen.timeout)
        for stage in STAGES:
            result: dict[str, Any] = {"figures": size, "stage": stage}
            if failure:
                result["problem"] = failure
            elif stage == "load" and size > LOADED and not chosen.load_all:
                result["problem"] = "not run without --load-all"
            else:
                result |= measured(stage, package, scratch / f"work-{size}", chosen)
                if "problem" in result and stage not in LAST:
                    failure = f"not run: {stage} failed"
            if "seconds" in result:
                cost = result["processor_seconds"] / result["amount"]
                result["growth"] = cost / before[stage] if stage in before else None
                before[stage] = cost
            yield result


def measured(stage: str, package: Path, work: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """What one stage took, or why it did not end."""
    printed, failure = run("stages", (stage, package, work, chosen.rounds, chosen.seconds), chosen.timeout)
    if failure:
        return {"problem": failure}
    found: dict[str, Any] = json.loads(printed)
    return found


def line(result: dict[str, Any]) -> str:
    """A result as a line of the table."""
    figures, stage = f"{result['figures']:,}", result["stage"]
    if "problem" in result:
        return f"{figures:>9} {stage:<7} {result['problem']}"
    rate, growth = result["amount"] / result["seconds"], result["growth"]
    remarks = []
    if stage in YARDSTICK:
        remarks.append(f"{'at least' if rate >= YARDSTICK[stage] else 'BELOW'} {YARDSTICK[stage]:,}")
    if growth is not None and growth > GROWS:
        remarks.append("grows")
    return FORMAT.format(
        figures,
        stage,
        f"{result['amount']:,}",
        result["unit"],
        f"{result['seconds']:.3f}",
        f"{result['processor_seconds']:.3f}",
        f"{rate:,.0f}",
        f"{result['peak_mib']:,.0f}",
        "" if growth is None else f"{growth:.2f}",
        ", ".join(remarks),
    )


def machine() -> dict[str, object]:
    """What the numbers depend on beside the code."""
    return {
        "python": platform.python_version(),
        "polars": version("polars"),
        "pyoxigraph": version("pyoxigraph"),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, write the JSON; 1 when a stage failed or fell below its yardstick."""
    chosen = options(arguments)
    about = machine()
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print(FORMAT.format(*COLUMNS))
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="kg-bench-", dir=chosen.scratch) as scratch:
        for result in results(chosen, Path(scratch)):
            print(line(result), flush=True)
            found.append(result)
    chosen.out.mkdir(parents=True, exist_ok=True)
    content = {"machine": about, "rounds": chosen.rounds, "results": found}
    (chosen.out / "build.json").write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
