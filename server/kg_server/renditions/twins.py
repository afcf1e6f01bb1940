"""The statements of the graph behind an answer: what it says of each thing that the rows name.

For a figure that is everything needed to check it: its value, its hedge, its citations with their positions, its source
with its digest; for everything that is pointed to, its name. Imports results.
"""

from collections.abc import Sequence

import pyoxigraph as ox

from kg_server.errors import BadParameter
from kg_server.renditions.results import Result

MOST = 4_000
"""Most things that one graph is about."""

_TWIN = """CONSTRUCT {{
  ?thing ?property ?object . ?object rdfs:label ?name . ?citation ?about ?detail . ?source ?fact ?value
}} WHERE {{ VALUES ?thing {{ {things} }}
  {{ ?thing ?property ?object OPTIONAL {{ ?object rdfs:label ?name }} }}
  UNION {{ ?thing lh:citation ?citation . ?citation ?about ?detail }}
  UNION {{ ?thing lh:source ?source . ?source ?fact ?value }}
}}"""


def things(result: Result) -> Sequence[str]:
    """The IRIs of entities that the rows name, each once: figures alone where there are any, else everything ours."""
    base = result.asked.item.release.base
    places = [result.names.index(name) for name in result.figures] or range(len(result.names))
    cells = (row[at] for row in result.rows for at in places)
    ours = (cell["value"] for cell in cells if cell and cell["type"] == "uri" and cell["value"].startswith(base))
    return list(dict.fromkeys(iri for iri in ours if "#" not in iri))


def twin(result: Result) -> str:
    """A CONSTRUCT query for the statements behind an answer.

    Raises:
        BadParameter: the rows name too many things.
    """
    named = things(result)
    if len(named) > MOST:
        detail = f"The answer names {len(named)} things; at most {MOST} fit into one graph. The whole is at /download/."
        raise BadParameter(detail, {"limit_things": MOST})
    return _TWIN.format(things=" ".join(str(ox.NamedNode(iri)) for iri in named))
