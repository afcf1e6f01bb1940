"""Finding things by the words of their names, in any language of the graph. Imports telling and kg_client."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kg_client import BadAnswer, Graph, Hit, Hits, NotFound, QueryError, TimeLimit
from kg_client.asking import PREFIXES
from kg_client.terms import string_text
from kg_mcp.telling import Told, short

MOST_WORDS = 8
LONGEST_WORD = 30
MOST_HITS = 50
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "program": "Program",
        "region": "Region",
        "indicator": "Indicator",
        "beneficiary": "BeneficiaryGroup",
        "theme": "Theme",
        "organization": "Organization",
        "source": "Source",
        "period": "Period",
        "unit": "Unit",
        "figure": "Figure",
    }
)
"""Kinds of things that are found, and their classes."""

_SEARCH = """SELECT ?thing ?name ?class ?hits WHERE {{
  {{ SELECT ?thing ?class (GROUP_CONCAT(DISTINCT LCASE(STR(?text)); separator=" \\n ") AS ?names) WHERE {{
      VALUES ?class {{ {classes} }} ?thing a ?class ; rdfs:label|skos:prefLabel|skos:altLabel|lh:code|lh:isoCode ?text
    }} GROUP BY ?thing ?class }}
  BIND({hits} AS ?hits) FILTER(?hits > 0)
  ?thing rdfs:label ?name
}} ORDER BY DESC(?hits) STRLEN(?name) ?name LIMIT {limit}"""


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case, each once; a run of Chinese characters is one."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in re.findall(r"[\w'.-]+", text.lower())))[:MOST_WORDS]


def found(graph: Graph, text: str, kind: str, limit: int) -> tuple[list[Told], list[str]]:
    """Things whose names hold the words, the best first, and what is to be said of them.

    The service's own search is asked first; it wants all words. Where it finds nothing, or the service has none, those
    things are told whose names hold most of the words.

    Args:
        graph: to search.
        text: words.
        kind: one of `KINDS`, or "" for all.
        limit: most things.
    """
    words = words_of(text)
    if not words:
        return [], ["There is no word to search for."]
    try:
        hits = graph.search(" ".join(words), kind=kind, limit=limit)
    except (NotFound, BadAnswer, QueryError):
        hits = Hits((), 0, "")
    if not hits.hits:
        return with_some_words(graph, words, kind, limit)
    notes = [f"Nothing has these words; this is for {hits.corrected!r}."] if hits.corrected else []
    if hits.total > len(hits.hits):
        notes.append(f"There are {hits.total} in all: ask for a kind, or with more words.")
    return [_told(graph, hit) for hit in hits.hits], notes


def _told(graph: Graph, hit: Hit) -> Told:
    """One thing; a stored query by the name that run_query takes."""
    name = hit.page.rpartition("/")[2] if hit.kind == "query" else short(hit.iri, graph.places)
    told = {"id": name, "name": hit.label, "kind": hit.kind, "page": hit.page}
    return told | ({"meaning": hit.definition} if hit.definition else {})


def with_some_words(graph: Graph, words: Sequence[str], kind: str, limit: int) -> tuple[list[Told], list[str]]:
    """Things whose names hold some of the words."""
    hits = " + ".join(f"IF(CONTAINS(?names, {string_text(word)}), 1, 0)" for word in words)
    classes = " ".join(f"lh:{name}" for name in ([KINDS[kind]] if kind else KINDS.values()))
    try:
        answer = graph.query(PREFIXES + _SEARCH.format(classes=classes, hits=hits, limit=limit))
    except TimeLimit:
        return [], ["Nothing has all of these words in its name. Try fewer, or more general ones."]
    listed: list[Told] = []
    for thing, name, class_, hit in answer:
        label = str(class_).rpartition("#")[2]
        listed.append(
            {
                "id": short(str(thing), graph.places),
                "name": str(name),
                "kind": next((kind for kind, known in KINDS.items() if known == label), label),
                "words_found": f"{hit} of {len(words)}",
                "page": graph.places.page(str(thing)),
            }
        )
    if listed:
        return listed, ["Nothing has all of these words in its name: these have some of them."]
    return [], ["Nothing has these words in its name. Try fewer, or more general ones."]
