"""The page of a region: its programs, its figures by policy area, what lies within it, and how other places compare."""

from kg_server.naming.language import message
from kg_server.things.figures import rows
from kg_server.things.portrait import path_of
from kg_server.things.reader import Reader, Thing, listed
from kg_server.things.sections import Entry, FigureTable, Paging, ProgramTable, Section, ThingList
from kg_server.things.tables import figure_table, program_rows, program_table

MOST = 1_000
"""Most programs of places within that are counted."""

WITHIN = 60
"""Most places of one list."""

COMPARED = 12
"""Most indicators that are compared with other places, and other places for each."""

_INDICATORS = "SELECT DISTINCT ?i WHERE {{ ?f lh:region <{iri}> ; a lh:Figure ; lh:indicator ?i }} LIMIT {limit}"
_ELSEWHERE = """{{ SELECT ?f WHERE {{
  ?f lh:indicator <{indicator}> ; lh:region ?r FILTER(?r != <{iri}>) }} LIMIT {limit} }}"""
_DEEPER = """SELECT ?p WHERE {{
  {{ SELECT DISTINCT ?p WHERE {{ ?r lh:within+ <{iri}> . ?p lh:region ?r ; a lh:Program
    FILTER NOT EXISTS {{ ?p lh:region <{iri}> }} }} LIMIT {limit} }}
  OPTIONAL {{ ?p rdfs:label ?l }} }} ORDER BY ?l ?p"""
_WITHIN = """SELECT ?r ?level WHERE {{ ?r lh:within <{iri}> OPTIONAL {{ ?r lh:level ?level }}
  OPTIONAL {{ ?r rdfs:label ?name }} }} ORDER BY ?name ?r LIMIT {limit}"""

TITLES = {
    "programs": message("Programs here"),
    "deeper": message("Programs in places within"),
    "figures": message("Figures by policy area"),
    "within": message("Places within"),
    "elsewhere": message("The same in other places"),
}


def sections(reader: Reader, iri: str) -> list[Section]:
    """All sections of a region, those that have anything to show."""
    short = reader.names.short(iri)
    here = f"?p lh:region <{iri}> ; a lh:Program"
    told = f"?f lh:region <{iri}> ; a lh:Figure"
    say = reader.language.text
    programs = Paging(1, reader.count(here), "/program", {"region": short})
    figures = Paging(1, reader.count(told), "/figure", {"region": short})
    found = [
        program_table(reader, say(TITLES["programs"]), here, ("whom", "operator", "status"), programs),
        _deeper(reader, iri, short),
        figure_table(reader, say(TITLES["figures"]), told, ("program", "beneficiary"), figures, "theme"),
        _within(reader, iri, short),
        _elsewhere(reader, iri),
    ]
    return [section for section in found if section is not None]


def _deeper(reader: Reader, iri: str, short: str) -> Section | None:
    """Programs of the places within."""
    found = reader.column(_DEEPER.format(iri=iri, limit=MOST))
    if not found:
        return None
    paging = Paging(1, len(found), "/program", {"within": short}, size=COMPARED)
    title, shown = reader.language.text(TITLES["deeper"]), program_rows(reader, found[:COMPARED])
    return ProgramTable(title, shown, ("where", "whom"), paging, len(found), "deeper")


def _within(reader: Reader, iri: str, short: str) -> ThingList | None:
    """The places directly within."""
    found = reader.rows(_WITHIN.format(iri=iri, limit=WITHIN))
    if not found:
        return None
    reader.learn(value for row in found for name, value in row.items() if name in {"r", "level"})
    entries = [
        Entry(reader.thing(row["r"]), reader.thing(row["level"]).text if "level" in row else "") for row in found
    ]
    total = reader.count(f"?r lh:within <{iri}>")
    more = f"/region?within={short}" if total > len(entries) else ""
    return ThingList(reader.language.text(TITLES["within"]), entries, more, total, "within")


def _elsewhere(reader: Reader, iri: str) -> FigureTable | None:
    """What was counted here, counted in other places."""
    indicators = reader.column(_INDICATORS.format(iri=iri, limit=COMPARED))
    parts = [_ELSEWHERE.format(iri=iri, indicator=each, limit=COMPARED // 2) for each in indicators if listed([each])]
    if not parts:
        return None
    found = rows(reader, reader.column(f"SELECT ?f WHERE {{ {' UNION '.join(parts)} }}"))
    groups: dict[str, list[int]] = {}
    for at, row in enumerate(found):
        groups.setdefault(row.about["indicator"].iri, []).append(at)
    shown: list[tuple[Thing | None, list]] = [  # type: ignore[type-arg]  # filled below
        (
            reader.thing(indicator),
            sorted((found[at] for at in places), key=lambda row: (row.year, row.iri), reverse=True),
        )
        for indicator, places in list(groups.items())[:COMPARED]
    ]
    if not shown:
        return None
    title = reader.language.text(TITLES["elsewhere"])
    return FigureTable(title, shown, ("region", "program"), total=0, anchor="elsewhere", has_what=False)


def slice_of(reader: Reader, iri: str) -> str:
    """Where the part of the graph about a region, program, source or indicator can be downloaded."""
    return f"/download/{reader.release.version}/{path_of(reader, iri)}.ttl"
