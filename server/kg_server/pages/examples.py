"""Three questions for a newcomer, which every release can answer."""

from dataclasses import dataclass

from kg_server.naming.language import message


@dataclass(frozen=True)
class Example:
    """A question in words and in SPARQL."""

    title: str
    query: str


EXAMPLES = (
    Example(
        message("Which programs run in which region, and for whom?"),
        """SELECT ?program ?region ?beneficiary WHERE {
  ?p a lh:Program ;
     rdfs:label ?program ;
     lh:region/rdfs:label ?region .
  OPTIONAL { ?p lh:beneficiary/rdfs:label ?beneficiary }
}
ORDER BY ?region ?program
LIMIT 200""",
    ),
    Example(
        message("What was counted, newest first, and where does a source say so?"),
        """SELECT ?year ?what ?hedge ?value ?unit ?program ?region ?citation WHERE {
  ?figure a lh:Measurement ;
     lh:indicator/rdfs:label ?what ;
     lh:value ?value ; lh:unit/rdfs:label ?unit ; lh:comparator/rdfs:label ?hedge ; lh:year ?year ;
     lh:program/rdfs:label ?program ; lh:region/rdfs:label ?region ;
     lh:citation ?citation .
}
ORDER BY DESC(?year) ?what ?region
LIMIT 200""",
    ),
    Example(
        message("What was planned, and what came of it?"),
        """SELECT ?program ?what ?target ?result ?unit ?year WHERE {
  ?t a lh:Target ; lh:value ?target ; lh:year ?year ; lh:unit/rdfs:label ?unit ;
     lh:program/rdfs:label ?program ; lh:indicator/rdfs:label ?what .
  OPTIONAL { ?m lh:target ?t ; lh:value ?result }
}
ORDER BY ?program ?what
LIMIT 200""",
    ),
)
"""Asked on the home page and beside the form."""
