"""Core SHACL shapes as data, and as SPARQL queries that find the same violations for all focus nodes at once.

For graphs that are too large for pySHACL. Each constraint becomes one set-based query: joins, groups and MINUS, whose
cost grows with the graph and not with its square; only the operands of sh:or, sh:xone and sh:not are tested node by
node. What is not translated is refused by name. Follows https://www.w3.org/TR/shacl/ section 4 (core constraint
components) and section 2.1.3 (targets).

Terms are pyoxigraph's; pySHACL and rdflib stay in `validate`.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pyoxigraph as ox

from kg_builder.errors import SchemaError
from kg_builder.terms import RDF, RDFS, SH, XSD
from kg_builder.validation.shape_graph import ShapeGraph, Term, load_shape_graph

INSTANCE_OF = f"{RDF.type}/{RDFS.subClassOf}*"
CASTS = {XSD.boolean, XSD.date, XSD.dateTime, XSD.decimal, XSD.double, XSD.integer}
"""Datatypes whose lexical forms SPARQL can check by a cast."""

NAMESPACE = SH.path.value.removesuffix("path")
NO_RULES = {SH.message, SH.path, SH.property, SH.severity, SH.targetClass, SH.targetSubjectsOf}
"""Properties of a shape that constrain nothing by themselves."""


@dataclass(frozen=True)
class Shape:
    """One named shape.

    Attributes:
        iri: its IRI.
        name: local name of the IRI: the rule's name in a report.
        message: what holds, in plain words.
        severity: `error` or `warning`.
        path: property path as SPARQL with prefixed names, "" for a node shape.
        queries: each row binds `?this`, a focus node that breaks the shape, and may bind `?value`, the value node
            that does; a shape that only lists others has none.
    """

    iri: str
    name: str
    message: str
    severity: str
    path: str
    queries: tuple[str, ...]


def load_shapes(path: Path) -> tuple[Shape, ...]:
    """All named shapes of a Turtle file, sorted by name.

    Raises:
        SchemaError: the file is no Turtle, or a shape has no message, no target or an unsupported part; says which.
    """
    graph = load_shape_graph(path)
    translation = _Translation(graph)
    named = [node for node in graph.triples if isinstance(node, ox.NamedNode)]
    shapes = [_shape(graph, node, tuple(translation.queries(node))) for node in named]
    return tuple(sorted(shapes, key=lambda shape: shape.name))


def _shape(graph: ShapeGraph, node: ox.NamedNode, queries: tuple[str, ...]) -> Shape:
    """A named shape with its queries."""
    messages = graph.values(node, SH.message)
    if len(messages) != 1:
        raise SchemaError(graph.file, node.value, f"found {len(messages)} messages, expected one")
    is_warning = SH.Warning in graph.values(node, SH.severity)
    return Shape(
        iri=node.value,
        name=node.value.rpartition("#")[2],
        message=messages[0].value,
        severity="warning" if is_warning else "error",
        path=graph.shortened(graph.path_of(node)),
        queries=queries,
    )


class _Translation:
    """From constraints to SPARQL; numbers its variables so that none is used twice."""

    def __init__(self, graph: ShapeGraph) -> None:
        self.graph = graph
        self.numbers = itertools.count(1)

    def fresh(self) -> str:
        """A variable that is used nowhere else."""
        return f"?x{next(self.numbers)}"

    def queries(self, shape: ox.NamedNode) -> Iterator[str]:
        """The queries of a shape, none when it has no constraint of its own.

        Raises:
            SchemaError: a constraint without any target, or one that is not supported.
        """
        path, constraints = self.graph.path_of(shape), list(self.constraints(shape))
        targets = list(self.targets(shape))
        if constraints and not targets:
            raise SchemaError(self.graph.file, shape.value, "found no target, expected one")
        focus = f"{{ SELECT DISTINCT ?this WHERE {{ {' UNION '.join(targets)} }} }}"
        values, node = (f"{focus} ?this {path} ?value .", "?value") if path else (focus, "?this")
        for name, parameter in constraints:
            for pattern in self.patterns(name, parameter, focus, path):
                yield f"SELECT DISTINCT ?this ?value WHERE {{ {pattern} }}"
            if name == SH.class_:
                yield f"SELECT DISTINCT ?this ?value WHERE {{ {values} MINUS {{ {node} {INSTANCE_OF} {parameter} }} }}"
            elif name in VALUE_RULES:
                rule = VALUE_RULES[name](self, parameter, node)
                yield f"SELECT DISTINCT ?this ?value WHERE {{ {values} FILTER(!{rule}) }}"

    def targets(self, shape: ox.NamedNode) -> Iterator[str]:
        """Patterns for the focus nodes: by the shape's own targets and those of the shapes that list it."""
        listing = [node for node in self.graph.triples if shape in self.graph.values(node, SH.property)]
        for node in (shape, *listing):
            if node != shape and self.graph.path_of(node):
                raise self.graph.unsupported(node, f"{SH.property} in a property shape")
            for target in self.graph.values(node, SH.targetClass):
                yield f"{{ ?this {INSTANCE_OF} {target} }}"
            for target in self.graph.values(node, SH.targetSubjectsOf):
                yield f"{{ ?this {target} {self.fresh()} }}"

    def constraints(self, shape: Term) -> Iterator[tuple[ox.NamedNode, Term]]:
        """Names and parameters of a shape's constraints; refuses those that are not supported."""
        for name, parameter in self.graph.parameters(shape):
            if name in VALUE_RULES or (name in SET_RULES and self.graph.path_of(shape)):
                yield name, parameter
            elif name not in NO_RULES and name.value.startswith(NAMESPACE):
                raise self.graph.unsupported(shape, str(name))

    def patterns(self, name: ox.NamedNode, parameter: Term, focus: str, path: str) -> Iterator[str]:
        """Patterns for the focus nodes, and values, that break a constraint on the whole set of values."""
        for pattern in SET_RULES.get(name, ()):
            if name == SH.uniqueLang:
                self.only(ox.Literal(value=True), parameter, pattern)
            yield Template(pattern).substitute(focus=focus, path=path, p=parameter, n=parameter.value)

    def conforms(self, shape: Term, node: str) -> str:
        """An expression that is true when a node conforms to an operand of sh:or, sh:xone or sh:not."""
        path, value = self.graph.path_of(shape), self.fresh()
        rules = []
        for name, parameter in self.constraints(shape):
            if not path:
                rules.append(VALUE_RULES[name](self, parameter, node))
            elif name == SH.hasValue:
                rules.append(f"EXISTS {{ {node} {path} {parameter} }}")
            elif name == SH.minCount and parameter.value == "1":
                rules.append(f"EXISTS {{ {node} {path} {value} }}")
            elif name in VALUE_RULES:
                rule = VALUE_RULES[name](self, parameter, value)
                rules.append(f"NOT EXISTS {{ {node} {path} {value} FILTER(!{rule}) }}")
            else:
                raise self.graph.unsupported(shape, f"{name} in an operand")
        if self.graph.values(shape, SH.property) or not rules:
            raise self.graph.unsupported(shape, "an operand without a constraint of its own")
        return f"({' && '.join(rules)})"

    def only(self, supported: Term, parameter: Term, rule: str) -> str:
        """A rule that is known for one parameter only; refuses another one."""
        if parameter != supported:
            raise self.graph.unsupported(supported, str(parameter))
        return rule

    def conforming(self, operands: Term, node: str) -> Iterator[str]:
        """Such an expression for each shape of a list."""
        return (self.conforms(shape, node) for shape in self.graph.members(operands))


