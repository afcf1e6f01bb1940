"""The mapping once more, written to be read and not to be fast: row by row, term by term, with rdflib.

It reads the `rdf` properties of the JSON schemas by itself and shares no code with `kg_builder.mapping`, `literals` or
`statements`. What comes out is sorted canonical N-Quads
(https://www.w3.org/TR/rdf-canon/#canonical-quads), written here character by character.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, GEO, OWL, PROV, RDF, RDFS, SKOS, VOID, XSD
from rdflib.term import Identifier, Node

Row = Mapping[str, Any]
Quad = tuple[Node, Node, Node, URIRef]

HOME = "https://w3id.org/livelihood/"
PREFIXES = {
    "dcat": str(DCAT),
    "dct": str(DCTERMS),
    "geo": str(GEO),
    "lh": f"{HOME}ns#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": "https://schema.org/",
    "skos": str(SKOS),
    "void": str(VOID),
    "xsd": str(XSD),
}
DERIVED = ("figures", "mentions", "citations", "series", "replaced")
OWN_DATATYPE = {"integer": XSD.integer, "number": XSD.decimal, "boolean": XSD.boolean, "date": XSD.date}


@dataclass(frozen=True)
class Description:
    """A package as its JSON files say: base, prefixes, vocabulary and schemas by table name."""

    base: str
    prefixes: Mapping[str, str]
    vocabulary: Graph
    schemas: Mapping[str, Any]

    def full(self, name: str) -> URIRef:
        """A prefixed name in full."""
        prefix, local = name.split(":", 1)
        return URIRef(self.prefixes[prefix] + local)

    def based(self, template: str) -> str:
        """A template made absolute."""
        return template if template.startswith(("http:", "https:", "{}")) else self.base + template

    def entry(self, scheme: str, name: str) -> URIRef:
        """The entry of a closed list whose IRI ends in a name."""
        entries = self.vocabulary.subjects(SKOS.inScheme, URIRef(HOME + scheme))
        return next(URIRef(str(each)) for each in entries if re.split("[/#]", str(each))[-1] == name)


def described(root: Path, ontology: Path) -> Description:
    """The description of the package in a folder, read with the vocabulary in another."""
    package = json.loads((root / "datapackage.json").read_text("utf-8"))
    rdf = package.get("rdf", {})
    files = [ontology / "livelihood.ttl", ontology / "schemes.ttl"]
    files += [root / rdf["vocabulary"]] if "vocabulary" in rdf else []
    vocabulary = Graph()
    for path in files:
        vocabulary.parse(path, format="turtle")
    return Description(
        base=rdf.get("base", HOME),
        prefixes=PREFIXES | rdf.get("prefixes", {}),
        vocabulary=vocabulary,
        schemas={each["name"]: json.loads((root / each["schema"]).read_text("utf-8")) for each in package["resources"]},
    )


def reference_lines(root: Path, ontology: Path, derived: Path, tables: Mapping[str, Iterable[Row]]) -> list[str]:
    """Sorted unique canonical N-Quads lines of a package, the release graph left out.

    Args:
        root: folder of the package.
        ontology: folder of the vocabulary.
        derived: folder of the schemas that the builder adds.
        tables: rows of every table, curated and derived, as Python values.
    """
    about = described(root, ontology)
    vocab = URIRef(f"{about.base}graph/vocab")
    added = {name: json.loads((derived / f"{name}.json").read_text("utf-8")) for name in DERIVED}
    dataset = Dataset()
    for quad in (
        *((s, p, o, vocab) for s, p, o in about.vocabulary),
        *_schemes(about),
        *(quad for name, schema in about.schemas.items() for quad in table_quads(about, schema, tables[name])),
        *(quad for name, schema in added.items() for quad in table_quads(about, schema, tables[name])),
    ):
        dataset.graph(quad[3]).add(quad[:3])
    lines = {line(s, p, o, part.identifier) for part in dataset.graphs() for s, p, o in part}
    return sorted(lines, key=lambda text: text.encode())


def _schemes(about: Description) -> Iterator[Quad]:
    """The concept schemes that tables make up."""
    vocab = URIRef(f"{about.base}graph/vocab")
    for schema in about.schemas.values():
        scheme = schema.get("rdf", {}).get("scheme")
        if scheme is None:
            continue
        node = URIRef(about.base + scheme["iri"])
        yield node, RDF.type, SKOS.ConceptScheme, vocab
        yield node, RDFS.label, Literal(scheme["label"]), vocab
        yield node, SKOS.prefLabel, Literal(scheme["label"], lang="en"), vocab
        for language, label in scheme.get("labels", {}).items():
            yield node, SKOS.prefLabel, Literal(label, lang=language.lower()), vocab


def table_quads(about: Description, schema: Mapping[str, Any], rows: Iterable[Row]) -> Iterator[Quad]:
    """What the rows of one table say."""
    rdf = schema.get("rdf")
    if rdf is None:
        return
    refers = {_one(key["fields"]): key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
    for row in rows:
        subject = URIRef(_filled(about.based(rdf["iri"]), row))
        graph = _graph(about, rdf["graph"], row)
        for name in rdf.get("classes", []):
            yield subject, RDF.type, about.full(name), graph
        if "scheme" in rdf:
            yield subject, SKOS.inScheme, URIRef(about.base + rdf["scheme"]["iri"]), graph
        for field in schema["fields"]:
            target = field.get("references", refers.get(field["name"]))
            for statement in _as_list(field.get("rdf", [])):
                yield from _cell_quads(about, row, subject, graph, field, target, statement)


def _cell_quads(
    about: Description,
    row: Row,
    subject: URIRef,
    graph: URIRef,
    field: Mapping[str, Any],
    target: str | None,
    statement: Mapping[str, Any],
) -> Iterator[Quad]:
    """What one cell says by one of its statements."""
    cell = row[field["name"]]
    if "classes" in statement:
        for name in statement["classes"].get(cell, []):
            yield subject, RDF.type, about.full(name), graph
    if "property" not in statement or cell is None:
        return
    place = _graph(about, statement["graph"], row) if "graph" in statement else graph
    for item in cell if isinstance(cell, list) else [cell]:
        yield subject, about.full(statement["property"]), _term(about, field, target, statement, item), place


def _term(
    about: Description, field: Mapping[str, Any], target: str | None, statement: Mapping[str, Any], item: object
) -> Identifier:
    """The object that one item of a cell makes."""
    if "scheme" in statement:
        return about.entry(statement["scheme"], str(item))
    if "iri" in statement:
        return URIRef(about.based(statement["iri"]).replace("{}", str(item)))
    if target is not None:
        schema = about.schemas.get(target, {"rdf": {"iri": f"{target}/{{id}}"}})
        return URIRef(about.based(schema["rdf"]["iri"]).replace("{id}", str(item)))
    if "language" in statement:
        return Literal(lexical(item), lang=statement["language"].lower())
    datatype = about.full(statement["datatype"]) if "datatype" in statement else OWN_DATATYPE.get(field["type"])
    return Literal(lexical(item), datatype=datatype, normalize=False)


def lexical(value: object) -> str:
    """The canonical lexical form of a typed value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        sign, digits, exponent = value.normalize().as_tuple()
        assert isinstance(exponent, int), "numbers are finite"
        text = "".join(str(digit) for digit in digits).rjust(1 - exponent if exponent < 0 else 1, "0")
        whole, part = (text[:exponent], text[exponent:]) if exponent < 0 else (text + "0" * exponent, "")
        is_negative = sign and value != 0
        return ("-" if is_negative else "") + whole + (f".{part}" if part else "")
    if isinstance(value, date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    return str(value)


def _filled(template: str, row: Row) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: lexical(row[found[1]]), template)


