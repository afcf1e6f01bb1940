"""What the graph is made of, told so that a query can be written: classes, properties, codes, prefixes, rules.

Imports telling and kg_client.
"""

from kg_client import Graph, Iri
from kg_client.asking import LH, PREFIXES
from kg_client.terms import string_text
from kg_mcp.telling import Told

RULES = (
    "Every number is a figure: lh:Measurement was so or was done, lh:Target was planned. Ask for the one you mean.",
    "A figure always has lh:program, lh:region, lh:indicator, lh:unit, lh:value, lh:comparator, lh:beneficiary, "
    "lh:year, lh:end, lh:timeKind, lh:series, lh:source and lh:citation; lh:start only where the source gives a span.",
    "One indicator has one unit and one measure: stock (how many there are), flow (how many were done over a span), "
    "rate (never added). lh:measure is on the indicator: ?figure lh:indicator/lh:measure measure:stock.",
    "Regions lie in each other: lh:region/lh:within* region:NAME finds a region with all inside it. Figures of a "
    "province and of its cities overlap, and so do figures linked by lh:subsetOf: never add them, add_figures checks.",
    "Indicators, themes and groups have wider ones: lh:indicator/skos:broader* indicator:NAME.",
    "lh:value is a decimal in whole units: FILTER(?value > 1000000). lh:comparator, lh:min and lh:max carry the "
    "source's own hedge: say 'more than', 'nearly', 'about' when it does.",
    "Each thing has one plain rdfs:label; other languages are in skos:prefLabel.",
    "lh:flag and skos:editorialNote carry a curator's doubt. Tell it with the figure.",
    "Put ?figure into the SELECT clause: an answer with numbers must lead to their sources. Prefixes are supplied.",
)

_CLASSES = """SELECT ?class ?name ?meaning (COUNT(?thing) AS ?things) WHERE {
  ?class a owl:Class ; rdfs:label ?name ; skos:definition ?meaning . ?thing a ?class
} GROUP BY ?class ?name ?meaning ORDER BY DESC(?things)"""
_PROPERTIES = """SELECT ?property ?meaning ?used (GROUP_CONCAT(DISTINCT ?domain; separator=" ") AS ?of)
  (GROUP_CONCAT(DISTINCT ?range; separator=" ") AS ?gives) WHERE {
  { SELECT ?property (COUNT(*) AS ?used) WHERE { ?s ?property ?o } GROUP BY ?property }
  ?property skos:definition ?meaning
  OPTIONAL { ?property rdfs:domain ?d BIND(REPLACE(STR(?d), "^.*[/#]", "") AS ?domain) }
  OPTIONAL { ?property rdfs:range ?r BIND(REPLACE(STR(?r), "^.*[/#]", "") AS ?range) }
} GROUP BY ?property ?meaning ?used ORDER BY DESC(?used)"""
_CODES = """SELECT DISTINCT ?code ?name WHERE {{
  VALUES ?start {{ {starts} }} ?code a skos:Concept ; rdfs:label ?name FILTER(STRSTARTS(STR(?code), ?start))
}} ORDER BY ?code"""
_LISTS = ("unit", "measure", "when", "comparator", "operation", "flag", "verdict", "rank", "level", "status")
"""Code lists that are short enough to be told whole."""

_OWL = "PREFIX owl: <http://www.w3.org/2002/07/owl#>\n"


def schema(graph: Graph) -> Told:
    """What the graph is made of."""
    places = graph.places
    classes = graph.query(_OWL + PREFIXES + _CLASSES)
    properties = graph.query(PREFIXES + _PROPERTIES)
    bases = dict.fromkeys((places.base, LH.removesuffix("ns#")))
    starts = " ".join(string_text(f"{base}{name}/") for base in bases for name in _LISTS)
    codes = graph.query(PREFIXES + _CODES.format(starts=starts))
    listed: dict[str, list[str]] = {}
    for code, name in codes:
        kind, last = str(code).split("/")[-2:]
        told = f"{kind}:{last}" if last == str(name).replace(" ", "-") else f"{kind}:{last} ({name})"
        listed.setdefault(kind, []).append(told)
    return {
        "rules": list(RULES),
        "classes": [
            {"class": _term(iri), "things": things, "meaning": str(meaning)} for iri, _, meaning, things in classes
        ],
        "properties": [
            {
                "property": _term(iri),
                "of": str(of or ""),
                "gives": str(gives or ""),
                "used": used,
                "meaning": str(meaning),
            }
            for iri, meaning, used, of, gives in properties
        ],
        "codes": listed,
        "names": "Regions, programs, indicators, groups and sources have names such as region:shanxi: use search.",
        "service": graph.url,
        "release": classes.release,
    }


def _term(iri: object) -> str:
    """A term as queries name it."""
    text = str(iri)
    return f"lh:{text.rpartition('#')[2]}" if isinstance(iri, Iri) and "/livelihood/ns#" in text else f"<{text}>"
