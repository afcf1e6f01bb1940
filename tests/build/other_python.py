"""Another supported Python on this machine, with what a build needs from the hash-pinned lock."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from datapackages import ROOT

VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"
LOCK = ROOT / "requirements" / "run.lock"


def supported() -> list[str]:
    """Versions of Python that the project says it supports, such as 3.12."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]
    found = [re.fullmatch(r"Programming Language :: Python :: (3\.[0-9]+)", line) for line in listed]
    return [version[1] for version in found if version]


def candidates() -> Iterator[Path]:
    """Interpreters that may be there: what PYTHON2 names, on PATH, and in pyenv's folder of versions."""
    named = os.environ.get("PYTHON2")
    if named:
        yield Path(shutil.which(named) or named)
        return
    versions = supported()
    for version in versions:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if (Path(folder) / f"python{version}").is_file():
                yield Path(folder) / f"python{version}"
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for version in versions:
        yield from sorted((root / "versions").glob(f"{version}.*/bin/python{version}"))


def version_of(python: Path) -> str:
    """Version of an interpreter, or "" where it does not run: pyenv has commands for versions that are not chosen."""
    try:
        told = subprocess.run([str(python), "-c", VERSION], capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()


def other_python() -> Path | None:
    """An interpreter of a supported version that is not this one, or None."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in candidates():
        version = version_of(python)
        if version in supported() and version != own:
            return python
    return None


def environment_of(python: Path) -> Path:
    """The interpreter of a virtual environment with the run lock, kept under `build/` for the next time."""
    digest = hashlib.sha256(LOCK.read_bytes() + version_of(python).encode()).hexdigest()[:12]
    folder = ROOT / "build" / "pythons" / f"{version_of(python)}-{digest}"
    binary, done = folder / "bin" / "python", folder / ".done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        install = [str(binary), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", "install"]
        for command in ([str(python), "-m", "venv", str(folder)], [*install, "--require-hashes", "-r", str(LOCK)]):
            subprocess.run(command, check=True, timeout=600)
        done.touch()
    return binary
