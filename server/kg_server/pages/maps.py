"""The map on the page of a region: where it lies, or how many programs run at each place within it.

The picture is that of a query, drawn at `/sparql/chart.svg`; here is only its address.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from kg_server.charts.outlines import outlines_of
from kg_server.things.portrait import path_of
from kg_server.things.reader import Reader
from kg_server.things.sections import Page

WIDTH = 440

_WITHIN = """SELECT ?region (COUNT(DISTINCT ?program) AS ?programs) WHERE {{
  ?region lh:within+ {name} . ?program lh:region ?region ; a lh:Program
}} GROUP BY ?region"""
_ITSELF = "SELECT ?region WHERE {{ VALUES ?region {{ {name} }} }}"


@dataclass(frozen=True)
class Picture:
    """A picture of a page: its address, what it shows, and where its numbers stand as text."""

    link: str
    text: str
    query: str


def region_map(reader: Reader, page: Page) -> Picture | None:
    """The map of a region; None where nothing of it can be drawn, for want of outlines and points."""
    if not page.path.startswith("region/"):
        return None
    name, say = reader.names.short(page.thing.iri), reader.language.text
    has_programs = any(section.anchor == "deeper" for section in page.sections)
    if has_programs and _can_be_drawn(reader, page.thing.iri, is_within=True):
        query, text = _WITHIN.format(name=name), say("Programs by place in {name}", name=page.thing.text)
    elif _can_be_drawn(reader, page.thing.iri, is_within=False):
        query, text = _ITSELF.format(name=name), say("Where {name} lies", name=page.thing.text)
    else:
        return None
    look = {"view": "map", "bare": "1", "width": str(WIDTH), "lang": reader.language.code}
    asked = urlencode({"query": query, **look})
    return Picture(f"/sparql/chart.svg?{asked}", text, f"/sparql?{urlencode({'query': query})}")


def _can_be_drawn(reader: Reader, iri: str, *, is_within: bool) -> bool:
    """Whether a region, or one within it, has a point or an outline."""
    where = f"?r lh:within+ <{iri}> ." if is_within else f"VALUES ?r {{ <{iri}> }}"
    if reader.has(f"{where} ?r lh:point ?point"):
        return True
    known = outlines_of(reader.release).by_key
    codes = reader.column(f"SELECT ?iso WHERE {{ {where} ?r lh:isoCode ?iso }} LIMIT 100")
    return any(code in known for code in codes) or path_of(reader, iri).removeprefix("region/") in known
