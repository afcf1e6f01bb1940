"""The page of a program: plans beside what came of them, figures over time, its parts, where sources name it."""

from kg_server.naming.language import message
from kg_server.things.places import place_words
from kg_server.things.reader import Reader, tidy
from kg_server.things.sections import Entry, Paging, Section, Spot, Spots, ThingList
from kg_server.things.tables import figure_table, pairs

NAMED = 20
"""Most places of sources that are shown."""

_PARTS = """SELECT ?p WHERE {{ ?p lh:partOf <{iri}> OPTIONAL {{ ?p rdfs:label ?l }} }} ORDER BY ?l ?p LIMIT 60"""
_NAMED = """SELECT ?c ?source ?exact ?start WHERE {{
  <{iri}> lh:citation ?c . ?c lh:source ?source
  OPTIONAL {{ ?c oa:exact ?exact }} OPTIONAL {{ ?c oa:start ?start }}
}} ORDER BY ?source ?start ?c LIMIT {limit}"""

TITLES = {
    "targets": message("Targets and results"),
    "figures": message("Figures over time"),
    "parts": message("Its parts"),
    "named": message("Where sources name it"),
}


def sections(reader: Reader, iri: str) -> list[Section]:
    """All sections of a program, those that have anything to show."""
    told = f"?f lh:program <{iri}> ; a lh:Figure"
    paging = Paging(1, reader.count(told), "/figure", {"program": reader.names.short(iri)})
    say = reader.language.text
    found = [
        pairs(reader, say(TITLES["targets"]), f"?f lh:program <{iri}>"),
        figure_table(reader, say(TITLES["figures"]), told, ("region", "beneficiary"), paging, "indicator"),
        _parts(reader, iri),
        _named(reader, iri),
    ]
    return [section for section in found if section is not None]


def _parts(reader: Reader, iri: str) -> ThingList | None:
    """Programs that are parts of it."""
    found = reader.things(reader.column(_PARTS.format(iri=iri)))
    entries = [Entry(thing) for thing in found]
    title = reader.language.text(TITLES["parts"])
    return ThingList(title, entries, total=len(entries), anchor="parts") if entries else None


def _named(reader: Reader, iri: str) -> Spots | None:
    """The places where sources name it."""
    found = reader.rows(_NAMED.format(iri=iri, limit=NAMED))
    if not found:
        return None
    reader.learn(row["source"] for row in found)
    spots = [
        Spot(
            place_words(reader.language, row["c"].partition("#")[2]),
            tidy(row.get("exact", "")),
            [reader.thing(row["source"])],
        )
        for row in found
    ]
    say = reader.language.text
    return Spots(say(TITLES["named"]), spots, say("Source"), anchor="named")
