"""The releases that there are, as the pages see them: what the engine serves, and what can be downloaded.

Imports kg_builder's release and the engine's interface.
"""

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import Release, read_release
from kg_server.engine.interface import Engine
from kg_server.errors import EngineDown

T = TypeVar("T")

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


class Releases:
    """The folder of releases, and a memory of what was worked out for the one that is served."""

    def __init__(self, out: Path, engine: Engine) -> None:
        """Look into a folder; which release is served, the engine says."""
        self._folder = out / "releases"
        self._engine = engine
        self._lock = threading.Lock()
        self._read: dict[str, Release] = {}
        self._memory: dict[tuple[str, str], object] = {}

    def live(self) -> Release:
        """The release that is served now.

        Raises:
            EngineDown: none is.
        """
        version = self._engine.state().version
        release = self.find(version) if version else None
        if release is None:
            detail = "No release is being served yet."
            raise EngineDown(detail, headers={"Retry-After": "2"})
        return release

    def find(self, version: str) -> Release | None:
        """The release of a version, or None when there is none, or no whole one."""
        if version in self._read:
            return self._read[version]
        if not _VERSION.fullmatch(version):
            return None
        try:
            release = read_release(self._folder / version)
        except ReleaseError:
            return None
        with self._lock:
            self._read[version] = release
        return release

    def versions(self) -> list[str]:
        """Versions of the releases that can be downloaded, the latest first."""
        try:
            folders = [path for path in self._folder.iterdir() if (path / "manifest.json").is_file()]
        except OSError:
            return []
        return [path.name for path in sorted(folders, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)]

    def remember(self, name: str, make: Callable[[Release], T]) -> T:
        """Something worked out from the release that is served, once for each release.

        Raises:
            Problem: what `make` raises; then nothing is remembered.
        """
        release = self.live()
        key = (release.version, name)
        found = self._memory.get(key)
        if found is None:
            found = make(release)
            with self._lock:
                self._memory = {old: value for old, value in self._memory.items() if old[0] == release.version}
                self._memory[key] = found
        return found  # type: ignore[return-value]  # a name is always used for one type
