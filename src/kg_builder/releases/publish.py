"""Publishing without a moment in which something half-written can be read.

A release is written in a staging folder, flushed to disk, renamed into place, and only then does `current` point at
it: a rename over the old link, which POSIX makes atomic. A build that dies leaves a staging folder that the next one
removes. A published release is never written again.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import CHECKSUMS, PACKED, checksums

STAGING = ".staging"
VOLATILE = (*PACKED, ".parquet", ".sqlite")
"""Files whose bytes may differ by a library's version: compared by content, left out of the manifest's digests."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """The folder of releases for one writer at a time; a second one waits. The lock dies with its process.

    Args:
        out: folder of releases; made if need be.

    Raises:
        ReleaseError: the folder cannot be written, or the disk is full.
    """
    try:
        (out / "releases").mkdir(parents=True, exist_ok=True)
        with (out / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        message = f"{out.name}/: cannot be written: {error.strerror or error}; nothing was published"
        raise ReleaseError(message) from error


@contextmanager
def staging_folder(out: Path) -> Iterator[Path]:
    """An empty folder to write a release in, locked; what a build that died left there is removed.

    Args:
        out: folder of releases; made if need be.

    Raises:
        ReleaseError: the folder cannot be written, or the disk is full.
    """
    with locked(out):
        staging = out / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def sha256(path: Path) -> str:
    """Digest of a file in hexadecimal, read a bounded part at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def release_files(folder: Path) -> list[str]:
    """Names of the files that readers download, sorted: all but the store and the checksums themselves."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if not name.startswith("store/") and name != CHECKSUMS)


def write_checksums(folder: Path) -> None:
    """`SHA256SUMS` over every file that readers download, as `sha256sum -c` reads it."""
    lines = [f"{sha256(folder / name)}  {name}\n" for name in release_files(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")


def flush(folder: Path) -> None:
    """Every file and folder below `folder` to the disk."""
    for path in [folder, *folder.rglob("*")]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def publish(staging: Path, out: Path, version: str) -> Path:
    """Move a finished release into place and let `current` point at it.

    The same release again changes nothing but the link.

    Raises:
        ReleaseError: a release of that version is there with other content.
    """
    target = out / "releases" / version
    if target.exists():
        _check_same(staging, target)
    else:
        flush(staging)
        staging.rename(target)
        flush_folder(target.parent)
    relink(out, version)
    return target


def check_files(release: Path) -> None:
    """Compare every file of a release with its checksum, and see that the store is there.

    Raises:
        ReleaseError: names the first file that is missing or differs.
    """
    problems = (
        (name, "missing" if not (release / name).is_file() else "damaged")
        for name, expected in checksums(release).items()
        if not (release / name).is_file() or sha256(release / name) != expected
    )
    name, problem = next(problems, ("", ""))
    if not problem and not (release / "store" / "CURRENT").is_file():
        name, problem = "store", "missing"
    if problem:
        message = f"releases/{release.name}/{name}: {problem}; nothing was changed; remove that folder to build it anew"
        raise ReleaseError(message)


def _check_same(staging: Path, target: Path) -> None:
    """A release of the same version must be whole and have the same content."""
    check_files(target)
    fresh, old = checksums(staging), checksums(target)
    names = sorted(set(fresh) | set(old))
    differing = [name for name in names if fresh.get(name) != old.get(name) and not name.endswith(VOLATILE)]
    if differing:
        message = (
            f"releases/{target.name}: published before with another {differing[0]}; a release is never written again: "
            "raise `version` in datapackage.json, or remove that folder if nobody has it"
        )
        raise ReleaseError(message)


def relink(out: Path, version: str) -> None:
    """Let `current` point at a release, atomically."""
    link = out / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / version)
    link.replace(out / "current")
    flush_folder(out)


def flush_folder(folder: Path) -> None:
    """The entries of one folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
