"""Solutions as CSV: what a reader of CSV gets back is what the engine's own JSON says."""

import csv
import io
import json

import pyoxigraph as ox
import pytest

from kg_builder.solutions_csv import write_csv

CELLS = (
    "<http://example.org/source/a#char=10,20>",
    '"plain"',
    '"a, b"',
    '"say \\"x\\""',
    '"two\\nlines"',
    '"a\\rb"',
    '"四川"@zh',
    "1360000000",
    "98.50",
    '"=1+1"',
    '""',
    "UNDEF",
)


def table(query: str) -> list[list[str]]:
    """The rows of an answer, header first, as the standard library reads its CSV."""
    output = io.BytesIO()
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    write_csv(solutions, output)
    return list(csv.reader(io.StringIO(output.getvalue().decode(), newline="")))


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_back_as_it_was(cell: str) -> None:
    query = f"SELECT ?a ?b WHERE {{ VALUES (?a ?b) {{ ({cell} 1) (2 {cell}) }} }}"
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    told = json.loads(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    rows = [[row.get(name, {}).get("value", "") for name in ("a", "b")] for row in told["results"]["bindings"]]
    assert table(query) == [["a", "b"], *rows]


def test_rows_of_more_than_one_batch_are_all_there() -> None:
    values = " ".join(str(n) for n in range(2_500))
    assert table(f"SELECT ?n WHERE {{ VALUES ?n {{ {values} }} }}") == [["n"], *([str(n)] for n in range(2_500))]


def test_a_node_without_a_name_has_a_label() -> None:
    header, row = table("SELECT (BNODE() AS ?b) WHERE {}")
    assert (header, row[0][:2]) == (["b"], "_:")


def test_an_answer_without_rows_is_its_header() -> None:
    output = io.BytesIO()
    solutions = ox.Store().query("SELECT ?a ?b WHERE { ?a ?b 1 }")
    assert isinstance(solutions, ox.QuerySolutions)
    write_csv(solutions, output)
    assert output.getvalue() == b"a,b\r\n"
