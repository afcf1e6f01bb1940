"""Whatever a package says, in its descriptions or its cells: an error of ours or a graph that the engine reads."""

import copy
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox
import pytest
from datapackages import ONTOLOGY, ROOT, read_rows, write_rows

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import Package, load_package
from kg_builder.errors import ChecksFailed, SchemaError
from kg_builder.mapping.derive import derived_tables
from kg_builder.queries import check_queries
from kg_builder.releases.graph import graph_of

Path_ = tuple[str | int, ...]

WRONG: tuple[Any, ...] = (None, True, 5, -1.5, "x", "", [], ["x"], {}, {"x": 1}, [{}], [[]], "x" * 500)
FILES = ("datapackage.json", *(f"schemas/{name}.json" for name in ("figures", "regions", "themes", "exclusions")))
CELLS = (
    *("", "x", " ", "0", "-1", "+5", "1e5", "1.5", "0.0000000001", "99999999999999999999", "9223372036854775807"),
    *("9999999999999999999.999999999", "-9999999999999999999.999999999", "nan", "inf", "１２", "2021-02-30"),
    *("0000-01-01", "0001-01-01", "9999-12-31", "true", "\u202e", ";", ";;", "a;a", "a; b", "\ufffe", "\n", "a\nb"),
    *('"', "'", "👩‍👩", "person", "report-2020", "report-2020-00070", "arvenia", "50-61:1.2 million"),
    *("99999999999999999999-1:x", "5-1:3", "0-0:", "million", "zero", "http://[", "http://a/%zz", "a/b", "a#b"),
    *("A" * 200, "\\", "{}", "{id}", "%", "<>", "=1+1", "--", "a--b"),
)


