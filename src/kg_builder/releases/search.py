"""`search.sqlite`: every label of a release, found by words, by Chinese characters, and in spite of typing errors.

    entry     what can be found, the most general first: id, iri, kind, label, labels (JSON: tag to label), also, about
    kinds     kinds with the first and the last of their entries, which stand together
    exact     whole names, folded, to entries
    words     full-text index (FTS5, https://www.sqlite.org/fts5.html) of names, further names and meanings, by entry
    word      distinct words in Latin letters with how many entries have them
    gram      trigrams to such words

It is written from the sorted N-Triples of the merged graph, a part at a time, in memory that does not grow with it. The
same input has the same content; its bytes may differ by the version of SQLite. Imports letters, queries, terms.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path

import pyoxigraph as ox

from kg_builder.queries import StoredQuery
from kg_builder.releases.letters import indexed, name, trigrams
from kg_builder.terms import DCT, LH, OWL, RDF, RDFS, SKOS

FILE = "search.sqlite"
VERSION = 1
"""Of the tables; an index of another one cannot be read."""

KINDS = ("theme", "program", "region", "indicator", "beneficiary", "organization", "source", "query", "term", "period")
"""Kinds in the order in which equals are ranked; others come after, figures last."""

LEFT_OUT = frozenset({"graph", "series"})
"""Kinds that nobody looks for by name; citations, which are parts of sources, are left out too."""

ABOUT = 300
"""Most characters that are kept of a meaning."""

PART = 1 << 22
"""Bytes of triples that are read at once."""

SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, label TEXT, labels TEXT, also TEXT, about TEXT);
CREATE TABLE kinds (kind TEXT, first INTEGER, last INTEGER);
CREATE TABLE exact (name TEXT, entry INTEGER, PRIMARY KEY (name, entry)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(names, also, about, content='', prefix='2 3', tokenize="unicode61");
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT, entries INTEGER);
CREATE TABLE gram (gram TEXT, word INTEGER, PRIMARY KEY (gram, word)) WITHOUT ROWID;
CREATE TEMP TABLE raw (rank INTEGER, depth INTEGER, size INTEGER, iri TEXT, kind TEXT, labels TEXT, also TEXT,
  about TEXT);
CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row);
"""
_USED = {
    term.value: term
    for term in (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.definition, DCT.description, LH.code)
} | {OWL.deprecated.value: OWL.deprecated}
_TERMS = frozenset({OWL.Class.value, OWL.ObjectProperty.value, OWL.DatatypeProperty.value})
_SHORTEST = 4
"""Letters of the shortest word whose misspellings are looked for."""


@dataclass
class Entry:
    """What can be found.

    Attributes:
        iri: of it.
        kind: what it is, as the first part of its address says.
        depth: how special it is among its kind, from 0.
        labels: names by language tag, "" for the plain one.
        also: further names.
        about: what it means.
    """

    iri: str
    kind: str
    depth: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    about: str = ""


def write_search(path: Path, ntriples: Path, base: str, queries: Mapping[str, StoredQuery]) -> int:
    """The index of a release; returns how many entries it has.

    Args:
        path: file to write; not there yet.
        ntriples: the merged graph, sorted.
        base: base of the IRIs of entities.
        queries: stored queries by name.
    """
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        database.executescript(SCHEMA)
        database.execute(f"PRAGMA user_version = {VERSION}")
        entries = chain(entries_of(ntriples, base), (_query(query, base) for query in queries.values()))
        database.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_raw, entries))
        total = _fill(database)
        spans = "SELECT kind, MIN(id) AS first, MAX(id) FROM entry GROUP BY kind ORDER BY first"
        database.execute(f"INSERT INTO kinds {spans}")
        _spell(database)
        database.execute("DROP TABLE raw")
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.commit()
    return total


def entries_of(ntriples: Path, base: str) -> Iterator[Entry]:
    """What the graph has names for, in the order of the file."""
    for iri, triples in groupby(_triples(ntriples), key=lambda triple: _value(triple.subject)):
        entry = _entry(iri, list(triples), base)
        if entry is not None:
            yield entry


def _triples(ntriples: Path) -> Iterator[ox.Triple]:
    """The triples that are used, read a part at a time."""
    marks = tuple(f"> <{iri}> ".encode() for iri in _USED)
    with ntriples.open("rb") as file:
        while lines := file.readlines(PART):
            chosen = b"".join(line for line in lines if any(mark in line for mark in marks))
            for quad in ox.parse(chosen, format=ox.RdfFormat.N_TRIPLES):
                if isinstance(quad.predicate, ox.NamedNode) and quad.predicate.value in _USED:
                    yield quad.triple


