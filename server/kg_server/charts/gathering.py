"""What the graph knows of an answer's figures, places and labels: a few small queries beside that of the answer.

Imports result, asking and views.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import pyoxigraph as ox

from kg_builder.releases.release import Release
from kg_server.charts.result import STRING, WKT, Fact, Labels, Place, Result, column_key, local, point
from kg_server.protocol.asking import Table

THINGS = 400
"""Most IRIs, and most texts, of an answer that are asked about: no chart has more marks."""

_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")
_FIGURES = """SELECT ?figure ?value ?unit ?measure ?operation ?time ?months ?hedge ?low ?high ?plan ?source WHERE {
  VALUES ?figure { %s }
  ?figure a lh:Figure ; lh:value ?value ; lh:unit ?unit .
  OPTIONAL { ?figure lh:indicator/lh:measure ?measure } OPTIONAL { ?figure lh:operation ?operation }
  OPTIONAL { ?figure lh:timeKind ?time } OPTIONAL { ?figure lh:months ?months }
  OPTIONAL { ?figure lh:comparator ?hedge } OPTIONAL { ?figure lh:min ?low } OPTIONAL { ?figure lh:max ?high }
  OPTIONAL { ?figure lh:source ?source } BIND(EXISTS { ?figure a lh:Target } AS ?plan)
}"""
_PLACES = """SELECT ?region ?iso ?point WHERE {
  VALUES ?region { %s } ?region a lh:Region .
  OPTIONAL { ?region lh:isoCode ?iso } OPTIONAL { ?region lh:point ?point }
}"""
_NAMES = """SELECT ?thing ?label ?tag WHERE {
  VALUES ?thing { %s } { ?thing rdfs:label ?label } UNION { ?thing skos:prefLabel ?label } BIND(LANG(?label) AS ?tag)
}"""
_OTHERS = """SELECT DISTINCT ?named ?thing ?label ?tag WHERE {
  VALUES ?thing { %s } ?named rdfs:label ?thing ; skos:prefLabel ?label BIND(LANG(?label) AS ?tag) FILTER(?tag != "en")
}"""

Ask = Callable[[str], Table]
Row = Mapping[str, str]


def gather(ask: Ask, table: Table, release: Release) -> Result:
    """An answer with what the graph knows of it.

    Args:
        ask: answers a query of ours.
        table: the answer to a SELECT.
        release: knows the base of IRIs.

    Raises:
        Problem: what `ask` raises.
    """
    iris = _first(_values(table, "uri"), lambda value: bool(_IRI.fullmatch(value)))
    ours = [iri for iri in iris if iri.startswith(release.base)]
    texts = _first(_values(table, "literal"), lambda value: 0 < len(value) <= 200)
    rows = _asked(ask, _FIGURES, [f"<{iri}>" for iri in ours if local(iri) != iri])
    facts = {row["figure"]: _fact(row) for row in rows}
    sources = list(dict.fromkeys(row["source"] for row in _in_order(rows, ours) if "source" in row))
    units = [row["unit"] for row in rows]
    names = _names(_asked(ask, _NAMES, [f"<{iri}>" for iri in dict.fromkeys([*iris, *sources, *units])]))
    called = _asked(ask, _OTHERS, [str(ox.Literal(text)) for text in texts])
    others = {**_names(called), **_names_by_column(table, called)}
    places = {row["region"]: _place(row, release.base) for row in _asked(ask, _PLACES, [f"<{iri}>" for iri in ours])}
    units_by_id = {local(unit): names[unit] for unit in units if unit in names}
    return Result(
        table=table,
        facts=facts,
        places=places,
        names={**others, **{f"unit/{key}": labels for key, labels in units_by_id.items()}, **names},
        sources=tuple(names.get(source, {"": local(source)}) for source in sources),
    )


def _values(table: Table, kind: str) -> Iterable[str]:
    """Values of the cells of a kind; of literals only those that are plain text."""
    for row in table.rows:
        for cell in row:
            if cell is not None and cell["type"] == kind and cell.get("datatype", STRING) == STRING:
                yield cell["value"]


def _first(values: Iterable[str], is_fit: Callable[[str], bool]) -> list[str]:
    """The first of those that fit, each once."""
    found: dict[str, None] = {}
    for value in values:
        if len(found) >= THINGS:
            break
        if is_fit(value):
            found[value] = None
    return list(found)


def _asked(ask: Ask, query: str, terms: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a query about terms; none about no terms."""
    return ask(query % " ".join(terms)).values() if terms else []


def _in_order(rows: Sequence[Row], figures: Sequence[str]) -> list[Row]:
    """Rows of figures in the order of the answer."""
    order = {figure: at for at, figure in enumerate(figures)}
    return sorted(rows, key=lambda row: order.get(row["figure"], len(order)))


def _fact(row: Row) -> Fact:
    """A figure's fact."""
    parts = {name: local(row[name]) for name in ("unit", "measure", "operation", "time", "hedge") if name in row}
    plain = {name: row[name] for name in ("value", "months", "low", "high") if name in row}
    return Fact(**plain, **parts, is_plan=row.get("plan") == "true")


def _place(row: Row, base: str) -> Place:
    """A region's place."""
    iri = row["region"]
    wkt = {"type": "literal", "value": row["point"], "datatype": WKT} if "point" in row else None
    return Place(row.get("iso", ""), iri.removeprefix(f"{base}region/"), point(wkt))


def _names(rows: Sequence[Row]) -> dict[str, Labels]:
    """Labels by thing and tag; a language in which two things of one name are called differently is left out."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        found.setdefault(row["thing"], {}).setdefault(row["tag"], set()).add(row["label"])
    return {
        thing: {tag: next(iter(labels)) for tag, labels in sorted(tags.items()) if len(labels) == 1}
        for thing, tags in found.items()
    }


def _names_by_column(table: Table, called: Sequence[Row]) -> dict[str, Labels]:
    """Labels of texts that several things are called by, where the other texts of a column say of which kind it is.

    Keys are from `column_key`.
    """
    things: dict[str, dict[str, dict[str, str]]] = {}
    for row in called:
        kind = row["named"].rpartition("/")[0]
        things.setdefault(row["thing"], {}).setdefault(kind, {})[row["tag"]] = row["label"]
    found: dict[str, Labels] = {}
    for at, column in enumerate(table.names):
        texts = {cell["value"] for row in table.rows if (cell := row[at]) is not None and cell["type"] == "literal"}
        kinds = Counter(kind for text in texts for kind in things.get(text, ()))
        for text in sorted(texts):
            known = things.get(text, {})
            if len(known) > 1:
                found[column_key(column, text)] = known[max(sorted(known), key=lambda kind: kinds[kind])]
    return found
