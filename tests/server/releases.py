"""Writes small real releases for the tests of the server, in the form that `kg build` gives them."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg_builder.namespaces import BASE, prefixes
from kg_builder.releases.release import CHECKSUMS, MANIFEST, REFERENCE
from kg_builder.releases.store import write_store

HERE = Path(__file__).parent
ONTOLOGY = HERE.parents[1] / "ontology"
KINDS = (
    *("beneficiary", "figure", "indicator", "organization", "period", "program"),
    *("region", "series", "source", "theme", "unit"),
)
LH = f"{BASE}ns#"

TEXT = "Last year 1,200 <b>patients</b> & others1,500 came, it is said.\n"
"""The invented source `first-2021.txt` of the tiny graph."""

QUERY = """#+ title = "Programs and their regions"
#+ title_zh = "项目与地区"
#+ description = "Which program runs in which region?"
#+ [[parameters]]
#+ name = "region"
#+ kind = "iri"
#+ default = "region:china"
#+ label = "Region"
SELECT ?program ?name ?region WHERE { ?p a lh:Program ; rdfs:label ?program ; lh:region ?region .
  ?region rdfs:label ?name }
ORDER BY ?program
"""


def _quads(extra: int, more: Path | None = None) -> Iterator[ox.Quad]:
    """The tiny graph, the real vocabulary, so many extra triples for load, and what more a file has."""
    for path in (HERE / "tiny.trig", *((more,) if more else ())):
        yield from ox.parse(path=path, format=ox.RdfFormat.TRIG)
    vocabulary = ox.NamedNode(f"{BASE}graph/vocab")
    for name in ("livelihood.ttl", "schemes.ttl"):
        for quad in ox.parse(path=ONTOLOGY / name, format=ox.RdfFormat.TURTLE):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, vocabulary)
    load, number = ox.NamedNode(f"{BASE}graph/source/load"), ox.NamedNode(f"{LH}load")
    for index in range(extra):
        yield ox.Quad(ox.NamedNode(f"{BASE}figure/load-{index}"), number, ox.Literal(index), load)


def write_release(out: Path, version: str, extra: int = 0, *, link: bool = True, more: Path | None = None) -> Path:
    """Write a release and, unless told otherwise, let `current` point at it; returns its folder."""
    quads = set(_quads(extra, more))
    lines = sorted(f"{quad} .\n" for quad in quads)
    merged = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    digest = hashlib.sha256("".join(lines).encode() + version.encode()).hexdigest()
    name = f"{version}-{digest[:12]}"
    path = out / "releases" / name
    (path / "queries").mkdir(parents=True)
    nquads, ntriples = "".join(lines).encode(), _serialized(merged, ox.RdfFormat.N_TRIPLES)
    (path / REFERENCE).write_bytes(gzip.compress(nquads, mtime=0))
    (path / "livelihood.nt").write_bytes(ntriples)
    (path / "void.ttl").write_bytes(b"")
    (path / "livelihood.ttl").write_bytes(_serialized(merged, ox.RdfFormat.TURTLE))
    (path / "queries" / "programs-and-regions.rq").write_text(QUERY, "utf-8")
    files = {
        file.relative_to(path).as_posix(): {"media_type": _MEDIA_TYPES[file.suffix]}
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }
    manifest = {**_about(version, digest, files), "triples": len(merged), "quads": len(quads)}
    manifest |= {"graphs": _graphs(quads), "counts": _counts(merged)}
    (path / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    names = sorted([*files, MANIFEST])
    sums = "".join(f"{hashlib.sha256((path / each).read_bytes()).hexdigest()}  {each}\n" for each in names)
    (path / CHECKSUMS).write_text(sums, "utf-8")
    _write_store(path, nquads, ntriples)
    if link:
        point_at(out, path)
    return path


_MEDIA_TYPES = {
    ".gz": "application/gzip",
    ".nt": "application/n-triples",
    ".rq": "application/sparql-query",
    ".ttl": "text/turtle",
}


def _about(version: str, digest: str, files: dict[str, dict[str, str]]) -> dict[str, object]:
    """What the manifest says that does not depend on the graph's content."""
    return {
        "version": f"{version}-{digest[:12]}",
        "data_version": version,
        "digest": digest,
        "created": "2026-11-22",
        "title": "Tiny Graph",
        "description": "An invented graph for tests.",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "base": BASE,
        "prefixes": prefixes(BASE, KINDS),
        "files": files,
        "validation": "none",
    }


def _serialized(merged: set[ox.Triple], form: ox.RdfFormat) -> bytes:
    """Triples in byte order."""
    return ox.serialize(sorted(merged, key=str), format=form) or b""


def _graphs(quads: set[ox.Quad]) -> dict[str, int]:
    """Named graph to its number of triples."""
    names = [str(quad.graph_name.value) for quad in quads if isinstance(quad.graph_name, ox.NamedNode)]
    return {name: names.count(name) for name in sorted(set(names))}


def _counts(merged: set[ox.Triple]) -> dict[str, int]:
    """Instances of each of our classes."""
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    names = [
        triple.object.value.removeprefix(LH)
        for triple in merged
        if triple.predicate == kind and isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(LH)
    ]
    return {name: names.count(name) for name in sorted(set(names))}


def _write_store(path: Path, nquads: bytes, ntriples: bytes) -> None:
    """The store on disk."""
    quads, triples = path / ".nq", path / ".nt"
    quads.write_bytes(nquads)
    triples.write_bytes(ntriples)
    write_store(path / "store", quads, triples)
    quads.unlink()
    triples.unlink()


def point_at(out: Path, release: Path) -> None:
    """Let `current` point at a release, as `kg build` does it."""
    link = out / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release.name)
    link.replace(out / "current")
