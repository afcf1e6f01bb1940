"""The files of a release: one graph in every format, checksums that hold, descriptions that are right."""

import gzip
import json
import shutil
import subprocess
from collections import Counter
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import zstandard

from kg_builder.cli import run
from kg_builder.releases.manifest import MEDIA_TYPES
from kg_builder.releases.publish import VOLATILE
from kg_builder.releases.release import DUMPS, PACKED, Release
from kg_builder.terms import DCAT, RDF, SPDX, VOID

Two = tuple[Path, Release, Release]
FORMS = {
    "jsonld": ox.RdfFormat.JSON_LD,
    "nq": ox.RdfFormat.N_QUADS,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
}
RDFLIB = {"jsonld": "json-ld", "nq": "nquads", "nt": "nt", "rdf": "xml", "trig": "trig", "ttl": "turtle"}


def triples(path: Path, form: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=path, format=FORMS[form])}


def described(path: Path) -> set[ox.Triple]:
    return triples(path, "ttl")


def test_every_format_is_the_same_graph(two: Two) -> None:
    _, _, release = two
    graphs = {form: triples(release.path / name, form) for form, name in DUMPS.items()}
    pairs = list(combinations(sorted(graphs), 2))
    assert len(pairs) == 15
    for one, other in pairs:
        assert graphs[one] == graphs[other], (one, other)
    assert {len(graph) for graph in graphs.values()} == {release.triples}


def test_formats_with_named_graphs_have_the_same_quads(two: Two) -> None:
    _, _, release = two
    quads, trig = ({*ox.parse(path=release.path / DUMPS[form], format=FORMS[form])} for form in ("nq", "trig"))
    assert quads == trig
    assert len(quads) == release.quads


@pytest.mark.filterwarnings(
    "ignore:(Dataset|ConjunctiveGraph):DeprecationWarning"
)  # rdflib's own parsers use what rdflib deprecates
def test_another_library_reads_the_same_graph(two: Two) -> None:
    _, _, release = two
    graphs = {}
    for form, name in DUMPS.items():
        dataset = rdflib.Dataset()
        dataset.parse(data=(release.path / name).read_bytes(), format=RDFLIB[form])
        graphs[form] = {(str(s), str(p), o.n3()) for s, p, o, _ in dataset.quads()}
    assert len(graphs) == 6
    for form, graph in graphs.items():
        assert graph == graphs["nt"], form
    assert len(graphs["nt"]) == release.triples


def test_packed_dumps_hold_the_same_bytes(two: Two) -> None:
    _, _, release = two
    for name in DUMPS.values():
        plain = (release.path / name).read_bytes()
        assert gzip.decompress((release.path / f"{name}.gz").read_bytes()) == plain
        assert zstandard.ZstdDecompressor().decompress((release.path / f"{name}.zst").read_bytes()) == plain
        assert (release.path / f"{name}.gz").read_bytes()[4:8] == bytes(4), "a time in the header"


@pytest.mark.parametrize("form", [f"{form}{suffix}" for form in DUMPS for suffix in ("", *PACKED)])
def test_kg_dump_writes_the_bytes_of_the_download(two: Two, tmp_path: Path, form: str) -> None:
    out, _, release = two
    assert run(["dump", "--format", form, "-o", str(tmp_path / "file"), "--out", str(out)], {}) == 0
    name, dot, suffix = form.partition(".")
    assert (tmp_path / "file").read_bytes() == (release.path / f"{DUMPS[name]}{dot}{suffix}").read_bytes()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_the_real_tool_confirms_the_checksums(two: Two) -> None:
    _, _, release = two
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=release.path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK\n") == len(release.files) + 1


def test_checksums_cover_every_file(two: Two) -> None:
    _, _, release = two
    there = {path.relative_to(release.path).as_posix() for path in release.path.rglob("*") if path.is_file()}
    listed = {line.split("  ", 1)[1] for line in (release.path / "SHA256SUMS").read_text("utf-8").splitlines()}
    assert listed == {name for name in there if not name.startswith("store/")} - {"SHA256SUMS"}
    assert listed == {*release.files, "manifest.json"}


def test_the_manifest_has_digests_of_what_is_reproducible(two: Two) -> None:
    _, _, release = two
    for name, facts in release.files.items():
        assert facts["media_type"] == MEDIA_TYPES[Path(name).suffix]
        assert ("sha256" in facts) == (not name.endswith(VOLATILE)), name
    assert len(release.files) >= 40


def test_dcat_lists_every_reproducible_file(two: Two) -> None:
    _, _, release = two
    dcat = described(release.path / "dcat.ttl")
    objects = {(triple.subject, triple.predicate): triple.object for triple in dcat}
    found = {}
    for triple in dcat:
        if triple.predicate == RDF.type and triple.object == DCAT.Distribution:
            checksum = objects[(triple.subject, SPDX.checksum)]
            assert isinstance(checksum, ox.NamedNode)
            size, digest = objects[(triple.subject, DCAT.byteSize)], objects[(checksum, SPDX.checksumValue)]
            assert isinstance(size, ox.Literal)
            assert isinstance(digest, ox.Literal)
            url = objects[(triple.subject, DCAT.downloadURL)]
            assert isinstance(url, ox.NamedNode)
            name = url.value.removeprefix(f"{release.base}download/{release.version}/")
            found[name] = (int(size.value), digest.value)
    described_later = {"dcat.ttl"}
    expected = {
        name: (facts["bytes"], facts["sha256"])
        for name, facts in release.files.items()
        if "sha256" in facts and name not in described_later
    }
    assert found == expected
    assert {*DUMPS.values()} <= set(found)


def test_void_partitions_are_what_the_graph_has(two: Two) -> None:
    _, _, release = two
    graph = triples(release.path / DUMPS["nt"], "nt")
    void = described(release.path / "void.ttl")
    objects = {(triple.subject, triple.predicate): triple.object for triple in void}

    def partitions(link: ox.NamedNode, what: ox.NamedNode, size: ox.NamedNode) -> dict[str, int]:
        parts = [triple.object for triple in void if triple.predicate == link]
        told = [(objects[(part, what)], objects[(part, size)]) for part in parts if isinstance(part, ox.NamedNode)]
        return {str(iri): int(count.value) for iri, count in told if isinstance(count, ox.Literal)}

    classes = Counter(str(triple.object) for triple in graph if triple.predicate == RDF.type)
    properties = Counter(str(triple.predicate) for triple in graph)
    assert partitions(VOID.classPartition, VOID.class_, VOID.entities) == dict(classes)
    assert partitions(VOID.propertyPartition, VOID.property, VOID.triples) == dict(properties)
    assert len(classes) >= 10
    assert len(properties) >= 20


def test_void_names_every_dump(two: Two) -> None:
    _, _, release = two
    void = described(release.path / "void.ttl")
    dumps = {triple.object.value for triple in void if triple.predicate == VOID.dataDump}  # type: ignore[union-attr]
    assert dumps == {f"{release.base}download/{release.version}/{name}" for name in DUMPS.values()}


def test_derived_columns_are_marked(two: Two) -> None:
    _, _, release = two
    package = json.loads((release.path / "tables" / "datapackage.json").read_text("utf-8"))
    (schema,) = (each["schema"] for each in package["resources"] if each["name"] == "figures")
    marked = {field["name"] for field in schema["fields"] if field.get("derived")}
    assert {"min", "max", "series", "latest", "citations"} <= marked
    assert not {"value", "token", "source"} & marked
