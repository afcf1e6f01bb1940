"""Processes that are measured: started, timed and weighed with all their children, and ended by their ids.

Linux only: reads `/proc`.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 20.0
IDLE_SECONDS = 0.05


def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a process whose output goes to a file; settings of this project are not inherited."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**inherited, **(environment or {})},
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, and whatever of its children is left."""
    born = {child: _born(child) for child in tree(process.pid)[1:]}
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child, moment in born.items():
        if moment and _born(child) == moment:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def _born(process: int) -> str:
    """When a process started, so that another with the same id is not taken for it; empty if it is gone."""
    fields = _stat(Path(f"/proc/{process}/stat"))
    return fields[19] if fields else ""


def tree(process: int) -> list[int]:
    """Ids of a process and of all below it, those that have ended and wait to be collected too."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(path)
        if fields:
            below.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, front = [process], [process]
    while front:
        front = [child for parent in front for child in below.get(parent, [])]
        found += front
    return found


def cpu_seconds(process: int) -> float:
    """Processor time of a tree so far: user and system, of children that have ended too."""
    ticks = 0
    for each in tree(process):
        fields = _stat(Path(f"/proc/{each}/stat"))
        ticks += sum(int(field) for field in fields[11:15]) if fields else 0
    return ticks / TICKS


def _stat(path: Path) -> list[str]:
    """Fields of a process after its name: state, parent, … ; none if it is gone."""
    try:
        return path.read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def pss_mib(process: int) -> float:
    """Memory of a tree, in MiB, pages that are shared counted once."""
    kibibytes = 0
    for each in tree(process):
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text("utf-8")
        except OSError:
            continue
        kibibytes += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kibibytes / 1024


def wait_idle(process: int, seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait until a tree has stopped working; whether it has."""
    deadline = time.monotonic() + seconds
    before = cpu_seconds(process)
    while time.monotonic() < deadline:
        time.sleep(IDLE_SECONDS)
        now = cpu_seconds(process)
        if now - before <= 1 / TICKS:
            return True
        before = now
    return False
