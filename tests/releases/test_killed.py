"""A build that is killed with SIGKILL, at many points: what is served stays, and the next build succeeds."""

import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from datapackages import copy_tiny

from kg_builder.releases.publish import STAGING, check_files, relink
from kg_builder.releases.release import Release, current_release
from releases.dying import ended, started
from releases.editing import built, edited

STAGES = ("check", "derive", "quads", "load", "validate", "search", "dump", "publish")
MOMENTS = 2 * len(STAGES) + 1
"""What a build tells on a terminal: the beginning and end of each stage, and once how far the quads are."""

KILLED = -signal.SIGKILL
TIMED = 6
EVENTS = 9


@dataclass(frozen=True)
class Scene:
    """A folder with a release that is served, and a package that makes another.

    Attributes:
        out: the folder.
        data: the edited package.
        old: the release that is served.
        files: its files with their bytes.
        new: version of the release that the package makes.
        seconds: how long that takes.
        events: what the build does to the folder, in order.
    """

    out: Path
    data: Path
    old: Release
    files: dict[str, bytes]
    new: str
    seconds: float
    events: tuple[str, ...]

    def reset(self) -> None:
        """The old release is current, and the new one is gone."""
        relink(self.out, self.old.version)
        for path in sorted((self.out / "releases" / self.new).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (self.out / "releases" / self.new).rmdir()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder in memory where the system has such: a process that is killed is the test here, not a slow disk."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="kg-killed-", dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def scene(folder: Path) -> Scene:
    """The old release, and a full build of the new one, measured and undone."""
    data, out = copy_tiny(folder / "tiny"), folder / "out"
    old = built(data, out)
    edited(data)
    process, pipe = started(data, out)
    began = time.monotonic()
    events = tuple(pipe.recv())
    seconds = time.monotonic() - began
    assert ended(process) == 0
    new = (out / "current").readlink().name
    assert new != old.version
    scene = Scene(out, data, old, contents(old.path), new, seconds, events)
    scene.reset()
    return scene


def check_after(scene: Scene) -> bool:
    """What must hold after a build has died at any point; returns whether the old release is still current."""
    current = current_release(scene.out)
    assert current is not None
    assert current.version in {scene.old.version, scene.new}
    assert contents(scene.old.path) == scene.files
    for path in (scene.out / "releases").iterdir():
        check_files(path)
    built(scene.data, scene.out)
    assert (scene.out / "current").readlink() == Path("releases") / scene.new
    check_files(scene.out / "releases" / scene.new)
    there = {path.name for path in scene.out.iterdir()}
    assert there == {"current", "releases", ".lock"}
    assert STAGING not in there
    scene.reset()
    return current.version == scene.old.version


@pytest.mark.parametrize("moment", [1, 2, 4, 8, *range(7, MOMENTS + 1, 2)])
def test_when_a_stage_begins_or_ends(scene: Scene, moment: int) -> None:
    process, _ = started(scene.data, scene.out, writings=moment)  # 1 and 8: before all, and with the folder just locked
    assert ended(process) == KILLED
    is_old = check_after(scene)
    assert is_old == (moment < MOMENTS), "the end of publishing is the only moment with a new release"


def test_before_changes_of_the_folder(scene: Scene) -> None:
    steps = [n for n, event in enumerate(scene.events, 1) if event in {"os.rename", "os.symlink"}]
    assert len(steps) >= 3, "staging becomes a release, and a link replaces the link"
    evenly = [1 + n * (len(scene.events) - 1) // (EVENTS - 1) for n in range(EVENTS)]
    points = sorted({*steps, *evenly, len(scene.events)})
    assert len(points) >= 11
    for point in points:
        process, _ = started(scene.data, scene.out, events=point)
        assert ended(process) == KILLED
        is_old = check_after(scene)
        assert is_old or point > max(steps), scene.events[point - 1]


def test_at_any_time(scene: Scene) -> None:
    killed = 0
    for n in range(TIMED):
        process, _ = started(scene.data, scene.out)
        time.sleep(scene.seconds * (n + 0.5) / TIMED)
        process.kill()
        killed += ended(process) == KILLED
        check_after(scene)
    assert killed >= 1, (
        "how many of them come before the end depends on the machine; the others are told by what they do"
    )
