"""Several tables of a package written as one change, which a process that dies leaves done, undone, or told.

Each new table is written beside its place and flushed; then a note of all of them is put down, and from there on the
change counts: each is renamed to its place, and the note is removed. A change whose writer died before the note never
was; one whose writer died after it is finished by whoever is `changing` the package next, and no
other command reads the package before that.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kg_builder.errors import KgError

NOTE = ".unfinished-change.json"
"""Name of the note in the folder of a package: file to the digest that it will have."""


class WriteError(KgError):
    """Tables could not be written; the message says how they are."""


@contextmanager
def changing(root: Path) -> Iterator[bool]:
    """A package for one writer at a time; a second one waits, and the lock dies with its process.

    Args:
        root: folder of the package.

    Yields:
        Whether a change whose writer died was finished first.

    Raises:
        WriteError: the folder cannot be opened, or that change cannot be finished.
    """
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        message = f"the folder of tables cannot be opened ({type(error).__name__}); nothing was written"
        raise WriteError(message) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield _recovered(root)
    finally:
        os.close(handle)


def _recovered(root: Path) -> bool:
    if not (root / NOTE).exists():
        return False
    try:
        note = json.loads((root / NOTE).read_text("utf-8"))
        for name, digest in note.items():
            _finished(root / name, digest)
        _flush_folders([root, *(root / name for name in note)])
        (root / NOTE).unlink()
    except (OSError, ValueError, AttributeError) as error:
        message = (
            f"{NOTE}: the change that it notes cannot be finished ({type(error).__name__}): take the tables from your"
            " version control, and remove this file"
        )
        raise WriteError(message) from error
    return True


def _finished(path: Path, digest: str) -> None:
    fresh = _beside(path)
    if fresh.exists():
        fresh.replace(path)
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise FileNotFoundError(path.name)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def write_files(root: Path, contents: Mapping[Path, bytes]) -> None:
    """Write several files of a package that is being changed, all or none.

    Args:
        root: folder of the package.
        contents: file to what it will hold.

    Raises:
        WriteError: the disk refused; what was renamed already is put back.
    """
    before: dict[Path, bytes] = {}
    done: list[Path] = []
    try:
        for path, content in contents.items():
            before[path] = path.read_bytes()
            _write(_beside(path), content)
        digests = {str(p.relative_to(root)): hashlib.sha256(content).hexdigest() for p, content in contents.items()}
        _write(_beside(root / NOTE), json.dumps(digests, indent=1).encode())
        _flush_folders([root, *contents])
        _beside(root / NOTE).replace(root / NOTE)
        _flush_folders([root])
        for path in contents:
            done.append(path)
            _beside(path).replace(path)
        _flush_folders([root, *contents])
        (root / NOTE).unlink()
    except OSError as error:
        for path in done:
            if path.read_bytes() != before[path]:
                _write(path, before[path])
        with suppress(OSError):
            (root / NOTE).unlink(missing_ok=True)
        message = f"the tables could not be written ({type(error).__name__}); they are as they were"
        raise WriteError(message) from error
    finally:
        for path in (*contents, root / NOTE):
            with suppress(OSError):
                _beside(path).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folders(paths: list[Path]) -> None:
    """The entries of folders, or of the folders that files are in, to the disk."""
    for folder in {path if path.is_dir() else path.parent for path in paths}:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
