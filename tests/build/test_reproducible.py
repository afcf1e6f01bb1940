"""One input, one output: whatever the folder, the hash seed, the time zone, the locale and the order of the rows."""

import gzip
import io
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
import zstandard
from building import environment
from datapackages import ONTOLOGY, ROOT, copy_tiny, read_rows, write_rows

from kg_builder.releases.release import current_release
from kg_builder.releases.store import load_store, open_store

BUILD = """
import sys
from pathlib import Path
from kg_builder.build import build
from kg_builder.progress import Progress
build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), Progress(sys.stderr, is_terminal=False))
"""
WORLDS = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C", "POLARS_MAX_THREADS": "1", "USER": "kg-first-user"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "POLARS_MAX_THREADS": "4", "USER": "other"},
)
PACKED = (".gz", ".zst", ".parquet")
PACKAGES = ("tiny", "data", "examples/school-meals")


@dataclass(frozen=True)
class Pair:
    """Two releases of one input, made in two worlds.

    Attributes:
        inputs: texts of everything that went in.
        folders: the releases.
    """

    inputs: str
    folders: tuple[Path, Path]

    def names(self) -> list[str]:
        """Files of the first release, without the store."""
        return [name for name in files_of(self.folders[0]) if not name.startswith("store/")]


def files_of(folder: Path) -> list[str]:
    """Names of all files below a folder, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def shuffle_rows(folder: Path) -> None:
    """The rows of every table the other way round, then odd ones before even ones."""
    for path in folder.glob("*.csv"):
        header, rows = read_rows(path)
        turned = rows[::-1]
        write_rows(path, header, turned[1::2] + turned[::2])


def copied(name: str, folder: Path) -> Path:
    """A copy of a package."""
    return copy_tiny(folder) if name == "tiny" else shutil.copytree(ROOT / name, folder)


@pytest.fixture(scope="module", params=PACKAGES)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The tiny package, the real one and the example, each built twice."""
    folders, data = [], ROOT
    for n, world in enumerate(WORLDS):
        home = tmp_path_factory.mktemp(f"{Path(request.param).name}-{'a-much-longer-name-' * n}{n}")
        data = copied(request.param, home / "package")
        if n:
            shuffle_rows(data)
        command = [sys.executable, "-c", BUILD, str(data), "out", str(ONTOLOGY)]
        done = subprocess.run(command, cwd=home, env=environment(**world), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        release = current_release(home / "out")
        assert release is not None
        folders.append(release.path)
    texts = [
        path
        for folder in (data, ONTOLOGY)
        for path in folder.rglob("*")
        if path.suffix in {".csv", ".json", ".ttl", ".rq"}
    ]
    return Pair("\n".join(path.read_text("utf-8") for path in texts), (folders[0], folders[1]))


def unpacked(path: Path) -> bytes:
    """What a packed file holds."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read()


def test_same_files(pair: Pair) -> None:
    first, second = pair.folders
    assert first.name == second.name
    assert len(pair.names()) >= 40
    assert pair.names() == [name for name in files_of(second) if not name.startswith("store/")]


def test_same_bytes(pair: Pair) -> None:
    first, second = pair.folders
    plain = [name for name in pair.names() if not name.endswith(PACKED) and name != "SHA256SUMS"]
    assert len(plain) >= 25
    assert [name for name in plain if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_same_content_in_packed_files(pair: Pair) -> None:
    first, second = pair.folders
    packed = [name for name in pair.names() if name.endswith((".gz", ".zst"))]
    assert len(packed) >= 12
    for name in packed:
        plain = unpacked(first / name)
        assert plain == unpacked(second / name), name
        assert plain == (first / name.rpartition(".")[0]).read_bytes(), name


def test_same_tables(pair: Pair) -> None:
    first, second = pair.folders
    tables = [name for name in pair.names() if name.endswith(".parquet")]
    assert len(tables) >= 15
    for name in tables:
        ours, other = pl.read_parquet(first / name), pl.read_parquet(second / name)
        assert ours.equals(other), name
        text = pl.read_csv((first / name).with_suffix(".csv"), infer_schema=False)
        assert text.columns == ours.columns
        assert text.height == ours.height


def test_same_quads_in_the_store(pair: Pair) -> None:
    first, second = (set(open_store(folder)) for folder in pair.folders)
    assert len(first) >= 2_000
    assert first == second == set(load_store(pair.folders[0]))


def test_checksums_differ_only_where_files_may(pair: Pair) -> None:
    lines = [set((folder / "SHA256SUMS").read_text("utf-8").splitlines()) for folder in pair.folders]
    assert all(line.endswith(PACKED) for line in lines[0] ^ lines[1])


def test_nothing_tells_of_the_machine(pair: Pair) -> None:
    words = {*WORLDS[0].values(), "kg-first-user", os.sep + "tmp" + os.sep, str(ROOT), socket.gethostname() + "/"}
    words |= {str(folder.parents[2]) for folder in pair.folders} | {
        str(Path.home()),
        sys.prefix,
        date.today().isoformat(),  # noqa: DTZ011  (the machine's own date is what must not be there)
    }
    foreign = [word for word in words if len(word) > 4 and word not in pair.inputs]
    assert len(foreign) >= 5
    for name in pair.names():
        path = pair.folders[0] / name
        content = unpacked(path) if name.endswith((".gz", ".zst")) else path.read_bytes()
        assert [word for word in foreign if word.encode() in content] == [], name
    assert list((pair.folders[0] / "store").glob("LOG*")) == []


def test_no_blank_node_anywhere(pair: Pair) -> None:
    parsed = 0
    for name in pair.names():
        form = ox.RdfFormat.from_extension(Path(name).suffix.removeprefix("."))
        if form is None or name.startswith("ontology/") or form == ox.RdfFormat.JSON_LD:
            continue
        quads = list(ox.parse(path=pair.folders[0] / name, format=form))
        terms = {type(term) for quad in quads for term in (quad.subject, quad.object, quad.graph_name)}
        assert ox.BlankNode not in terms, name
        parsed += len(quads)
    assert parsed >= 5_000


def test_every_dump_is_the_same_graph(pair: Pair) -> None:
    folder = pair.folders[0]
    merged = {
        suffix: {quad.triple for quad in ox.parse(path=folder / f"livelihood.{suffix}", format=form)}
        for suffix, form in (
            ("nt", ox.RdfFormat.N_TRIPLES),
            ("ttl", ox.RdfFormat.TURTLE),
            ("rdf", ox.RdfFormat.RDF_XML),
        )
    }
    named = {
        name: set(ox.parse(path=folder / name, format=form))
        for name, form in (("graph.nq", ox.RdfFormat.N_QUADS), ("livelihood.trig", ox.RdfFormat.TRIG))
    }
    assert merged["nt"] == merged["ttl"] == merged["rdf"]
    assert named["graph.nq"] == named["livelihood.trig"]
    assert {quad.triple for quad in named["graph.nq"]} == merged["nt"]


def test_lines_are_sorted_and_unique(pair: Pair) -> None:
    for name in ("graph.nq", "livelihood.nt"):
        lines = (pair.folders[0] / name).read_bytes().splitlines(keepends=True)
        assert len(lines) >= 1_000
        assert lines == sorted(set(lines)), name


def test_tables_read_by_another_reader(pair: Pair) -> None:
    figures = pl.read_csv(io.BytesIO((pair.folders[0] / "tables" / "figures.csv").read_bytes()), infer_schema=False)
    assert figures["id"].to_list() == sorted(figures["id"])
