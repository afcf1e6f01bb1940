"""Every stored query gives its approved answer, and its parameters are bound as terms whatever they hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.errors import QueryError
from kg_builder.queries import StoredQuery, read_query
from kg_builder.releases.release import Release

FOLDER = Path(__file__).parents[2] / "data" / "queries"
PATHS = sorted(FOLDER.glob("*.rq"))
LEAST = 71
WITH_PARAMETERS = [path for path in PATHS if "[[parameters]]" in path.read_text("utf-8")]
LEAST_WITH_PARAMETERS = 27
MOST_ROWS = 10_000

HOSTILE = (
    "region:shanxi> ?p ?o } #",
    "region:shanxi } UNION { ?s ?p ?o",
    "<https://w3id.org/livelihood/region/shanxi> . ?s ?p ?o",
    '"^^<http://www.w3.org/2001/XMLSchema#string>',
    '") || true) #',
    "1) || (true",
    "2020; DROP ALL",
    "2020-01-01' OR '1'='1",
    "1e400",
    "-INF",
    "１２",
    "\\u0022 } #",
    "?iri",
    "_:b0",
    "{}",
    "%s",
    "x\ny\r}",
    "\0",
)

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


@dataclass(frozen=True)
class Answer:
    """What a query gave.

    Attributes:
        suffix: `csv` for rows and for yes or no, `nt` for a graph.
        text: rows in their order, or sorted N-Triples; lines end in a line feed.
        size: number of rows or triples; 1 for yes, 0 for no.
        columns: variables of the rows, in order; empty for a graph.
        rows: terms by column, None where nothing is bound.
    """

    suffix: str
    text: str
    size: int
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term, ...], ...] = ()

    def column(self, name: str) -> set[Term]:
        """The different terms of one column."""
        return {row[self.columns.index(name)] for row in self.rows}


def answer_to(store: ox.Store, prefixes: Mapping[str, str], query: StoredQuery, values: Mapping[str, str]) -> Answer:
    """The answer as the service gives it: prefixes supplied, parameters bound as terms."""
    bindings: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        **query.bindings(values, prefixes)
    }
    result = store.query(query.text, prefixes=dict(prefixes), substitutions=bindings or None)
    if isinstance(result, ox.QueryBoolean):
        return Answer("csv", f"{str(bool(result)).lower()}\n", int(bool(result)))
    if isinstance(result, ox.QueryTriples):
        lines = sorted({f"{triple} .\n" for triple in result})
        return Answer("nt", "".join(lines), len(lines))
    columns = tuple(variable.value for variable in result.variables)
    rows = tuple(tuple(row) for row in result)
    lines = [",".join(columns), *(",".join(cell(term) for term in row) for row in rows)]
    return Answer("csv", "".join(f"{line}\n" for line in lines), len(rows), columns, rows)


def cell(term: Term) -> str:
    """A term in CSV (https://www.w3.org/TR/sparql11-results-csv-tsv/#csv)."""
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\r\n]', text) else text


@pytest.fixture(scope="session")
def ask(store: ox.Store, release: Release) -> Callable[..., Answer]:
    """A function that runs the stored query of a file, with parameters by keyword."""

    def run(path: Path, **values: str) -> Answer:
        return answer_to(store, release.prefixes, read_query(path), values)

    return run


def test_queries_are_there() -> None:
    assert len(PATHS) >= LEAST
    assert len(WITH_PARAMETERS) >= LEAST_WITH_PARAMETERS


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_answer_is_the_approved_one(path: Path, ask: Callable[..., Answer], *, golden: bool) -> None:
    answer = ask(path)
    assert 0 < answer.size < MOST_ROWS, "an answer says something, and not everything"
    approved = FOLDER / "expected" / f"{path.stem}.{answer.suffix}"
    if golden:
        approved.write_text(answer.text, encoding="utf-8", newline="")
    assert answer.text == approved.read_text("utf-8")


def test_every_approved_answer_has_a_query() -> None:
    approved = sorted(path.name.rpartition(".")[0] for path in (FOLDER / "expected").iterdir())
    assert approved == [path.stem for path in PATHS]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_order_of_the_rows_is_total(path: Path, ask: Callable[..., Answer]) -> None:
    """No two rows are alike in what they are sorted by, so that no engine has a choice."""
    answer = ask(path)
    if not answer.columns:
        return
    clause = read_query(path).text.rpartition("ORDER BY")[2]
    keys = [answer.columns.index(name) for name in re.findall(r"\?(\w+)", clause) if name in answer.columns]
    assert len({tuple(row[key] for key in keys) for row in answer.rows}) == answer.size


@pytest.mark.parametrize("path", WITH_PARAMETERS, ids=lambda path: path.stem)
def test_parameters_are_bound_and_shown(
    path: Path, ask: Callable[..., Answer], release: Release, store: ox.Store
) -> None:
    answer = ask(path)
    bound = read_query(path).bindings({}, release.prefixes)
    assert bound
    for variable, term in bound.items():
        if isinstance(term, ox.NamedNode):
            uses = (store.quads_for_pattern(term, None, None), store.quads_for_pattern(None, None, term))
            assert any(any(quads) for quads in uses), f"{term} is not in the graph"
        if answer.columns:
            assert answer.column(variable.value) == {term}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_unknown_parameter_is_refused(path: Path, ask: Callable[..., Answer]) -> None:
    with pytest.raises(QueryError, match="found parameter 'regoin', expected"):
        ask(path, regoin="region:shanxi")


@pytest.mark.parametrize("path", WITH_PARAMETERS, ids=lambda path: path.stem)
def test_hostile_values_do_not_change_the_query(path: Path, ask: Callable[..., Answer], store: ox.Store) -> None:
    before = len(store)
    for parameter in read_query(path).parameters:
        for text in HOSTILE:
            if parameter.kind == "iri":
                with pytest.raises(QueryError, match="expected an IRI"):
                    ask(path, **{parameter.name: text})
            else:
                assert size_or_refusal(ask, path, **{parameter.name: text}) == 0
    assert len(store) == before


def size_or_refusal(ask: Callable[..., Answer], path: Path, **values: str) -> int:
    """Size of an answer, 0 where a value is refused as none of its kind."""
    try:
        return ask(path, **values).size
    except QueryError:
        return 0


def test_a_hostile_text_is_searched_for_as_it_is(ask: Callable[..., Answer]) -> None:
    path = FOLDER / "region-names.rq"
    everything = ask(path, text="").size
    assert everything > ask(path).size
    assert ask(path, text="an\t").size == ask(path, text='an"').size == 0
    assert ask(path, text="'").size == 2, "Ji'an and Wan'an County"
    assert ask(path, text="陕西").column("place") == {ox.Literal("Shaanxi")}


@pytest.mark.parametrize("path", WITH_PARAMETERS, ids=lambda path: path.stem)
def test_an_unknown_thing_gives_an_empty_answer(path: Path, ask: Callable[..., Answer]) -> None:
    for parameter in read_query(path).parameters:
        if parameter.kind == "iri":
            assert ask(path, **{parameter.name: "https://example.org/nothing"}).size == 0
