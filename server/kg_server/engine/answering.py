"""Evaluate one question on a store and write its answer as frames.

This is the only place that calls `Store.query`. Imports interface and wire.
"""

import json
import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import IO, cast

import pyoxigraph as ox

from kg_builder.solutions_csv import write_csv
from kg_server.engine.interface import Question
from kg_server.engine.wire import DATA, END, ERROR, frame

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Bindings = dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
Dataset = tuple[list[ox.NamedNode | ox.DefaultGraph], list[ox.NamedNode]]

_SOLUTION_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
_PREFIXED = frozenset({"ttl", "trig", "rdf"})
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SMALL_GRAPH = 5_000
_FIRST_BYTES, _LATER_BYTES = 1 << 15, 1 << 17


class FrameWriter:
    """A writable file whose bytes go out as frames of data.

    Nothing is sent before 32 KiB are there, so that an error that comes early is still an error and no broken answer.
    """

    def __init__(self, sock: socket.socket) -> None:
        """Write to a socket."""
        self._sock = sock
        self._pending = bytearray()
        self._limit = _FIRST_BYTES
        self.is_deaf = False

    def write(self, data: bytes) -> int:
        """Take some bytes.

        Raises:
            OSError: the asker has closed its socket; `is_deaf` says so from then on.
        """
        self._pending += data
        if len(self._pending) >= self._limit:
            try:
                self._sock.sendall(frame(DATA, bytes(self._pending)))
            except OSError:
                self.is_deaf = True
                raise
            self._pending.clear()
            self._limit = _LATER_BYTES
        return len(data)

    def flush(self) -> None:
        """Keep what is pending; `end` sends it."""

    def end(self) -> None:
        """Send what is pending and the end."""
        last = frame(DATA, bytes(self._pending)) if self._pending else b""
        self._sock.sendall(last + frame(END))


def answer(store: ox.Store, prefixes: Mapping[str, str], question: Question, sock: socket.socket) -> None:
    """Evaluate a question and send frames up to the end or an error.

    Raises:
        OSError: the asker has closed its socket.
    """
    writer = FrameWriter(sock)
    try:
        results = _evaluate(store, prefixes, question)
        _write(results, question, prefixes, writer)
    except SyntaxError as error:
        sock.sendall(frame(ERROR, _syntax_error(error)))
    except (RuntimeError, ValueError, OSError) as error:
        if writer.is_deaf:
            raise
        sock.sendall(frame(ERROR, json.dumps({"kind": "unsupported", "message": str(error)}).encode()))
    else:
        writer.end()


def _syntax_error(error: SyntaxError) -> bytes:
    """What the engine says of syntax, with the place taken out of its text."""
    match = _PLACE.match(str(error))
    line, column, message = (int(match[1]), int(match[2]), match[3]) if match else (None, None, str(error))
    return json.dumps({"kind": "syntax", "message": message, "line": line, "column": column}).encode()


def _evaluate(store: ox.Store, prefixes: Mapping[str, str], question: Question) -> Results:
    """Run the query on the dataset that it or the request names."""
    supplied = dict(prefixes)
    dataset = _dataset(question)
    if dataset is None and len(question.from_graphs) > 1:
        dataset = (
            [*_resolve(question, question.from_graphs, supplied)],
            _resolve(question, question.from_named, supplied),
        )
    substitutions: Bindings | None = {
        ox.Variable(name): _term(value, datatype) for name, value, datatype in question.bindings
    } or None
    if dataset is None:
        return store.query(question.text, base_iri=question.base_iri, prefixes=supplied, substitutions=substitutions)
    default, named = dataset
    if len(default) > 1:
        store, default = _union(store, default, named), [ox.DefaultGraph()]
    return store.query(
        question.text,
        base_iri=question.base_iri,
        prefixes=supplied,
        default_graph=list(default),
        named_graphs=list(named),
        substitutions=substitutions,
    )


def _term(value: str, datatype: str) -> ox.NamedNode | ox.Literal:
    """An IRI, or a literal of a datatype."""
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.NamedNode(value)


def _dataset(question: Question) -> Dataset | None:
    """The graphs that the request names, or None."""
    if question.default_graphs is None or question.named_graphs is None:
        return None
    return [ox.NamedNode(iri) for iri in question.default_graphs], [ox.NamedNode(iri) for iri in question.named_graphs]


def _resolve(question: Question, written: Iterable[str], prefixes: dict[str, str]) -> list[ox.NamedNode]:
    """IRIs as they stand in a query made absolute, by the engine itself, with the query's own prologue."""
    text = f"{question.prologue}\nSELECT ?iri {{ VALUES ?iri {{ {' '.join(written)} }} }}"
    solutions = ox.Store().query(text, base_iri=question.base_iri, prefixes=prefixes)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101  # a SELECT has solutions
    return list(dict.fromkeys(solution["iri"] for solution in solutions))


def _union(
    store: ox.Store, default: Iterable[ox.NamedNode | ox.DefaultGraph], named: Iterable[ox.NamedNode]
) -> ox.Store:
    """A store whose default graph is the union of some graphs, a triple of several of them once."""
    union = ox.Store()
    for graph in default:
        union.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in store.quads_for_pattern(None, None, None, graph)
        )
    for graph in named:
        union.extend(store.quads_for_pattern(None, None, None, graph))
    return union


def _write(results: Results, question: Question, prefixes: Mapping[str, str], writer: FrameWriter) -> None:
    """Serialize results in the format of the question."""
    file = cast("IO[bytes]", writer)  # all that the engine needs of a file is `write` and `flush`
    if question.format == "rows":
        writer.write(json.dumps(_rows(results, question.rows), ensure_ascii=False).encode())
    elif question.format == "csv" and isinstance(results, ox.QuerySolutions):
        write_csv(results, file)
    elif not isinstance(results, ox.QueryTriples):
        results.serialize(file, format=_SOLUTION_FORMATS[question.format])
    elif question.format in _PREFIXED:
        first = list(islice(results, _SMALL_GRAPH))
        used = _used(first, prefixes) if len(first) < _SMALL_GRAPH else dict(prefixes)
        ox.serialize(chain(first, results), file, format=_GRAPH_FORMATS[question.format], prefixes=used)
    else:
        results.serialize(file, format=_GRAPH_FORMATS[question.format])


def _used(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that some IRI of the triples begins with."""
    iris = {part.value for triple in triples for part in _parts(triple) if isinstance(part, ox.NamedNode)}
    datatypes = {triple.object.datatype.value for triple in triples if isinstance(triple.object, ox.Literal)}
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if any(iri.startswith(namespace) for iri in iris | datatypes)
    }


def _parts(triple: ox.Triple) -> Iterator[object]:
    """Subject, predicate and object."""
    yield from (triple.subject, triple.predicate, triple.object)


def _rows(results: Results, most: int) -> dict[str, object]:
    """A table for people: variables, at most so many rows of cells, and whether there are more."""
    if isinstance(results, ox.QueryBoolean):
        return {"boolean": bool(results)}
    if isinstance(results, ox.QueryTriples):
        names = ["subject", "predicate", "object"]
        rows = [[_cell(part) for part in _parts(triple)] for triple in islice(results, most + 1)]
    else:
        names = [variable.value for variable in results.variables]
        rows = [[_cell(solution[name]) for name in names] for solution in islice(results, most + 1)]
    return {"names": names, "rows": rows[:most], "more": len(rows) > most}


def _cell(term: object) -> dict[str, str] | None:
    """One term as in SPARQL results in JSON; None when unbound."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "bnode", "value": str(term)}
    cell = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    return {**cell, "xml:lang": term.language} if term.language else cell
