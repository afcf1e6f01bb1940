"""The vocabulary that a build stands on: its terms and the entries of its closed lists, read from Turtle."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg_builder.datapackage.constraints import check_pattern
from kg_builder.errors import SchemaError
from kg_builder.namespaces import BASE, CLOSED_LISTS, LH, OPEN_LISTS
from kg_builder.terms import LH as TERMS
from kg_builder.terms import OWL, RDF, SKOS

FILES = ("livelihood.ttl", "schemes.ttl")
"""What is published as the vocabulary; shapes and borrowed terms stay beside it."""


@dataclass(frozen=True)
class Vocabulary:
    """What may be said.

    Attributes:
        triples: everything of the vocabulary files, unordered.
        terms: IRIs that may stand as a property or class, ours and borrowed.
        lists: scheme name to its entries, sorted by id: what a cell holds, and its IRI.
    """

    triples: tuple[ox.Triple, ...]
    terms: frozenset[str]
    lists: Mapping[str, Mapping[str, str]]

    def related(self, scheme: str, predicate: ox.NamedNode) -> dict[str, tuple[str, ...]]:
        """What the entries of a closed list say with one property: id to ids of the list, or to texts, sorted."""
        ids = {iri: entry for entry, iri in self.lists[scheme].items()}
        found: dict[str, list[str]] = {}
        for t in self.triples:
            if t.predicate == predicate and isinstance(t.subject, ox.NamedNode) and t.subject.value in ids:
                value = t.object.value if isinstance(t.object, ox.NamedNode | ox.Literal) else ""
                found.setdefault(ids[t.subject.value], []).append(ids.get(value, value))
        return {entry: tuple(sorted(values)) for entry, values in sorted(found.items())}

    def wider_levels(self) -> dict[str, tuple[str, ...]]:
        """Every level to all levels that are wider, the next one first; the widest have none."""
        wider = self.related("level", SKOS.broader)
        chains: dict[str, tuple[str, ...]] = {}
        for level in self.lists["level"]:
            chain: list[str] = []
            above = wider.get(level)
            while above and above[0] not in (level, *chain):
                chain.append(above[0])
                above = wider.get(above[0])
            chains[level] = tuple(chain)
        return chains

    def code_patterns(self) -> dict[str, str]:
        """Code schemes that have one to the pattern of their codes."""
        return {scheme: patterns[0] for scheme, patterns in self.related("codescheme", TERMS.codePattern).items()}

    def outer_schemes(self) -> dict[str, tuple[str, ...]]:
        """Code schemes to those whose codes of a wider region begin theirs."""
        return self.related("codescheme", TERMS.codesWithin)


def read_turtle(path: Path) -> list[ox.Triple]:
    """The triples of one Turtle file, in file order.

    Raises:
        SchemaError: the file is missing or is no Turtle; says where.
    """
    try:
        return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]
    except (OSError, SyntaxError) as error:
        raise SchemaError(path.name, "", f"cannot be read as Turtle: {error}") from error


XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")
"""How the IRI of a property must end: RDF/XML writes that part as the name of an element."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, and the carriage return, which it turns into a line feed."""


def check_property(iri: str, file: str, where: str) -> None:
    """Refuse a property that RDF/XML cannot write.

    Raises:
        SchemaError: its IRI does not end in an XML name.
    """
    if XML_NAME.search(iri) is None:
        problem = f"found the property <{iri}>, expected one that ends in a name which begins with a letter: RDF/XML"
        raise SchemaError(file, where, f"{problem} can write no other")


def check_writable(file: str, triples: Iterable[ox.Triple]) -> None:
    """Refuse what RDF/XML cannot write and read back.

    Raises:
        SchemaError: a property that ends in no name, or a text with a character that XML has not.
    """
    for triple in triples:
        check_property(triple.predicate.value, file, "")
        if isinstance(triple.object, ox.Literal) and NOT_IN_XML.search(triple.object.value):
            problem = f"found a control character in {triple.object.value[:40]!r}, expected text that XML can hold"
            raise SchemaError(file, "", problem)


def load_vocabulary(folder: Path, own: Path | None = None) -> Vocabulary:
    """The vocabulary in `folder`, with a package's own vocabulary file added to it.

    Raises:
        SchemaError: a file is missing, is no Turtle, or has a blank node; the package's own changes what is there.
    """
    triples = [triple for name in FILES for triple in read_turtle(folder / name)]
    borrowed = read_turtle(folder / "borrowed.ttl")
    if own is not None:
        added = read_turtle(own)
        check_writable(own.name, added)
        _check_own(own.name, added, {t.subject for t in (*triples, *borrowed)})
        triples += added
    if any(isinstance(term, ox.BlankNode) for t in triples for term in (t.subject, t.object)):
        file = FILES[0] if own is None else own.name
        raise SchemaError(file, "", "found a blank node, expected an IRI for each term: a blank node has no fixed name")
    deprecated = {t.subject for t in triples if t.predicate == OWL.deprecated}
    subjects = {t.subject for t in (*triples, *borrowed)} - deprecated
    for t in triples:
        if t.predicate == TERMS.codePattern and isinstance(t.object, ox.Literal):
            check_pattern(t.object.value, FILES[1] if own is None else own.name, "lh:codePattern")
    return Vocabulary(
        triples=tuple(triples),
        terms=frozenset(subject.value for subject in subjects if isinstance(subject, ox.NamedNode)),
        lists={name: _entries(triples, name) for name in CLOSED_LISTS},
    )


def _check_own(name: str, added: list[ox.Triple], described: set[ox.NamedNode | ox.BlankNode | ox.Triple]) -> None:
    """A package's own vocabulary adds terms, entries to open lists, and labels; it changes nothing that is there."""
    open_lists = {ox.NamedNode(BASE + scheme) for scheme in OPEN_LISTS}
    for t in added:
        is_told = t.subject in described or str(t.subject).startswith(f"<{LH}")
        if is_told and t.predicate not in (SKOS.prefLabel, SKOS.altLabel):
            problem = f"found {t.predicate} of {t.subject}, expected terms of its own, and further labels of others"
            raise SchemaError(name, "", problem)
        is_entry = t.predicate == SKOS.inScheme and isinstance(t.object, ox.NamedNode)
        if is_entry and t.object in described and t.object not in open_lists:
            known = ", ".join(OPEN_LISTS)
            raise SchemaError(name, "", f"found {t.subject} in {t.object}, expected an entry of one of {known}")


def _entries(triples: list[ox.Triple], scheme: str) -> dict[str, str]:
    """The entries of one closed list, sorted: the last part of each IRI to the IRI."""
    listed = {t.subject for t in triples if t.predicate == SKOS.inScheme and t.object == ox.NamedNode(BASE + scheme)}
    concepts = {t.subject for t in triples if t.predicate == RDF.type and t.object == SKOS.Concept}
    entries: dict[str, str] = {}
    for iri in sorted(subject.value for subject in listed & concepts if isinstance(subject, ox.NamedNode)):
        entry = iri.replace("#", "/").rpartition("/")[2]
        if entry in entries:
            raise SchemaError(scheme, "", f"found {entry!r} for <{entries[entry]}> and <{iri}>, expected one of them")
        entries[entry] = iri
    return dict(sorted(entries.items()))


def is_ours(iri: str) -> bool:
    """Whether an IRI is a term of the project's own vocabulary."""
    return iri.startswith(LH)
