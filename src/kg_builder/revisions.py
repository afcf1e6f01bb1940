"""A folder of a git checkout as it was at a revision. Runs `git` on the local repository only; may import `errors`."""

import io
import subprocess
import tarfile
from pathlib import Path

from kg_builder.errors import KgError


class RevisionError(KgError):
    """A revision cannot be read."""


def unpack_revision(folder: Path, revision: str, target: Path) -> None:
    """Put a folder as it was at a revision into another one.

    Args:
        folder: a folder inside a checkout.
        revision: whatever `git rev-parse` understands.
        target: an empty folder.

    Raises:
        RevisionError: no checkout, no such revision, or the folder was not there then.
    """
    prefix = _git(folder, "rev-parse", "--show-prefix").decode().strip()
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    tree = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}:{prefix}").decode().strip()
    with tarfile.open(fileobj=io.BytesIO(_git(top, "archive", "--format=tar", tree))) as archive:
        archive.extractall(target, filter="data")


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  (no shell; a revision comes after --end-of-options)
            ["git", "-C", str(folder), *arguments],  # noqa: S607  (the git of the user's own path)
            capture_output=True,
            check=True,
        )
    except FileNotFoundError as error:
        message = "there is no git here, expected two folders instead of A..B"
        raise RevisionError(message) from error
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").strip().splitlines()[:1]
        message = f"git {arguments[0]}: {told[0] if told else arguments[-1] + ' is not known'}"
        raise RevisionError(message) from error
    return done.stdout
