"""The representations of answers, in the order in which they are given to who does not care.

The first name of an offer is the one that the engine knows. Offers that repeat a name under another media type are for
clients that ask by an older or a general type, and get exactly the type they asked for.
"""

from collections.abc import Sequence

from kg_server.transfer.negotiation import Offer

HTML = Offer("html", "text/html", charset=True)

SOLUTIONS = (
    Offer("json", "application/sparql-results+json", aliases=("srj", "sparql-json")),
    Offer("xml", "application/sparql-results+xml", aliases=("srx", "sparql-xml")),
    Offer("csv", "text/csv", charset=True),
    Offer("tsv", "text/tab-separated-values", charset=True),
    Offer("json", "application/json"),
    Offer("xml", "application/xml"),
    Offer("xml", "text/xml"),
    HTML,
)
"""For SELECT and ASK."""

GRAPHS = (
    Offer("ttl", "text/turtle", charset=True, aliases=("turtle", "n3")),
    Offer("nt", "application/n-triples", aliases=("ntriples", "n-triples")),
    Offer("jsonld", "application/ld+json", aliases=("json-ld", "json")),
    Offer("rdf", "application/rdf+xml", aliases=("xml", "rdfxml", "rdf-xml", "rdf+xml")),
    Offer("nq", "application/n-quads", aliases=("nquads", "n-quads")),
    Offer("trig", "application/trig", charset=True),
    Offer("jsonld", "application/json"),
    Offer("rdf", "application/xml"),
    Offer("rdf", "text/xml"),
    Offer("nt", "text/plain", charset=True, aliases=("text",)),
    HTML,
)
"""For CONSTRUCT and DESCRIBE."""

DESCRIPTIONS = tuple(offer for offer in GRAPHS if offer.name not in {"nq", "trig", "html"})
"""For descriptions of one thing: a service, an entity, the ontology."""

RESULT_FORMS = {"SELECT": SOLUTIONS, "ASK": SOLUTIONS, "CONSTRUCT": GRAPHS, "DESCRIBE": GRAPHS}


def distinct(offers: Sequence[Offer]) -> list[Offer]:
    """The offers of data, each name once."""
    found: dict[str, Offer] = {}
    for offer in offers:
        found.setdefault(offer.name, offer)
    return [offer for offer in found.values() if offer != HTML]
