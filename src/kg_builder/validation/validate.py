"""Shapes and checks on a finished graph: what stops a release, and what is only reported.

Shapes are core SHACL (https://www.w3.org/TR/shacl/), run by pySHACL or, on graphs that are too large for it, as the
queries of `shapes`. Checks are SPARQL queries for rules that span nodes: the first line is `# Error: …` or
`# Warning: …`, and each row binds `?node` and may bind `?detail`. The only module that imports rdflib or pySHACL.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
import pyshacl
import rdflib

from kg_builder.errors import SchemaError
from kg_builder.terms import SH
from kg_builder.validation.shapes import Shape, load_shapes

Engine = Literal["pyshacl", "sparql"]

PYSHACL_TRIPLES = 300_000
"""Largest graph for pySHACL, which does a few thousand triples a second in memory; above it the queries do."""


@dataclass(frozen=True, order=True)
class Finding:
    """One node that breaks one rule.

    Attributes:
        severity: `error` or `warning`.
        rule: name of the shape or of the check.
        node: IRI of the node; `_:` for any blank node, whose label means nothing.
        path: property path of the shape with prefixed names, "" for a node shape or a check.
        value: the value that breaks the rule, or the check's detail, "" where there is none.
        message: what should hold, in plain words.
    """

    severity: str
    rule: str
    node: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        """`severity: rule: node path: message (found "value")`, always one line."""
        place = f"{self.node} {self.path}".rstrip()
        found = f" (found {json.dumps(self.value, ensure_ascii=False)})" if self.value else ""
        return f"{self.severity}: {self.rule}: {place}: {self.message}{found}"


@dataclass(frozen=True)
class Report:
    """All findings on one graph.

    Attributes:
        engine: what ran the shapes.
        findings: sorted by severity, rule and node, each once.
    """

    engine: Engine
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a release."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are only reported."""
        return tuple(finding for finding in self.findings if finding.severity != "error")


@dataclass(frozen=True)
class Check:
    """A rule that spans nodes: name of its file, severity, message and SPARQL."""

    name: str
    severity: str
    message: str
    query: str


def validate_graph(
    store: ox.Store,
    shapes: Path,
    checks: Path,
    prefixes: Mapping[str, str],
    engine: Engine | None = None,
    own_shapes: Path | None = None,
) -> Report:
    """Everything in the default graph of a store that breaks a shape or a check.

    Args:
        store: the merged graph as the default graph, the named graphs beside it.
        shapes: Turtle file of core SHACL shapes.
        checks: folder of `*.rq`.
        prefixes: what the checks may use without declaring it.
        engine: what runs the shapes; None chooses by the size of the graph.
        own_shapes: Turtle file of further shapes, or None.

    Raises:
        SchemaError: the shapes or a check cannot be read.
    """
    chosen = engine or engine_for(sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    broken = _by_pyshacl if chosen == "pyshacl" else _by_queries
    files = [shapes] if own_shapes is None else [shapes, own_shapes]
    findings = {*_by_checks(store, checks, prefixes), *(found for file in files for found in broken(store, file))}
    return Report(chosen, tuple(sorted(findings)))


def engine_for(triples: int) -> Engine:
    """What runs the shapes on a graph of that size."""
    return "pyshacl" if triples <= PYSHACL_TRIPLES else "sparql"


def load_checks(folder: Path) -> tuple[Check, ...]:
    """The checks of a folder, sorted by name.

    Raises:
        SchemaError: there is none, or the first line of one is not its severity and message.
    """
    found = tuple(_check(path) for path in sorted(folder.glob("*.rq")))
    if not found:
        raise SchemaError(folder.name, "", "found no *.rq, expected the checks")
    return found


def _check(path: Path) -> Check:
    """One check from its file."""
    text = path.read_text(encoding="utf-8")
    severity, colon, message = text.partition("\n")[0].removeprefix("# ").partition(": ")
    if not colon or severity not in {"Error", "Warning"}:
        raise SchemaError(path.name, "1", f"found {severity!r}, expected `# Error: …` or `# Warning: …`")
    return Check(path.stem, severity.lower(), message.strip(), text)


def _by_checks(store: ox.Store, folder: Path, prefixes: Mapping[str, str]) -> Iterator[Finding]:
    """What the checks find."""
    for check in load_checks(folder):
        for node, detail in _rows(store, check.name, check.query, prefixes, ("node", "detail")):
            yield Finding(check.severity, check.name, node, "", detail, check.message)


def _by_queries(store: ox.Store, path: Path) -> Iterator[Finding]:
    """What the shapes find when each is run as queries."""
    for shape in load_shapes(path):
        for query in shape.queries:
            for node, value in _rows(store, shape.name, query, {}, ("this", "value")):
                yield _broken(shape, node, value)


def _rows(
    store: ox.Store, name: str, query: str, prefixes: Mapping[str, str], columns: tuple[str, str]
) -> Iterator[tuple[str, str]]:
    """Two columns of a query's rows as text, "" for a column that the query does not have.

    Raises:
        SchemaError: the query is no SPARQL SELECT.
    """
    try:
        rows = store.query(query, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise SchemaError(name, "", f"found no SPARQL: {error}") from error
    if not isinstance(rows, ox.QuerySolutions):
        raise SchemaError(name, "", "found another query form, expected SELECT")
    known = {variable.value for variable in rows.variables}
    for row in rows:
        first, second = (_text(row[column]) if column in known else "" for column in columns)
        yield first, second


def _by_pyshacl(store: ox.Store, path: Path) -> Iterator[Finding]:
    """What the shapes find when pySHACL runs them."""
    shapes = {shape.iri: shape for shape in load_shapes(path)}
    data = rdflib.Graph()
    data.parse(data=store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()), format="nt")
    shacl = rdflib.Graph()
    shacl.parse(path, format="turtle")
    _, results, _ = pyshacl.validate(data, shacl_graph=shacl, inplace=True)
    for result in results.objects(None, rdflib.URIRef(SH.result.value)):
        focus, source, value = (
            results.value(result, rdflib.URIRef(term.value)) for term in (SH.focusNode, SH.sourceShape, SH.value)
        )
        yield _broken(shapes[str(source)], _rdflib_text(focus), _rdflib_text(value))


def _broken(shape: Shape, node: str, value: str) -> Finding:
    """A finding of a shape; the value is left out where it is the node itself."""
    return Finding(shape.severity, shape.name, node, shape.path, value if shape.path else "", shape.message)


def _text(term: object) -> str:
    """IRI or lexical form of an engine's term, `_:` for a blank node."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else "_:"


def _rdflib_text(term: object) -> str:
    """IRI or lexical form of an rdflib term, `_:` for a blank node."""
    if isinstance(term, rdflib.BNode):
        return "_:"
    return "" if term is None else str(term)
