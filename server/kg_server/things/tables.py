"""Tables of figures and of programs for the pages of other things: counted, sorted where they are few, paged.

Sorting a list costs as much as the list is long, so a list over `SORTED` rows is shown in the order of the index.
"""

from collections.abc import Sequence
from itertools import groupby

from kg_server.things.figures import Row, rows
from kg_server.things.reader import LH, Reader, Thing, all_of, first, listed
from kg_server.things.sections import PAGE, FigureTable, Paging, Pair, Pairs, ProgramRow, ProgramTable

SORTED = 600
"""Longest list that is sorted."""

PAIRS = 60
"""Most targets of one page."""

_PLAIN = "SELECT ?f WHERE {{ {pattern} }} LIMIT {limit} OFFSET {offset}"
_ORDERED = """SELECT ?f (MIN(?theme) AS ?group) (MIN(?name) AS ?first) (MIN(?y) AS ?second) WHERE {{
  {pattern}
  OPTIONAL {{ ?f lh:indicator/rdfs:label ?name }} OPTIONAL {{ ?f lh:year ?y }}
  {theme}
}} GROUP BY ?f ORDER BY {order} ?f LIMIT {limit} OFFSET {offset}"""
_THEME = "OPTIONAL { ?f lh:program/lh:theme/rdfs:label ?theme }"
_ORDERS = {
    "theme": "?group ?first DESC(?second)",
    "indicator": "?first ?second",
    "year": "DESC(?second) ?first",
}
_PROGRAMS = "SELECT ?p WHERE {{ {pattern} . ?p rdfs:label ?l }} ORDER BY ?l ?p LIMIT {limit} OFFSET {offset}"
_USES = "SELECT ?p (COUNT(?f) AS ?n) WHERE {{ VALUES ?p {{ {things} }} ?f lh:program ?p }} GROUP BY ?p"
_RESULTS = "SELECT ?m ?t WHERE {{ VALUES ?t {{ {things} }} ?m lh:target ?t }}"


def figure_table(
    reader: Reader, title: str, pattern: str, columns: Sequence[str], paging: Paging, order: str = "year"
) -> FigureTable | None:
    """The figures `?f` of a pattern; None when there are none.

    Args:
        reader: of the page.
        title: of the section.
        pattern: of SPARQL, each figure once.
        columns: dimensions that are shown.
        paging: which part; its total is what was counted.
        order: `theme`, `indicator` or `year`; by the first two the table is grouped.
    """
    if paging.total == 0:
        return None
    is_sorted = paging.total <= SORTED
    query = _PLAIN if not is_sorted else _ORDERED
    parts = {"theme": _THEME if order == "theme" else "", "order": _ORDERS[order], "pattern": pattern}
    found = rows(reader, reader.column(query.format(limit=paging.size, offset=paging.begin, **parts)))
    groups, has_what = _grouped(reader, found, order if is_sorted else ""), not is_sorted or order != "indicator"
    return FigureTable(title, groups, columns, paging, paging.total, has_what=has_what)


def _grouped(reader: Reader, found: Sequence[Row], order: str) -> list[tuple[Thing | None, Sequence[Row]]]:
    """Rows under headings: themes of their programs, or indicators."""
    if order == "indicator":
        return [(heading, list(part)) for heading, part in groupby(found, lambda row: row.about.get("indicator"))]
    if order != "theme":
        return [(None, found)]
    themes = theme_of(reader, [row.about["program"].iri for row in found if "program" in row.about])

    def heading(row: Row) -> Thing | None:
        """The theme of a row's program."""
        return themes.get(row.about["program"].iri) if "program" in row.about else None

    return [(theme, list(part)) for theme, part in groupby(found, heading)]


def theme_of(reader: Reader, programs: Sequence[str]) -> dict[str, Thing]:
    """The first theme of each program, by its plain label."""
    found = reader.facts(programs)
    themes = {program: all_of(facts, "theme") for program, facts in found.items()}
    reader.learn(iri for each in themes.values() for iri in each)
    plain = {iri: reader.labels(iri).get("", iri) for each in themes.values() for iri in each}
    return {program: reader.thing(min(each, key=lambda iri: plain[iri])) for program, each in themes.items() if each}


def program_table(
    reader: Reader, title: str, pattern: str, columns: Sequence[str], paging: Paging
) -> ProgramTable | None:
    """The programs `?p` of a pattern, by label; None when there are none."""
    if paging.total == 0:
        return None
    query = _PROGRAMS.format(pattern=pattern, limit=paging.size, offset=paging.begin)
    return ProgramTable(title, program_rows(reader, reader.column(query)), columns, paging, paging.total)


def program_rows(reader: Reader, iris: Sequence[str]) -> list[ProgramRow]:
    """Programs by their IRIs."""
    told = ("region", "operator", "beneficiary", "status")
    found = reader.facts(iris, [f"{LH}{name}" for name in told])
    if not found:
        return []
    uses = {row["p"]: int(row["n"]) for row in reader.rows(_USES.format(things=listed(found)))}
    reader.learn([*found, *(iri for facts in found.values() for name in told for iri in all_of(facts, name))])

    def things(iri: str, name: str) -> list[Thing]:
        """The things that a property of a program names."""
        return [reader.thing(each) for each in all_of(found[iri], name)[:6]]

    return [
        ProgramRow(
            reader.thing(iri),
            things(iri, "region"),
            things(iri, "operator"),
            things(iri, "beneficiary"),
            reader.thing(first(facts, "status")) if first(facts, "status") else None,
            uses.get(iri, 0),
        )
        for iri, facts in found.items()
    ]


def pairs(reader: Reader, title: str, pattern: str) -> Pairs | None:
    """Targets `?f` of a pattern beside the results that are linked to them; None when there are none."""
    targets = rows(reader, reader.column(f"SELECT ?f WHERE {{ {pattern} . ?f a lh:Target }} ORDER BY ?f LIMIT {PAIRS}"))
    if not targets:
        return None
    linked = reader.rows(_RESULTS.format(things=listed(target.iri for target in targets)))
    results = {row.iri: row for row in rows(reader, [link["m"] for link in linked])}
    by_target: dict[str, list[Row]] = {}
    for link in linked:
        if link["m"] in results:
            by_target.setdefault(link["t"], []).append(results[link["m"]])
    return Pairs(title, [Pair(target, by_target.get(target.iri, [])) for target in targets])


def paged(reader: Reader, count: str, page: int, path: str, size: int = PAGE) -> Paging:
    """The part of a list that a request asks for, its length counted by a pattern."""
    return Paging(page, reader.count(count), path, size=size)
