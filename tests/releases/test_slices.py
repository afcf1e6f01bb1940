"""Slices: all that a release says of one thing, and nothing that it does not say."""

from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from kg_builder.cli import run
from kg_builder.releases.release import DUMPS, Release
from kg_builder.releases.slices import BELOW, slice_iri, slice_query, slice_turtle, sliced
from kg_builder.releases.store import open_store
from kg_builder.terms import DCT, LH, RDF, RDFS

Two = tuple[Path, Release, Release]
UPWARD = {"indicator": ("indicators", "broader"), "program": ("programs", "part_of"), "region": ("regions", "within")}
CASES = [
    ("region", "arvenia"),
    ("region", "arvenia-north"),
    ("region", "arvenia-north-lake"),
    ("program", "arvenia-clinics"),
    ("program", "lake-clinic"),
    ("source", "report-2020"),
    ("indicator", "clinics-open"),
    ("indicator", "people-treated"),
]


def graph(release: Release) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=release.path / DUMPS["nt"], format=ox.RdfFormat.N_TRIPLES)}


def parsed(turtle: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}


def with_what_is_below(release: Release, kind: str, name: str) -> set[str]:
    """The thing and all below it, walked row by row."""
    if kind not in UPWARD:
        return {name}
    table, column = UPWARD[kind]
    rows = pl.read_csv(release.path / "tables" / f"{table}.csv", infer_schema=False).select("id", column).rows()
    found = {name}
    while more := {each for each, above in rows if above in found} - found:
        found |= more
    return found


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_slice_has_every_figure_on_the_thing_with_its_evidence(two: Two, kind: str, name: str) -> None:
    _, release, _ = two
    things = with_what_is_below(release, kind, name)
    figures = pl.read_csv(release.path / "tables" / "figures.csv", infer_schema=False)
    expected = figures.filter(pl.col(kind).is_in(things)).get_column("id").to_list()
    triples = parsed(sliced(release, open_store(release.path), kind, name))
    found = {triple.subject.value for triple in triples if triple.object == LH.Figure}  # type: ignore[union-attr]
    assert found == {f"{release.base}figure/{figure}" for figure in expected}
    assert expected
    whole = graph(release)
    described = {triple.subject for triple in triples if triple.predicate == RDF.type}
    needed = {
        triple.object
        for triple in triples
        if triple.predicate in {LH.citation, LH.series, LH.program, LH.source}
        and isinstance(triple.subject, ox.NamedNode)
        and triple.subject.value.removeprefix(f"{release.base}figure/") in expected
    }
    assert needed <= described
    assert slice_iri(release, kind, name) in described
    for thing in described:
        assert {triple for triple in whole if triple.subject == thing} <= triples


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_slice_says_nothing_that_the_release_does_not(two: Two, kind: str, name: str) -> None:
    _, release, _ = two
    triples, whole = parsed(sliced(release, open_store(release.path), kind, name)), graph(release)
    assert triples < whole
    labels = {triple.subject: triple for triple in whole if triple.predicate == RDFS.label}
    for triple in triples:
        if triple.object in labels and triple.predicate != RDFS.label and isinstance(triple.object, ox.NamedNode):
            assert labels[triple.object] in triples


def test_sub_regions_are_in_the_slice_and_wider_regions_are_not(two: Two) -> None:
    _, release, _ = two
    triples = parsed(sliced(release, open_store(release.path), "region", "arvenia-north"))
    regions = {triple.subject.value for triple in triples if triple.object == LH.Region}  # type: ignore[union-attr]
    assert regions == {f"{release.base}region/arvenia-north", f"{release.base}region/arvenia-north-lake"}


def test_what_a_figure_replaces_leads_to_it(two: Two) -> None:
    _, _, release = two
    triples = parsed(sliced(release, open_store(release.path), "region", "arvenia-north"))
    gone = {triple.subject for triple in triples if triple.predicate == DCT.isReplacedBy}
    assert gone == {ox.NamedNode(f"{release.base}figure/report-2020-00230")}


def test_a_slice_begins_with_what_it_is(two: Two) -> None:
    _, release, _ = two
    lines = sliced(release, open_store(release.path), "region", "arvenia").decode().splitlines()
    address = f"{release.base}download/{release.version}/region/arvenia.ttl"
    assert lines[:5] == [
        f"# {release.title}: what it says of one region, <{release.base}region/arvenia>",
        f"# Release: {release.version} of {release.created}",
        f"# Digest of the whole release: sha256 {release.digest}",
        f"# Licence: {release.licence}",
        f"# Cite as: {release.title}, release {release.version} ({release.created}), region arvenia. {address}",
    ]
    assert not lines[5].startswith("#")


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_the_order_of_the_answer_does_not_matter(two: Two, kind: str, name: str) -> None:
    _, release, _ = two
    answer = open_store(release.path).query(slice_query(kind, slice_iri(release, kind, name)))
    assert isinstance(answer, ox.QueryTriples)
    triples = list(answer)
    assert slice_turtle(release, kind, name, triples) == slice_turtle(release, kind, name, reversed(triples))


@pytest.mark.parametrize("kind", sorted(BELOW))
def test_kg_dump_writes_a_slice(two: Two, tmp_path: Path, kind: str) -> None:
    out, _, release = two
    name = {"indicator": "clinics-open", "program": "arvenia-clinics", "region": "arvenia", "source": "report-2020"}
    path = tmp_path / "slice.ttl"
    assert run(["dump", f"--{kind}", name[kind], "-o", str(path), "--out", str(out)], {}) == 0
    assert path.read_bytes() == sliced(release, open_store(release.path), kind, name[kind])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--region", "arvenia-nort"], "found no region 'arvenia-nort', did you mean arvenia-north or"),
        (["--source", "zzz"], "found no source 'zzz', did you mean report-2020?"),
        (["--program", "a> <b"], "found 'a> <b', expected the id of one program"),
        (["--region", "arvenia", "--program", "x"], "a slice is of one thing, in ttl"),
        (["--region", "arvenia", "--format", "nt"], "a slice is of one thing, in ttl"),
    ],
)
def test_what_is_no_slice_is_told(
    two: Two, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _, _ = two
    assert run(["dump", *arguments, "--out", str(out)], {}) == 2
    assert told in capsys.readouterr().err
