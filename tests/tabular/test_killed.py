"""`kg import` and `kg rebase` killed with SIGKILL while they write: old or new, or told and healed, never half."""

import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from datapackages import ONTOLOGY

from kg_builder.cli import run
from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.datapackage.writing import NOTE
from kg_builder.errors import SchemaError
from tabular.dying import killed_at
from tabular.scene import Scene, scene

KILLED = -signal.SIGKILL
TABLES = 4
"""Tables that each of the commands writes."""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a package but those that a dead writer left beside them."""
    return {path.name: path.read_bytes() for path in folder.glob("*.csv") if not path.name.startswith(".")}


def restored(folder: Path, kept: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def check_every_point(data: Path, arguments: Sequence[str]) -> None:
    """Kill a command before each thing that it does to a package, and see what is left and how it heals."""
    kept = data.with_name("kept")
    shutil.copytree(data, kept)
    old = contents(data)
    code, events = killed_at(arguments, data, 0)
    assert code == 0
    new = contents(data)
    assert {name for name in old if old[name] != new[name]} == {f"{name}.csv" for name in WRITTEN}
    renames = [n for n, event in enumerate(events, 1) if event == "os.rename"]
    assert len(renames) == TABLES + 1, "the note, then each table"
    first = next(n for n, event in enumerate(events, 1) if n > renames[0] - 2 * TABLES - 6)
    told = 0
    for point in range(first, len(events) + 1):
        restored(data, kept)
        assert killed_at(arguments, data, point)[0] == KILLED
        is_half = contents(data) not in (old, new)
        if (data / NOTE).exists():
            with pytest.raises(SchemaError, match="run `kg recover`"):
                load_package(data, ONTOLOGY)
            told += 1
        else:
            assert not is_half, point
        if point % 2:
            assert run(["recover", "--data", str(data)], {}) == 0
            assert contents(data) in (old, new)
        assert run(list(arguments), {}) == 0
        assert contents(data) == new
        assert not [path.name for path in data.iterdir() if path.name.startswith(".")]
        checked_tables(load_package(data, ONTOLOGY))
    assert told >= TABLES
    assert len(events) - first >= 10


WRITTEN = ("sources", "figures", "exclusions", "fingerprints")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where the system has such: what is tested is a process that is killed, not a slow disk."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="kg-killed-", dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def test_import(folder: Path) -> None:
    made = scene(folder)
    check_every_point(made.data, made.arguments())


def test_rebase(folder: Path) -> None:
    made = scene(folder)
    assert run(made.arguments(), {}) == 0
    fresh = made.table.with_name("clinics-2.csv")
    fresh.write_bytes(b"Issued anew\n" + made.table.read_bytes())
    sources = ["--sources", str(made.table.parent)]
    check_every_point(made.data, ["rebase", "clinics-table-2020", str(fresh), "--data", str(made.data), *sources])


def noted(made: Scene, note: str) -> str:
    (made.data / NOTE).write_text(note, "utf-8")
    return str(made.data)


@pytest.mark.parametrize("note", ["", "[]", '{"gone.csv": "00"}', '{"units.csv": "00"}'])
def test_a_note_that_cannot_be_followed_is_told(note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = scene(tmp_path)
    assert run(["recover", "--data", noted(made, note)], {}) == 1
    assert "cannot be finished" in capsys.readouterr().err
    assert run(made.arguments(), {}) == 1


def test_nothing_to_recover(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = scene(tmp_path)
    assert run(["recover", "--data", str(made.data)], {}) == 0
    assert "there is no unfinished change" in capsys.readouterr().out
    assert run(["recover", "--data", str(made.data / "nowhere")], {}) == 1
