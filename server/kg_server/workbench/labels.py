"""What the things of a page are called, asked for all of them at once."""

from collections.abc import Collection, Mapping

import pyoxigraph as ox

from kg_server.errors import Problem
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk

MOST = 2_000
"""Most things that are looked up for one page."""

_LABELS = """SELECT ?iri ?label (LANG(?label) AS ?tag) WHERE {{
  VALUES ?iri {{ {iris} }} ?iri rdfs:label|skos:prefLabel ?label
}}"""
_SECONDS = 3.0


def labels_of(desk: Desk, iris: Collection[str]) -> dict[str, Mapping[str, str]]:
    """IRI to its labels by language tag, "" for a plain one; things without a label are left out.

    None at all where there was no time: a page without labels is better than none.
    """
    if not iris:
        return {}
    written = " ".join(str(ox.NamedNode(iri)) for iri in sorted(iris)[:MOST])
    question = asking.page_question(_LABELS.format(iris=written), min(_SECONDS, desk.seconds(None)), 5 * MOST)
    try:
        rows = asking.table(desk.engine, question).values()
    except Problem:
        return {}
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["iri"], {})[row.get("tag", "")] = row["label"]
    return dict(found)
