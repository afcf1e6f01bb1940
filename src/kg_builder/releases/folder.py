"""The releases of a folder: which there are, what a name means, and going back to an older one."""

import re
from dataclasses import dataclass
from pathlib import Path

from kg_builder.errors import ReleaseError
from kg_builder.releases.publish import check_files, locked, relink
from kg_builder.releases.release import MANIFEST, Release, current_release, read_release

CURRENT = ("current", "latest")
"""Names of the release that is served."""


@dataclass(frozen=True)
class Published:
    """A folder under `releases/`.

    Attributes:
        version: its name.
        release: what its manifest says, or None where it is damaged.
        is_current: whether `current` points at it.
    """

    version: str
    release: Release | None
    is_current: bool


def published(out: Path) -> list[Published]:
    """All releases of a folder, newest first: by date of the data, then the data's version, then as published."""
    link = out / "current"
    current = link.resolve().name if link.is_symlink() else ""
    found = [_published(path, current) for path in (out / "releases").glob("*") if path.is_dir()]
    return sorted(found, key=lambda each: _age(out, each), reverse=True)


def _published(path: Path, current: str) -> Published:
    """One folder."""
    try:
        release = read_release(path)
    except ReleaseError:
        release = None
    return Published(path.name, release, path.name == current)


def _age(out: Path, each: Published) -> tuple[str, list[tuple[int, str]], int, str]:
    """Sorts releases from old to new; damaged ones come first."""
    if each.release is None:
        return "", [], 0, each.version
    parts = re.findall(r"[0-9]+|[A-Za-z]+", each.release.data_version)
    natural = [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
    written = (out / "releases" / each.version / MANIFEST).stat().st_mtime_ns
    return each.release.created, natural, written, each.version


def find_release(out: Path, name: str) -> Release:
    """The release that a name means.

    Args:
        out: folder of releases.
        name: a version, the beginning of one, `current`, `latest`, or the path of a release's folder.

    Raises:
        ReleaseError: it means none or several, or one that is damaged; lists what there is.
    """
    if name in CURRENT:
        release = current_release(out)
        if release is None:
            raise ReleaseError.missing(out)
        return release
    versions = [each.version for each in published(out)]
    fitting = [name] if name in versions else [version for version in versions if version.startswith(name)]
    if len(fitting) == 1:
        return read_release(out / "releases" / fitting[0])
    if not fitting and (Path(name) / MANIFEST).is_file():
        return read_release(Path(name).resolve())
    if not versions:
        raise ReleaseError.missing(out)
    message = f"found {'several releases' if fitting else 'no release'} {name!r}, expected one of: "
    raise ReleaseError(message + ", ".join(fitting or [*versions, *CURRENT]))


def rollback(out: Path, name: str) -> Release:
    """Let `current` point at a release that is there, atomically; waits for a build under way.

    Every file is compared with its checksum before.

    Raises:
        ReleaseError: there is no such release, a file of it is missing or damaged, or the folder cannot be written.
    """
    find_release(out, name)
    with locked(out):
        release = find_release(out, name)
        if release.path != (out / "releases" / release.version).resolve():
            message = f"{release.path.name}: found a release of another folder, expected one under {out.name}/releases/"
            raise ReleaseError(message)
        check_files(release.path)
        relink(out, release.version)
    return release