def _value(term: object) -> str:
    """The text of a term."""
    return str(getattr(term, "value", ""))


def _entry(iri: str, triples: list[ox.Triple], base: str) -> Entry | None:
    """The entry of a thing; None when it has no name, is not in use any more, or nobody looks for it."""
    found: dict[str, list[ox.Literal | ox.NamedNode]] = {}
    for triple in triples:
        if isinstance(triple.object, ox.Literal | ox.NamedNode):
            found.setdefault(triple.predicate.value, []).append(triple.object)
    kind = _kind(iri, {_value(term) for term in found.get(RDF.type.value, ())}, base)
    named = [*found.get(RDFS.label.value, ()), *found.get(SKOS.prefLabel.value, ())]
    if not kind or not named or OWL.deprecated.value in found:
        return None
    entry = Entry(iri, kind)
    for label in named:
        entry.labels.setdefault(getattr(label, "language", None) or "", _value(label))
    entry.also = sorted(_value(label) for label in found.get(SKOS.altLabel.value, ()))
    about = [*found.get(SKOS.definition.value, ()), *found.get(DCT.description.value, ())]
    entry.about = min((_value(text) for text in about), default="")[:ABOUT]
    entry.depth = min((len(_value(code).rstrip("0")) for code in found.get(LH.code.value, ())), default=0)
    return entry


def _kind(iri: str, types: set[str], base: str) -> str:
    """What a thing is; "" for what nobody looks for."""
    if types & _TERMS:
        return "term"
    kind, slash, rest = iri.removeprefix(base).partition("/")
    is_ours = iri.startswith(base) and slash and rest and "#" not in rest
    return kind if is_ours and kind not in LEFT_OUT else ""


def _query(query: StoredQuery, base: str) -> Entry:
    """The entry of a stored query."""
    labels = {"": query.title, **query.titles}
    return Entry(f"{base}q/{query.name}", "query", 0, labels, [query.name.replace("-", " ")], query.description[:ABOUT])


def _raw(entry: Entry) -> tuple[object, ...]:
    """A row of what is not ordered yet."""
    rank = KINDS.index(entry.kind) if entry.kind in KINDS else len(KINDS) + (entry.kind == "figure")
    size = min(len(label) for label in entry.labels.values())
    labels, also = (json.dumps(each, ensure_ascii=False, sort_keys=True) for each in (entry.labels, entry.also))
    return rank, entry.depth, size, entry.iri, entry.kind, labels, also, entry.about


def _fill(database: sqlite3.Connection) -> int:
    """Entries in their order, with their names and words."""
    order = "SELECT iri, kind, labels, also, about FROM raw ORDER BY rank, kind, depth, size, iri"
    total = 0
    for total, (iri, kind, labels, also, about) in enumerate(database.execute(order), 1):
        names, others = json.loads(labels), json.loads(also)
        label = names.get("") or next(iter(names.values()))
        database.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", (total, iri, kind, label, labels, also, about)
        )
        known = {name(each) for each in (*names.values(), *others)}
        database.executemany("INSERT INTO exact VALUES (?, ?)", ((each, total) for each in sorted(known)))
        texts = (_joined(names.values()), _joined(others), indexed(about))
        database.execute("INSERT INTO words (rowid, names, also, about) VALUES (?, ?, ?, ?)", (total, *texts))
    return total


def _joined(texts: Iterable[str]) -> str:
    """The words of several texts, each text once."""
    return " ".join(indexed(text) for text in sorted(set(texts)))


def _spell(database: sqlite3.Connection) -> None:
    """The words in Latin letters with their trigrams."""
    rows = database.execute("SELECT term, doc FROM temp.vocabulary ORDER BY term")
    known = ((text, entries) for text, entries in rows if len(text) >= _SHORTEST and text.isascii() and text.isalpha())
    for number, (text, entries) in enumerate(known, 1):
        database.execute("INSERT INTO word VALUES (?, ?, ?)", (number, text, entries))
        pairs = ((gram, number) for gram in sorted(trigrams(text)))
        database.executemany("INSERT INTO gram VALUES (?, ?)", pairs)