def _graph(about: Description, template: str, row: Row) -> URIRef:
    return URIRef(f"{about.base}graph/{_filled(template, row)}")


def _one(fields: str | list[str]) -> str:
    return fields if isinstance(fields, str) else fields[0]


def _as_list(rdf: Any) -> list[Mapping[str, Any]]:
    return rdf if isinstance(rdf, list) else [rdf]


def line(subject: Node, predicate: Node, term: Node, graph: Node) -> str:
    """One canonical N-Quads line."""
    return f"<{subject}> <{predicate}> {_written(term)} <{graph}> .\n"


def _written(term: Node) -> str:
    if isinstance(term, URIRef):
        return f"<{term}>"
    assert isinstance(term, Literal), "no blank nodes"
    text = f'"{escaped(str(term))}"'
    if term.language is not None:
        return f"{text}@{term.language.lower()}"
    return text if term.datatype in (None, XSD.string) else f"{text}^^<{term.datatype}>"


SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def escaped(text: str) -> str:
    """A string with the escapes of canonical N-Quads: none but the seven short ones, controls and non-characters."""
    return "".join(_escape(ord(character)) for character in text)


def _escape(code: int) -> str:
    if code in SHORT:
        return SHORT[code]
    return f"\\u{code:04X}" if code < 32 or code in (0x7F, 0xFFFE, 0xFFFF) else chr(code)