def _listed(parameter: Term, value: str, graph: ShapeGraph) -> str:
    """Whether a value is one of a list, term by term."""
    return f"({' || '.join(f'sameTerm({value}, {member})' for member in graph.members(parameter))})"


def _datatype(parameter: Term, value: str) -> str:
    """Whether a value is a literal of a datatype, with a lexical form that the datatype has."""
    named = f"isLiteral({value}) && DATATYPE({value}) = {parameter}"
    return f"({named} && COALESCE({parameter}(STR({value})) = {value}, false))" if parameter in CASTS else f"({named})"


def _exactly_one(operands: Iterator[str]) -> str:
    """Whether one of several expressions is true and the others are not."""
    return f"({' + '.join(f'IF({operand}, 1, 0)' for operand in operands)} = 1)"


VALUE_RULES: dict[ox.NamedNode, Callable[[_Translation, Term, str], str]] = {
    SH.class_: lambda _, p, v: f"EXISTS {{ {v} {INSTANCE_OF} {p} }}",
    SH.datatype: lambda _, p, v: _datatype(p, v),
    SH.in_: lambda t, p, v: _listed(p, v, t.graph),
    SH.maxExclusive: lambda _, p, v: f"COALESCE({v} < {p}, false)",
    SH.maxInclusive: lambda _, p, v: f"COALESCE({v} <= {p}, false)",
    SH.maxLength: lambda _, p, v: f"(!isBlank({v}) && STRLEN(STR({v})) <= {p})",
    SH.minExclusive: lambda _, p, v: f"COALESCE({v} > {p}, false)",
    SH.minInclusive: lambda _, p, v: f"COALESCE({v} >= {p}, false)",
    SH.minLength: lambda _, p, v: f"(!isBlank({v}) && STRLEN(STR({v})) >= {p})",
    SH.nodeKind: lambda t, p, v: t.only(SH.IRI, p, f"isIRI({v})"),
    SH.not_: lambda t, p, v: f"(!{t.conforms(p, v)})",
    SH.or_: lambda t, p, v: f"({' || '.join(t.conforming(p, v))})",
    SH.pattern: lambda _, p, v: f"(!isBlank({v}) && REGEX(STR({v}), {json.dumps(p.value, ensure_ascii=False)}))",
    SH.xone: lambda t, p, v: _exactly_one(t.conforming(p, v)),
}
"""Constraint to an expression that is true for a value node that conforms."""

SET_RULES: dict[ox.NamedNode, tuple[str, ...]] = {
    SH.disjoint: ("$focus ?this $path ?value . ?this $p ?value",),
    SH.equals: (
        "$focus ?this $path ?value MINUS { ?this $p ?value }",
        "$focus ?this $p ?value MINUS { ?this $path ?value }",
    ),
    SH.hasValue: ("$focus MINUS { ?this $path $p }",),
    SH.lessThan: ("$focus ?this $path ?value . ?this $p ?x FILTER(!COALESCE(?value < ?x, false))",),
    SH.lessThanOrEquals: ("$focus ?this $path ?value . ?this $p ?x FILTER(!COALESCE(?value <= ?x, false))",),
    SH.maxCount: ("{ SELECT ?this WHERE { $focus ?this $path ?x } GROUP BY ?this HAVING(COUNT(DISTINCT ?x) > $n) }",),
    SH.minCount: (
        "{ SELECT ?this WHERE { $focus OPTIONAL { ?this $path ?x } } GROUP BY ?this HAVING(COUNT(DISTINCT ?x) < $n) }",
    ),
    SH.uniqueLang: (
        "$focus ?this $path ?value . ?this $path ?x "
        'FILTER(LANG(?value) != "" && LANG(?value) = LANG(?x) && !sameTerm(?value, ?x))',
    ),
}
"""Constraint to patterns for what breaks it; `$p` is the parameter, `$n` its lexical form."""
