"""Both supported versions of Python build the same bytes.

`make identical PYTHON2=python3.12` names the other interpreter; else one is looked for on PATH and with pyenv. Where CI
is set there must be one; elsewhere a machine without a second one says so.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from build.other_python import environment_of, other_python, version_of
from build.test_reproducible import BUILD, PACKED, files_of
from building import environment
from datapackages import ONTOLOGY, ROOT

from kg_builder.releases.publish import sha256
from kg_builder.releases.release import current_release

MISSING = (
    "no second supported Python was found on PATH or with pyenv: nothing shows that both versions build the same bytes;"
    " name one with `make identical PYTHON2=…`"
)


def built(python: Path, package: Path, folder: Path) -> Path:
    """A release, made by an interpreter with the sources of this checkout."""
    world = environment(PYTHONPATH=str(ROOT / "src"), PYTHONHASHSEED="7")
    command = [str(python), "-c", BUILD, str(package), str(folder / "out"), str(ONTOLOGY)]
    done = subprocess.run(command, cwd=folder, env=world, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    release = current_release(folder / "out")
    assert release is not None
    return release.path


@pytest.mark.parametrize("package", [ROOT / "data", ROOT / "examples" / "school-meals"], ids=lambda path: path.name)
def test_both_build_the_same_bytes(package: Path, tmp_path: Path) -> None:
    python = other_python()
    if python is None and os.environ.get("CI", "") not in ("", "0", "false"):
        pytest.fail(MISSING)
    if python is None:
        pytest.skip(MISSING)
    assert version_of(python) != version_of(Path(sys.executable))
    folders = []
    for name, each in (("own", Path(sys.executable)), ("other", environment_of(python))):
        (tmp_path / name).mkdir()
        folders.append(built(each, package, tmp_path / name))
    first, second = folders
    assert first.name == second.name
    plain = [
        name
        for name in files_of(first)
        if not name.startswith("store/") and not name.endswith((*PACKED, ".sqlite")) and name != "SHA256SUMS"
    ]
    assert len(plain) >= 25
    assert [name for name in files_of(first) if not name.startswith("store/")] == [
        name for name in files_of(second) if not name.startswith("store/")
    ]
    assert [name for name in plain if sha256(first / name) != sha256(second / name)] == []
