"""The pages with the network cut: the same journeys once more where the machine has nothing but itself.

A network namespace of its own (`man 7 network_namespaces`) has a loopback and no other interface: whatever would ask
anybody outside fails there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from datapackages import ROOT

JOURNEYS = "light or newcomer or figure or classes or drawn or found or graphs or example"
INSIDE = """
import fcntl, os, socket, struct, sys
UP = 0x8914, struct.pack("16sh14x", b"lo", 0x49)  # SIOCSIFFLAGS: up, loopback, running
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, *UP)
assert [name for _, name in socket.if_nameindex()] == ["lo"], socket.if_nameindex()
os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])
"""
LEAST = 35


def cutting() -> list[str]:
    """The command that cuts the network from another one, or nothing where the system does not let us."""
    command = ["unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",))]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        return []
    return command


def test_the_pages_need_no_network(tmp_path: Path) -> None:
    command = cutting()
    if not command:
        pytest.skip("this system makes no network namespaces (Linux with unshare does)")
    tests = [str(ROOT / "tests" / "browser" / name) for name in ("test_query_page.py", "test_pages.py")]
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--basetemp", str(tmp_path / "inside"), "-k", JOURNEYS]
    world = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, sys.executable, "-c", INSIDE, *tests, *options],
        cwd=ROOT,
        env=world,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    told = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-1_000:]
    assert told is not None
    assert int(told[1]) >= LEAST
