"""The page of the ontology's terms and closed lists, read from `ontology/*.ttl`; `make docs` writes it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SDO, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

LH = Namespace("https://w3id.org/livelihood/ns#")


def terms_page(folder: Path) -> str:
    """Classes, properties and closed lists with their definitions, each sorted by name, as Markdown."""
    graph = Graph()
    for name in ("livelihood.ttl", "schemes.ttl"):
        graph.parse(folder / name, format="turtle")
    parts = [
        "# Terms\n",
        "What the ontology names, with both its languages; `lh:` is `https://w3id.org/livelihood/ns#`.\n",
    ]
    parts += ["## Classes\n", "| class | 中文 | under | meaning |", "|---|---|---|---|"]
    parts += [_class(graph, term) for term in _own(graph, OWL.Class)]
    parts += ["\n## Properties\n", "| property | 中文 | of | value | meaning |", "|---|---|---|---|---|"]
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    parts += [_property(graph, term) for term in sorted(each for kind in kinds for each in _own(graph, kind))]
    parts += [
        "\n## Closed lists\n",
        "A property takes an entry of its list and nothing else; a table names it by its id.\n",
    ]
    for scheme in _sorted(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        parts += _list(graph, scheme)
    return "\n".join(parts).rstrip() + "\n"


def _own(graph: Graph, kind: URIRef) -> list[URIRef]:
    """The terms of the vocabulary's own namespace that are of a kind, sorted."""
    return [term for term in _sorted(graph.subjects(RDF.type, kind)) if term.startswith(str(LH))]


def _sorted(nodes: Iterable[Node]) -> list[URIRef]:
    """The IRIs among some nodes, sorted."""
    return sorted(node for node in nodes if isinstance(node, URIRef))


def _class(graph: Graph, term: URIRef) -> str:
    """The row of a class."""
    return _row(_name(graph, term), _chinese(graph, term), _names(graph, term, RDFS.subClassOf), _meaning(graph, term))


def _property(graph: Graph, term: URIRef) -> str:
    """The row of a property."""
    subjects = _names(graph, term, RDFS.domain) or _names(graph, term, SDO.domainIncludes)
    objects = _names(graph, term, RDFS.range) or _names(graph, term, SDO.rangeIncludes)
    return _row(_name(graph, term), _chinese(graph, term), subjects, objects, _meaning(graph, term))


def _list(graph: Graph, scheme: URIRef) -> Iterator[str]:
    """A closed list: its entries by id."""
    slug = scheme.rpartition("/")[2]
    yield f"### {slug}\n"
    yield f"{_meaning(graph, scheme)}\n"
    yield "| id | in words | 中文 | meaning |"
    yield "|---|---|---|---|"
    for entry in _sorted(graph.subjects(SKOS.inScheme, scheme)):
        words = str(graph.value(entry, RDFS.label))
        yield _row(f"`{entry.rpartition('/')[2]}`", words, _chinese(graph, entry), _meaning(graph, entry))
    yield ""


def _row(*cells: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _name(graph: Graph, term: URIRef) -> str:
    """A term as queries write it."""
    return f"`{graph.namespace_manager.normalizeUri(term)}`"


def _names(graph: Graph, term: URIRef, predicate: URIRef) -> str:
    """The named things that a property of the term leads to."""
    return ", ".join(_name(graph, each) for each in _sorted(graph.objects(term, predicate)))


def _chinese(graph: Graph, term: URIRef) -> str:
    """The Chinese name."""
    return next(
        (str(each) for each in graph.objects(term, SKOS.prefLabel) if getattr(each, "language", "") == "zh-Hans"), ""
    )


def _meaning(graph: Graph, term: URIRef) -> str:
    """The definition."""
    return str(graph.value(term, SKOS.definition) or "")
