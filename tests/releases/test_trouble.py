"""A full disk, a folder that cannot be written, two builds at once, a reader during a rollback."""

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from datapackages import copy_tiny
from server.running import start_server

from kg_builder.errors import ReleaseError, StoreError
from kg_builder.releases.folder import published, rollback
from kg_builder.releases.publish import STAGING, check_files
from kg_builder.releases.release import Release, current_release
from kg_builder.releases.store import load_store, open_store
from releases.dying import ended, started
from releases.editing import built, edited

KIB = 1024
DISK_KIB = 6 * KIB
"""Two tiny releases fit."""


def kg(*arguments: str, before: tuple[str, ...] = (), limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, perhaps with a limit to the size of a file."""

    def limited() -> None:
        """No file may grow longer."""
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [*before, sys.executable, "-m", "kg_builder", *arguments]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ, preexec_fn=limited)


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What is on standard error besides the progress."""
    return [line for line in done.stderr.splitlines() if not line.startswith("{")]


def check_unchanged(out: Path, old: Release) -> None:
    """The old release is current and whole, and alone."""
    current = current_release(out)
    assert current is not None
    assert current.version == old.version
    check_files(current.path)
    assert [path.name for path in (out / "releases").iterdir()] == [old.version]
    assert not (out / STAGING).exists()


def is_refused(done: subprocess.CompletedProcess[str], out: Path) -> bool:
    """Whether a build said in one line that it cannot write, and named no place outside the folder of releases."""
    (line,) = told(done)
    assert done.returncode == 1
    assert line.startswith("kg: ")
    assert line.endswith("; nothing was published")
    assert str(out.parent) not in line
    return True


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a disk of its own needs root and mount; the limit on the size of files is tested instead")
    made = ["mount", "-t", "tmpfs", "-o", f"size={DISK_KIB}k", "tmpfs", str(folder)]
    if subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount; the limit on the size of files is tested instead")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(disk: Path, tmp_path: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), disk / "out"
    old = built(data, out)
    edited(data)
    ballast = disk / "ballast"
    for left in (0, 100, 500, 900, 1300, 1700):
        free = shutil.disk_usage(disk).free - left * KIB
        ballast.write_bytes(bytes(free))
        with pytest.raises((ReleaseError, StoreError), match=r"No space left on device.*; nothing was published$"):
            built(data, out)
        check_unchanged(out, old)
        ballast.unlink()
    built(data, out)
    assert len(published(out)) == 2


@pytest.mark.parametrize("limit", [0, 20 * KIB, 200 * KIB])
def test_files_that_may_not_grow(tmp_path: Path, limit: int) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    old = built(data, out)
    edited(data)
    assert is_refused(kg("build", "--data", str(data), "--out", str(out), limit=limit), out)
    check_unchanged(out, old)
    built(data, out)
    assert len(published(out)) == 2


def without_override() -> tuple[str, ...]:
    """A command that runs another without the right to write what its mode forbids; skips where there is none."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to give that up")
    return ("setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override")


@pytest.mark.parametrize("place", ["", "releases"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    old = built(data, out)
    edited(data)
    folder = out / place
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        done = kg("build", "--data", str(data), "--out", str(out), before=without_override())
    finally:
        folder.chmod(stat.S_IRWXU)
    assert is_refused(done, out)
    assert "Permission denied" in done.stderr
    check_unchanged(out, old)
    built(data, out)
    assert len(published(out)) == 2


@pytest.mark.parametrize("name", ["out", "out/releases"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, name: str) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("", "utf-8")
    assert is_refused(kg("build", "--data", str(data), "--out", str(out)), out)


def test_two_builds_at_once(tmp_path: Path) -> None:
    out = tmp_path / "out"
    old = built(copy_tiny(tmp_path / "old"), out)
    other = edited(copy_tiny(tmp_path / "new"))
    third = edited(copy_tiny(tmp_path / "third"))
    content = json.loads((third / "datapackage.json").read_text("utf-8"))
    (third / "datapackage.json").write_text(json.dumps(content | {"version": "0.3.0"}), "utf-8")
    builds = [started(data, out) for data in (other, third, other)]
    seen = set()
    while any(build.is_alive() for build, _ in builds):
        current = current_release(out)
        assert current is not None
        seen.add(current.version)
        time.sleep(0.002)
    assert [ended(build) for build, _ in builds] == [0, 0, 0]
    assert sorted(each.version[:5] for each in published(out)) == ["0.1.0", "0.2.0", "0.3.0"]
    assert seen | {old.version} <= {each.version for each in published(out)}
    for each in published(out):
        check_files(out / "releases" / each.version)
    assert {path.name for path in out.iterdir()} == {"current", "releases", ".lock"}


def test_a_build_that_dies_lets_the_one_that_waits_go_on(tmp_path: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    first, _ = started(data, out, writings=9)
    second, pipe = started(data, out)
    assert ended(first) < 0
    assert ended(second) == 0
    assert "os.symlink" in pipe.recv()
    assert len(published(out)) == 1


def test_a_server_follows_a_rollback_without_a_failed_request(tmp_path: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    old = built(data, out)
    new = built(edited(data), out)
    figures = {each.version: f"n\r\n{each.counts['Figure']}\r\n".encode() for each in (old, new)}
    server = start_server(out, tmp_path / "log")
    try:
        for name, release in (("0.1", old), ("0.2", new)):
            assert rollback(out, name).version == release.version
            until, answering = time.monotonic() + 30, ""
            while answering != release.version:
                assert time.monotonic() < until
                reply = server.query("SELECT (COUNT(*) AS ?n) WHERE { ?figure a lh:Figure }", "text/csv")
                answering = reply.headers["kg-release"]
                assert (reply.status, reply.body) == (200, figures[answering])
            assert server.ask("GET", f"/download/{new.version}/livelihood.rdf").status == 200
    finally:
        server.stop()


def test_who_reads_a_release_reads_on_during_a_rollback(tmp_path: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    old = built(data, out)
    new = built(edited(data), out)
    store = open_store((out / "current").resolve())
    with (out / "current" / "livelihood.nt").open("rb") as file:
        half = file.read(1000)
        assert rollback(out, "0.1").version == old.version
        whole = half + file.read()
    assert whole == (new.path / "livelihood.nt").read_bytes()
    assert len(set(store)) == len(set(load_store(new.path)))
    current = current_release(out)
    assert current is not None
    assert current.version == old.version
    assert built(data, out).version == new.version
    assert (out / "current").readlink().name == new.version