def places(node: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Every place in a JSON value; of a list, the first, the second and the last."""
    yield at
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from places(inner, (*at, key))
    elif isinstance(node, list):
        for n in sorted({0, 1, len(node) - 1} & set(range(len(node)))):
            yield from places(node[n], (*at, n))


def changed(content: Any, at: Path_, value: Any) -> Any:
    """A copy with another value at some place."""
    if not at:
        return value
    result = copy.deepcopy(content)
    node = result
    for step in at[:-1]:
        node = node[step]
    node[at[-1]] = value
    return result


def attempt(folder: Path) -> bool:
    """Whether the package could be checked; anything but an error of ours is a fault."""
    try:
        return attempt_tables(load_package(folder, ONTOLOGY))
    except SchemaError:
        return False


def attempt_tables(package: Package) -> bool:
    """Whether the tables of a package could be checked."""
    try:
        tables = checked_tables(package)
    except ChecksFailed:
        return False
    with TemporaryDirectory() as folder:
        graph = graph_of(package, derived_tables(package, tables), Path(folder, "graph.nq"), Path(folder, "graph.nt"))
        assert sum(1 for _ in ox.parse(path=graph.nquads, format=ox.RdfFormat.N_QUADS)) == graph.quads
    return True


@pytest.mark.parametrize("file", FILES)
def test_wrong_values_in_descriptions(tiny: Path, file: str) -> None:
    original = (tiny / file).read_text("utf-8")
    content = json.loads(original)
    listed = list(places(content))
    assert len(listed) >= 30
    refused = 0
    for at, wrong in zip(listed, cycle(WRONG), strict=False):
        (tiny / file).write_text(json.dumps(changed(content, at, wrong)), "utf-8")
        refused += not attempt(tiny)
    assert refused >= len(listed) // 4


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "5", '"x"', "{}", '{"a": NaN}', "[" * 100_000, '{"name": 1e999}']
)
@pytest.mark.parametrize("file", ["datapackage.json", "schemas/figures.json"])
def test_descriptions_that_are_none(tiny: Path, file: str, text: str) -> None:
    (tiny / file).write_text(text, "utf-8")
    assert not attempt(tiny)


PROBLEMS = [
    ("datapackage.json", ("version",), "../../elsewhere", "/version: found '../../elsewhere', expected digits"),
    ("datapackage.json", ("version",), "1/2", "/version: found '1/2'"),
    ("datapackage.json", ("version",), 1, "/version: found 1, expected a text"),
    ("datapackage.json", ("created",), "yesterday", "/created: found 'yesterday', expected a date as YYYY-MM-DD"),
    ("datapackage.json", ("created",), "2020-02-30", "/created: found '2020-02-30', expected a date"),
    ("datapackage.json", ("licenses",), [], "/licenses/0/path: found None, expected an http(s) IRI"),
    (
        "datapackage.json",
        ("licenses", 0, "path"),
        "LICENSE",
        "/licenses/0/path: found 'LICENSE', expected an http(s) IRI",
    ),
    ("datapackage.json", ("rdf", "base"), "example.org/", "/rdf/base: found 'example.org/', expected an http(s) IRI"),
    (
        "datapackage.json",
        ("rdf", "base"),
        "https://example.org/x",
        "/rdf/base: found 'https://example.org/x', expected an IRI",
    ),
    (
        "datapackage.json",
        ("rdf", "prefixes"),
        {"a b": "https://x.org/"},
        "/rdf/prefixes: found 'a b', expected a prefix",
    ),
    ("datapackage.json", ("resources",), "regions", "/resources: found 'regions', expected a list of objects"),
    (
        "datapackage.json",
        ("resources", 1, "name"),
        "regions",
        "/resources/1/name: found 'regions', expected a name used once",
    ),
    ("schemas/units.json", ("fields",), {}, "/fields: found {}, expected a list of objects"),
    ("schemas/units.json", ("fields", 0), "id", "/fields/0: found 'id', expected an object"),
    (
        "schemas/units.json",
        ("fields", 1, "rdf"),
        "rdfs:label",
        "/fields/1/rdf: found 'rdfs:label', expected an object or a list",
    ),
    ("schemas/units.json", ("fields", 1, "rdf"), {"language": "en"}, "/fields/1/rdf: expected a property, or classes"),
    (
        "schemas/units.json",
        ("fields", 2, "rdf", "language"),
        "zh Hans",
        "found 'zh Hans', expected a tag such as zh-Hans",
    ),
    ("schemas/units.json", ("fields", 2, "rdf", "graph"), "a b", "/rdf/graph: found 'graph/a b', which makes no IRI"),
    (
        "schemas/units.json",
        ("fields", 0, "constraints", "required"),
        "yes",
        "/constraints/required: found 'yes', expected true",
    ),
    (
        "schemas/units.json",
        ("fields", 0, "constraints", "maxLength"),
        "9",
        "/maxLength: found '9', expected a whole number",
    ),
    ("schemas/units.json", ("fields", 0, "constraints", "minimum"), 1, "'minimum' is not supported on the type string"),
    ("schemas/units.json", ("fields", 0, "constraints", "enum"), [1, 2], "/enum/0: found 1, expected a text"),
    (
        "schemas/units.json",
        ("fields", 0, "constraints", "pattern"),
        "(?=a)a",
        "found '(?=a)a', expected no look-around",
    ),
    (
        "schemas/units.json",
        ("fields", 0, "constraints", "pattern"),
        r"(a)\1",
        "expected no look-around and no back-references",
    ),
    (
        "schemas/figures.json",
        ("fields", 7, "constraints"),
        {"minimum": "many"},
        "/minimum: found 'many', expected a number",
    ),
    (
        "schemas/figures.json",
        ("fields", 7, "constraints"),
        {"enum": ["1"]},
        "'enum' is not supported on the type number",
    ),
    (
        "schemas/figures.json",
        ("fields", 11, "constraints"),
        {"minimum": "2020"},
        "/minimum: found '2020', expected a date",
    ),
    (
        "schemas/figures.json",
        ("fields", 24, "delimiter"),
        "",
        "/fields/24/delimiter: expected the text between two items",
    ),
    ("schemas/figures.json", ("fields", 24, "rdf", "iri"), "figure/{id}", "expected an IRI template such as region/{}"),
    ("schemas/figures.json", ("fields", 7, "type"), "string", "/resources: found value as string in the table figures"),
    ("schemas/figures.json", ("fields", 7, "name"), "amount", "/resources: found no column value in the table figures"),
    (
        "schemas/figures.json",
        ("rdf", "iri"),
        "figure",
        "/rdf/iri: found 'figure', expected an IRI template such as region/{id}",
    ),
    ("schemas/figures.json", ("rdf", "iri"), "a b/{id}", "/rdf/iri: found 'a b/{id}', which makes no IRI"),
    ("schemas/themes.json", ("rdf", "scheme"), {"iri": "theme"}, "/rdf/scheme"),
]
"""File, place, value, and what the message says."""


@pytest.mark.parametrize(("file", "at", "value", "message"), PROBLEMS, ids=lambda value: str(value)[:40])
def test_a_wrong_value_is_told_with_its_place(tiny: Path, file: str, at: Path_, value: object, message: str) -> None:
    content = json.loads((tiny / file).read_text("utf-8"))
    (tiny / file).write_text(json.dumps(changed(content, at, value)), "utf-8")
    with pytest.raises(SchemaError) as caught:
        checked_tables(load_package(tiny, ONTOLOGY))
    assert message in str(caught.value)


def test_a_blank_node_in_an_own_vocabulary_is_refused(tiny: Path) -> None:
    content = json.loads((tiny / "datapackage.json").read_text("utf-8"))
    content["rdf"]["vocabulary"] = "own.ttl"
    (tiny / "datapackage.json").write_text(json.dumps(content), "utf-8")
    (tiny / "own.ttl").write_text("<https://example.org/a> <https://example.org/b> [] .", "utf-8")
    with pytest.raises(SchemaError, match=r"own\.ttl:/: found a blank node"):
        load_package(tiny, ONTOLOGY)


def test_odd_cells_one_by_one(tiny: Path) -> None:
    package, odd, tried, refused = load_package(tiny, ONTOLOGY), cycle(CELLS), 0, 0
    for path in sorted(tiny.glob("*.csv")):
        original = path.read_bytes()
        header, (first, *others) = read_rows(path)
        for column in header:
            write_rows(path, header, [first | {column: next(odd)}, *others])
            refused += not attempt_tables(package)
            tried += 1
        path.write_bytes(original)
    assert tried >= 90
    assert refused >= tried // 2


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.encode("ascii", "backslashreplace").decode()[:20])
def test_odd_cells_everywhere(tiny: Path, cell: str) -> None:
    for path in tiny.glob("*.csv"):
        header, rows = read_rows(path)
        write_rows(path, header, [*rows, dict.fromkeys(header, cell)])
    assert not attempt(tiny)


@pytest.mark.parametrize("folder", sorted((ROOT / "data").glob("*.csv")), ids=lambda path: path.stem)
def test_every_table_has_odd_bytes_refused(tiny: Path, folder: Path) -> None:
    path = tiny / folder.name
    content = path.read_bytes()
    for spoiled in (
        b"",
        b"\xff" + content,
        b"\0",
        content.replace(b"\n", b"\r\n"),
        content + b'"',
        content[:-1] + b'"x\n',
    ):
        path.write_bytes(spoiled)
        assert not attempt(tiny)


HEADER = '#+ title = "a"\n#+ title_zh = "甲"\n#+ description = "b"\n'
QUERIES = [
    (b"SELECT * WHERE { ?s ?p ?o }", "odd.rq: found no title"),
    (b'#+ title = "a', "odd.rq: the #+ header is no TOML"),
    (b"\xff", "odd.rq: cannot be read as UTF-8 text"),
    (f"{HEADER}#+ colour = 5".encode(), "odd.rq: found 'colour'"),
    (f"{HEADER}#+ parameters = 5".encode(), "odd.rq: found parameters = 5, expected tables [[parameters]]"),
    (f"{HEADER}#+ parameters = [5]".encode(), "odd.rq: found parameters = [5], expected tables [[parameters]]"),
    (f"{HEADER}#+ [[parameters]]\n#+ name = 'x'\n#+ kind = 'iri'".encode(), "odd.rq: found parameter {"),
    (
        f"{HEADER}#+ [[parameters]]\n#+ name = 'x y'\n#+ kind = 'iri'\n#+ default = ''".encode(),
        "odd.rq: found parameter {",
    ),
    (
        f"{HEADER}#+ [[parameters]]\n#+ name = 'x'\n#+ kind = 'map'\n#+ default = ''".encode(),
        "odd.rq: found parameter {",
    ),
    (HEADER.replace('"a"', "5").encode(), "odd.rq: found "),
    (HEADER.replace('"a"', '""').encode(), "odd.rq: found no title"),
]


@pytest.mark.parametrize(("content", "message"), QUERIES, ids=lambda value: repr(value)[-30:])
def test_a_stored_query_that_cannot_be_read_is_told(tiny: Path, content: bytes, message: str) -> None:
    (tiny / "queries" / "odd.rq").write_bytes(content)
    with pytest.raises(SchemaError) as caught:
        check_queries(tiny / "queries")
    assert str(caught.value).startswith(f"queries:/: {message}")
