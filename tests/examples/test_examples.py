"""Other countries and topics go through the whole pipeline, and nothing in the programs knows of them."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from datapackages import ONTOLOGY, ROOT, read_rows, write_rows
from server.running import Server, start_server

from examples.commands import kg
from examples.conftest import EXAMPLES, Example
from kg_builder.evaluate import evaluate
from kg_builder.queries import read_query
from kg_builder.releases.store import load_store
from kg_builder.validation.validate import Engine, validate_graph

QUERIES = [path for folder in EXAMPLES for path in sorted((folder / "queries").glob("*.rq"))]
LEAST_QUERIES = 6
TOLD_BY = ("regions", "programs", "sources")
"""Tables whose ids nobody else would use."""


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 1
    for folder in EXAMPLES:
        assert sum(path.is_relative_to(folder) for path in QUERIES) >= LEAST_QUERIES


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_check_and_verify(folder: Path) -> None:
    assert "nothing to say against them" in kg("check", "--data", str(folder))
    told = kg("verify", "--data", str(folder), "--sources", str(folder / "texts")).splitlines()
    assert len(told) >= 2
    assert all(line.endswith(" 0 left over") for line in told)


def test_build_without_a_warning(example: Example) -> None:
    assert example.warnings == 0
    assert example.release.base != "https://w3id.org/livelihood/"


@pytest.mark.parametrize("engine", ["pyshacl", "sparql"])
def test_both_engines_find_nothing(engine: Engine, example: Example) -> None:
    store, own = load_store(example.release.path), example.folder / "shapes.ttl"
    shapes, checks = ONTOLOGY / "shapes.ttl", ONTOLOGY / "checks"
    report = validate_graph(store, shapes, checks, example.release.prefixes, engine, own)
    assert report.findings == ()


def test_shapes_of_its_own_stop_a_release(tmp_path: Path) -> None:
    folder = tmp_path / "meals"
    shutil.copytree(ROOT / "examples" / "school-meals", folder)
    header, rows = read_rows(folder / "figures.csv")
    next(row for row in rows if row["unit"] == "school")["sex"] = "girls"
    write_rows(folder / "figures.csv", header, rows)
    told = kg("build", "--data", str(folder), "--out", str(tmp_path / "out"), code=1)
    assert "figures.csv:" in told
    assert "sex-of-pupils: Only pupils are girls or boys., found https://example.org/school-meals/unit/school" in told
    assert not (tmp_path / "out" / "current").exists()


def test_its_own_files_are_in_the_release(example: Example) -> None:
    for file, name in (("vocabulary.ttl", "own.ttl"), ("shapes.ttl", "own-shapes.ttl")):
        assert (example.release.path / "ontology" / name).read_bytes() == (example.folder / file).read_bytes()


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_stored_query(path: Path, example: Example, *, golden: bool) -> None:
    if not path.is_relative_to(example.folder):
        pytest.skip("of another example")
    query = read_query(path)
    prefixes = example.release.prefixes
    answer = evaluate(example.release.path, query.text, prefixes, query.bindings({}, prefixes), "csv", 60)
    text = answer.body.decode().replace("\r\n", "\n")
    approved = path.parent / "expected" / f"{path.stem}.csv"
    if golden:
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(text, encoding="utf-8", newline="")
    assert text.count("\n") >= 2, "a header and a row"
    assert text == approved.read_text("utf-8")


def test_every_expected_answer_has_a_query() -> None:
    approved = {path for folder in EXAMPLES for path in (folder / "queries" / "expected").iterdir()}
    assert {path.parent / "expected" / f"{path.stem}.csv" for path in QUERIES} == approved


def test_dumps_hold_the_graph(example: Example, tmp_path: Path) -> None:
    store = load_store(example.release.path)
    merged = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert len(merged) == example.release.triples
    for form, parsed in (("ttl", ox.RdfFormat.TURTLE), ("nt", ox.RdfFormat.N_TRIPLES)):
        file = tmp_path / f"dump.{form}"
        kg("dump", "--format", form, "--output", str(file), "--out", str(example.out))
        assert {quad.triple for quad in ox.parse(path=file, format=parsed)} == merged


@pytest.fixture(scope="module")
def server(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(example.out, tmp_path_factory.mktemp("server") / "log")
    yield running
    running.stop()


def test_served(example: Example, server: Server) -> None:
    reply = server.query("SELECT (COUNT(*) AS ?n) WHERE { ?figure a lh:Figure }", "text/csv")
    assert reply.status == 200
    assert reply.text.split() == ["n", str(example.release.counts["Figure"])]
    region = read_ids(example.folder, "regions")[0]
    page = server.ask("GET", f"/region/{region}", {"Accept": "text/html"})
    assert page.status == 200
    assert region in page.text
    turtle = server.ask("GET", f"/region/{region}.ttl")
    assert f"{example.release.base}region/{region}" in {
        quad.subject.value
        for quad in ox.parse(turtle.body, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    }


def test_stored_queries_are_served_with_their_titles(example: Example, server: Server) -> None:
    listed = server.ask("GET", "/q/").text
    for path in sorted((example.folder / "queries").glob("*.rq")):
        titles = read_query(path).titles
        assert titles
        assert all(title in listed for title in titles.values())
        reply = server.ask("GET", f"/q/{quote(path.stem)}.csv")
        assert reply.status == 200
        found = list(csv.reader(io.StringIO(reply.text, newline="")))
        approved = list(csv.reader(io.StringIO((path.parent / "expected" / f"{path.stem}.csv").read_text("utf-8"))))
        assert [row[: len(approved[0])] for row in found] == approved, "the sources come after the columns of the query"


def read_ids(folder: Path, table: str) -> list[str]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def words_of(folder: Path) -> set[str]:
    """What only this example says: its name, its ids, its currency and the entries of its own vocabulary."""
    ids = {part for table in TOLD_BY for identifier in read_ids(folder, table) for part in [identifier]}
    vocabulary = (folder / "vocabulary.ttl").read_text("utf-8")
    own = set(re.findall(r"^[a-z]+:([a-z-]+-[a-z]+) ", vocabulary, re.MULTILINE))
    return {folder.name, folder.name.replace("-", " "), *ids, *own}


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_no_program_knows_of_an_example(folder: Path) -> None:
    words = words_of(folder)
    assert len(words) >= 8
    files = [path for name in ("src", "server") for path in (ROOT / name).rglob("*") if path.is_file()]
    assert len(files) >= 80
    for path in files:
        text = path.read_bytes().decode(errors="ignore").casefold()
        assert not {word for word in words if re.search(rf"\b{re.escape(word.casefold())}\b", text)}, path
