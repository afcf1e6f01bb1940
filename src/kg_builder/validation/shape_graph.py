"""A file of SHACL shapes as a graph: parameters, lists and property paths.

Follows https://www.w3.org/TR/shacl/ section 2.3.1 (property paths). What is not supported is refused by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg_builder.errors import SchemaError
from kg_builder.terms import RDF, SH

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class ShapeGraph:
    """The triples of a shapes file.

    Attributes:
        file: name of the file, for messages.
        prefixes: the prefixes that the file declares.
        triples: subject to predicate to objects, in file order.
    """

    file: str
    prefixes: Mapping[str, str]
    triples: Mapping[Term, Mapping[ox.NamedNode, list[Term]]]

    def values(self, node: Term, predicate: ox.NamedNode) -> list[Term]:
        """Objects of one property of a node."""
        return self.triples.get(node, {}).get(predicate, [])

    def parameters(self, node: Term) -> Iterator[tuple[ox.NamedNode, Term]]:
        """Properties of a node with each of their objects, sorted by property."""
        for predicate, objects in sorted(self.triples.get(node, {}).items(), key=lambda item: item[0].value):
            yield from ((predicate, item) for item in objects)

    def members(self, head: Term) -> list[Term]:
        """Members of an RDF list."""
        found: list[Term] = []
        while head != RDF.nil:
            found += self.values(head, RDF.first)
            head = self.values(head, RDF.rest)[0]
        return found

    def path_of(self, shape: Term) -> str:
        """The property path of a shape in SPARQL, "" for a node shape.

        Raises:
            SchemaError: a kind of path that is not supported.
        """
        paths = self.values(shape, SH.path)
        return self._path(paths[0]) if paths else ""

    def _path(self, node: Term) -> str:
        """A SHACL property path in SPARQL."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        if self.values(node, RDF.first):
            return f"({'/'.join(self._path(step) for step in self.members(node))})"
        if inverse := self.values(node, SH.inversePath):
            return f"(^{self._path(inverse[0])})"
        if alternatives := self.values(node, SH.alternativePath):
            return f"({'|'.join(self._path(step) for step in self.members(alternatives[0]))})"
        raise self.unsupported(node, ", ".join(str(predicate) for predicate, _ in self.parameters(node)))

    def shortened(self, path: str) -> str:
        """A path with prefixed names for IRIs and without brackets around the whole."""
        for prefix, namespace in self.prefixes.items():
            path = path.replace(f"<{namespace}", f"<{prefix}:")
        return path.removeprefix("(").removesuffix(")").replace("<", "").replace(">", "")

    def unsupported(self, node: Term, what: str) -> SchemaError:
        """The error for something that has no translation."""
        return SchemaError(self.file, str(node), f"found {what}, expected core SHACL that is supported here")


def load_shape_graph(path: Path) -> ShapeGraph:
    """The graph of a shapes file.

    Raises:
        SchemaError: the file cannot be read as Turtle.
    """
    triples: dict[Term, dict[ox.NamedNode, list[Term]]] = {}
    try:
        parser = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        for quad in parser:
            if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
                triples.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    except (OSError, SyntaxError) as error:
        raise SchemaError(path.name, "", f"cannot be read as Turtle: {error}") from error
    return ShapeGraph(path.name, parser.prefixes, triples)
