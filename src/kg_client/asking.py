"""Questions that this package asks about figures, and how a figure is named. Imports errors and terms."""

import re
from collections.abc import Iterable

from kg_client.errors import BadArgument
from kg_client.terms import Iri, iri_text

PREFIXES = """PREFIX lh: <https://w3id.org/livelihood/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
"""
LH = "https://w3id.org/livelihood/ns#"

BASE = "SELECT (figure:x AS ?figure) WHERE {}"
"""Shows where the graph's own IRIs are: the service supplies the prefix."""

FACTS = """SELECT ?figure ?property ?value ?label WHERE {{
  VALUES ?figure {{ {figures} }} ?figure ?property ?value
  FILTER(?property NOT IN (lh:citation, lh:source)) OPTIONAL {{ ?value rdfs:label ?label }}
}} ORDER BY ?figure ?property ?label ?value"""

PLACES = """SELECT * WHERE {{
  VALUES ?figure {{ {figures} }} ?figure lh:citation ?citation .
  ?citation oa:start ?start ; oa:end ?end ; oa:exact ?printed ; lh:source ?source .
  ?source rdfs:label ?label ; lh:sha256 ?sha256
  OPTIONAL {{ ?citation lh:fingerprint ?fingerprint }} OPTIONAL {{ ?citation lh:page ?page }}
  OPTIONAL {{ ?citation lh:row ?row }} OPTIONAL {{ ?citation lh:column ?column }}
  OPTIONAL {{ ?source lh:textSha256 ?text_sha256 }} OPTIONAL {{ ?source dct:issued ?issued }}
  OPTIONAL {{ ?source dct:identifier ?file }} OPTIONAL {{ ?source dct:publisher/rdfs:label ?publisher }}
  OPTIONAL {{ ?source schema:url ?url }}
}} ORDER BY ?figure ?source ?page ?row ?start ?citation"""

MEASURES = """SELECT DISTINCT ?figure ?measure WHERE {{
  VALUES ?figure {{ {figures} }} ?figure lh:indicator/lh:measure ?measure
}}"""

WIDER = """SELECT DISTINCT ?figure ?region ?wider WHERE {{
  VALUES ?figure {{ {figures} }} ?figure lh:region ?region . ?region lh:within+ ?wider
}}"""

WHOLES = """SELECT DISTINCT ?figure ?whole WHERE {{
  VALUES ?figure {{ {figures} }} ?figure lh:subsetOf+ ?whole
}}"""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")


def about(query: str, figures: Iterable[str]) -> str:
    """A question about figures, by their IRIs.

    Raises:
        BadArgument: one is no IRI.
    """
    return PREFIXES + query.format(figures=" ".join(iri_text(figure) for figure in figures))


def figure_iri(name: str, base: str, url: str) -> Iri:
    """The IRI of a figure.

    Args:
        name: its IRI, its prefixed name, the address of its page, or the last part of any of these.
        base: what IRIs of the graph begin with.
        url: address of the service.

    Raises:
        BadArgument: it is none of these.
    """
    text = name.strip().removeprefix("<").removesuffix(">")
    if text.startswith(f"{url}figure/"):
        text = text.removeprefix(f"{url}figure/")
    text = text.removeprefix("figure:").removeprefix("figure/")
    if text.startswith(f"{base}figure/"):
        text = text.removeprefix(f"{base}figure/")
    if _NAME.fullmatch(text) is None:
        message = f"found {name[:100]!r}, expected a figure: its IRI, a name like figure:NAME, or its page"
        raise BadArgument(message)
    return Iri(f"{base}figure/{text}")
