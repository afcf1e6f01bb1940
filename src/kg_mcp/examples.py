"""Queries that show how this graph is asked; a test runs each."""

from collections.abc import Mapping
from types import MappingProxyType

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "How many people did programs anywhere in Shanxi reach?": """SELECT ?figure ?program ?what ?people ?year WHERE {
  ?figure a lh:Measurement ; lh:region/lh:within* region:shanxi ; lh:indicator ?indicator ;
    lh:value ?people ; lh:year ?year ; lh:program/rdfs:label ?program .
  ?indicator skos:broader* indicator:people-served ; rdfs:label ?what
} ORDER BY DESC(?people) LIMIT 20""",
        "What was planned, and what came of it?": """SELECT ?plan ?planned ?figure ?reached ?what WHERE {
  ?figure lh:target ?plan ; lh:value ?reached ; lh:indicator/rdfs:label ?what . ?plan lh:value ?planned
}""",
        "Which figures do curators doubt, and why?": """SELECT ?figure ?says ?doubt ?note WHERE {
  ?figure a lh:Figure ; rdfs:label ?says ; lh:flag/rdfs:label ?doubt OPTIONAL { ?figure skos:editorialNote ?note }
} ORDER BY ?doubt ?figure LIMIT 50""",
        "Which programs run where?": """SELECT ?program ?place ?level WHERE {
  ?iri a lh:Program ; rdfs:label ?program ; lh:region ?region . ?region rdfs:label ?place ; lh:level/rdfs:label ?level
} ORDER BY ?place ?program LIMIT 100""",
        "Where does a source say it?": """SELECT ?figure ?source ?from ?to ?printed WHERE {
  ?figure a lh:Figure ; lh:region region:shanxi ; lh:citation ?place ; lh:source/rdfs:label ?source .
  ?place oa:start ?from ; oa:end ?to ; oa:exact ?printed
} LIMIT 20""",
    }
)  # fmt: skip
"""Question to query."""


def examples_text() -> str:
    """All of them as one text."""
    return "\n\n".join(f"# {question}\n{query}" for question, query in EXAMPLES.items())
