"""The mapping on columns gives exactly what the slow reference on rows gives, and the engine reads it unchanged."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
import pytest
from datapackages import ONTOLOGY, ROOT, copy_tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import DERIVED as DERIVED_SCHEMAS
from kg_builder.datapackage.package import Package, load_package
from kg_builder.errors import SchemaError
from kg_builder.mapping import mapping
from kg_builder.mapping.derive import derived_tables
from kg_builder.mapping.dumps import sorted_lines
from kg_builder.mapping.mapping import DERIVED, lines_of, scheme_lines, vocabulary_lines
from kg_builder.mapping.quads import quads
from mapping.generic_tables import FOLDER, NASTY, PLACE_ROWS, PLACES, ROWS, THINGS, frame_of
from mapping.reference import Description, described, line, reference_lines, table_quads

Frames = Mapping[str, pl.DataFrame]


@cache
def generic() -> Package:
    return load_package(FOLDER, ONTOLOGY)


@cache
def generic_description() -> Description:
    return described(FOLDER, ONTOLOGY)


def rows_of(frames: Frames) -> dict[str, list[dict[str, Any]]]:
    return {name: frame.to_dicts() for name, frame in frames.items()}


def assert_equal_to_reference(root: Path) -> int:
    """Compare a whole package; returns its number of lines."""
    package = load_package(root, ONTOLOGY)
    tables = derived_tables(package, checked_tables(package))
    ours = sorted_lines(lines_of(package, tables)).to_list()
    assert ours == reference_lines(root, ONTOLOGY, DERIVED_SCHEMAS, rows_of(tables))
    assert_engine_reads(ours)
    return len(ours)


def assert_engine_reads(lines: list[str]) -> None:
    """Lines parse, are serialized to the same bytes, and come back from a store unchanged."""
    content = "".join(lines).encode()
    parsed = list(ox.parse(content, ox.RdfFormat.N_QUADS))
    assert ox.serialize(parsed, format=ox.RdfFormat.N_QUADS) == content
    store = ox.Store()
    store.bulk_load(content, ox.RdfFormat.N_QUADS)
    kept = store.dump(format=ox.RdfFormat.N_QUADS)
    assert kept is not None
    assert sorted(kept.split(b"\n")) == sorted({*content.split(b"\n")})


def test_tiny_package(tmp_path: Path) -> None:
    assert assert_equal_to_reference(copy_tiny(tmp_path / "tiny")) >= 1_000


PACKAGES = [ROOT / "data", *sorted(path.parent for path in ROOT.glob("examples/*/datapackage.json"))]


@pytest.mark.parametrize("root", PACKAGES, ids=lambda path: path.name)
def test_real_packages(root: Path) -> None:
    assert len(PACKAGES) >= 2
    assert assert_equal_to_reference(root) >= 2_000


def test_every_derived_schema_is_mapped() -> None:
    assert set(DERIVED) == {path.stem for path in DERIVED_SCHEMAS.glob("*.json")}


def test_generic_schema_has_every_kind_of_mapping() -> None:
    schemas = [json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "schemas").glob("*.json"))]
    fields = [field for schema in schemas for field in schema["fields"]]
    assert {field["type"] for field in fields} == {"boolean", "date", "integer", "list", "number", "string"}
    listed = [field.get("rdf", []) for field in fields]
    statements = [each for rdf in listed for each in (rdf if isinstance(rdf, list) else [rdf])]
    kinds = {key for statement in statements for key in statement}
    assert kinds == {"property", "language", "datatype", "scheme", "iri", "graph", "classes"}
    assert any("references" in field for field in fields)
    assert any("foreignKeys" in schema for schema in schemas)
    assert any("scheme" in schema["rdf"] for schema in schemas)


def generic_lines(frames: Frames) -> list[str]:
    package = generic()
    lines = [quads(frame, package.tables[name], package.base) for name, frame in frames.items()]
    return sorted_lines(lines).to_list()


def generic_reference(frames: Frames) -> list[str]:
    about = generic_description()
    told = {
        line(*quad)
        for name, frame in frames.items()
        for quad in table_quads(about, about.schemas[name], frame.to_dicts())
    }
    return sorted(told, key=lambda text: text.encode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=ROWS, places=PLACE_ROWS)
def test_generated_tables(things: list[dict[str, Any]], places: list[dict[str, Any]]) -> None:
    frames = {"things": frame_of(things, THINGS), "places": frame_of(places, PLACES)}
    ours = generic_lines(frames)
    assert ours == generic_reference(frames)
    assert_engine_reads(ours)


def test_every_character_is_escaped_alike() -> None:
    characters = [chr(code) for code in range(0x11_0000) if not 0xD800 <= code < 0xE000]
    texts = ["".join(characters[start : start + 64]) for start in range(0, len(characters), 64)]
    frame = frame_of([{"id": str(n), "label": text} for n, text in enumerate([*texts, *NASTY])], PLACES)
    ours = generic_lines({"places": frame})
    assert len(ours) >= 2 * len(texts)
    assert ours == generic_reference({"places": frame})
    assert_engine_reads(ours)


def test_vocabulary_and_schemes_of_the_generic_package() -> None:
    package = generic()
    empty = {name: list[dict[str, Any]]() for name in (*package.tables, *DERIVED)}
    ours = sorted_lines([vocabulary_lines(package), scheme_lines(package)]).to_list()
    assert ours == reference_lines(FOLDER, ONTOLOGY, DERIVED_SCHEMAS, empty)
    assert_engine_reads(ours)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=ROWS, cut=st.integers(0, 8))
def test_batches_may_be_cut_anywhere(things: list[dict[str, Any]], cut: int) -> None:
    package, frame = generic(), frame_of(things, THINGS)
    table = package.tables["things"]
    whole = quads(frame, table, package.base)
    slices = [quads(part, table, package.base) for part in (frame.head(cut), frame.slice(cut))]
    assert sorted(whole) == sorted(pl.concat(slices))


@pytest.mark.parametrize(("rows", "sample"), [(1, 1), (8, 2), (50, 5), (400, 400)])
def test_ranges_of_subjects_may_be_cut_anywhere(monkeypatch: pytest.MonkeyPatch, rows: int, sample: int) -> None:
    package = load_package(ROOT / "data", ONTOLOGY)
    tables = derived_tables(package, checked_tables(package))
    whole = pl.concat(list(lines_of(package, tables)))
    monkeypatch.setattr(mapping, "RANGE", rows)
    monkeypatch.setattr(mapping, "SAMPLE", sample)
    parts = list(lines_of(package, tables))
    assert len(parts) > 1
    assert pl.concat(parts).to_list() == whole.to_list() == sorted_lines([whole]).to_list()


class ArrowStream:
    """Rows from anywhere: all that is known of them is the Arrow C stream interface."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def test_arrow_stream_gives_the_same(tmp_path: Path) -> None:
    package = load_package(copy_tiny(tmp_path / "tiny"), ONTOLOGY)
    tables = derived_tables(package, checked_tables(package))
    compared = 0
    for name, table in package.tables.items():
        expected = quads(tables[name], table, package.base)
        assert quads(ArrowStream(tables[name]), table, package.base).to_list() == expected.to_list()
        compared += len(expected)
    assert compared >= 350


def test_numbers_of_another_scale_keep_their_zeros() -> None:
    package = generic()
    row = dict.fromkeys(THINGS) | {"id": "a", "part": 1, "place": "b"}
    for scale in (0, 2, 9):
        number = pl.Series("size", ["100"]).cast(pl.Decimal(20, scale))
        lines = quads(frame_of([row], THINGS).with_columns(number), package.tables["things"], package.base)
        assert [text for text in lines if '"100"^^<http://www.w3.org/2001/XMLSchema#decimal>' in text], scale


@pytest.mark.parametrize("bad", ["a b", "a>b", "a<b", 'a"b', "a\nb", "a{b", "a}b", "a|b", "a\\b", "a^b", "a`b"])
@pytest.mark.parametrize("column", ["id", "place", "home", "goals", "near", "links"])
def test_what_would_break_out_of_an_iri_is_refused(column: str, bad: str) -> None:
    package = generic()
    row = dict.fromkeys(THINGS) | {"id": "a", "part": 1, "place": "b"}
    cell = [bad] if isinstance(THINGS[column], pl.List) else bad
    with pytest.raises(SchemaError, match="may stand in an IRI"):
        quads(frame_of([row | {column: cell}], THINGS), package.tables["things"], package.base)
