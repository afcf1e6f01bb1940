"""A client for a Livelihood Graph service: typed answers, dataframes, stored queries as functions, and evidence.

    from kg_client import Graph

    graph = Graph("http://127.0.0.1:8000")
    graph.frame("SELECT ?program WHERE { ?iri a lh:Program ; rdfs:label ?program }")
    graph.queries.programs_in_region(region="shanxi")
    graph.evidence("figure:shanxi-deeds-2022-02420")

Needs nothing but Python; pandas or Polars only where a dataframe of theirs is asked for.
"""

from kg_client.answers import Answer
from kg_client.catalog import Queries
from kg_client.citing import Named, Place
from kg_client.errors import (
    AnswerTooLarge,
    BadAnswer,
    BadArgument,
    Busy,
    GraphError,
    Interrupted,
    NotComparable,
    NotFound,
    QueryError,
    ServiceError,
    TimeLimit,
    Unreachable,
    WrongRelease,
)
from kg_client.evidence import Evidence
from kg_client.finding import Hit, Hits
from kg_client.graph import Graph
from kg_client.stored import Parameter, StoredQuery
from kg_client.streams import Stream
from kg_client.sums import Total
from kg_client.terms import Blank, Iri, Literal, Text
from kg_client.transport import Patience

__all__ = [
    "Answer",
    "AnswerTooLarge",
    "BadAnswer",
    "BadArgument",
    "Blank",
    "Busy",
    "Evidence",
    "Graph",
    "GraphError",
    "Hit",
    "Hits",
    "Interrupted",
    "Iri",
    "Literal",
    "Named",
    "NotComparable",
    "NotFound",
    "Parameter",
    "Patience",
    "Place",
    "Queries",
    "QueryError",
    "ServiceError",
    "StoredQuery",
    "Stream",
    "Text",
    "TimeLimit",
    "Total",
    "Unreachable",
    "WrongRelease",
]
