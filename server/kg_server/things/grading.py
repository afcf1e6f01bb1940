"""How good the figures are: doubts by kind, sums worked out again, conflicts, and how each source is accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg_server.things.figures import Row, rows
from kg_server.things.portrait import DCT, SKOS
from kg_server.things.reader import Reader, Thing, first, last_part, tidy
from kg_server.things.sources import EXCLUSIONS, TABLE_BYTES, tally

SHOWN = 25
"""Most rows of one table."""

_FLAGS = "SELECT ?flag (COUNT(?x) AS ?n) WHERE { ?x lh:flag ?flag } GROUP BY ?flag ORDER BY DESC(?n) ?flag"
_FLAGGED = "SELECT ?flag (COUNT(?f) AS ?n) WHERE { ?f lh:flag ?flag ; lh:value ?value } GROUP BY ?flag"
_VERDICTS = "SELECT ?verdict (COUNT(?f) AS ?n) WHERE { ?f lh:verdict ?verdict } GROUP BY ?verdict ORDER BY ?verdict"
_RECOMPUTED = """SELECT ?f ?recomputed ?verdict WHERE {{
  {{ SELECT ?f ?verdict ?bad WHERE {{
    {{ ?f lh:verdict verdict:disagrees BIND(verdict:disagrees AS ?verdict) BIND(1 AS ?bad) }}
    UNION {{ SELECT ?f ?verdict ?bad WHERE {{
      ?f lh:verdict ?verdict FILTER(?verdict != verdict:disagrees) BIND(0 AS ?bad) }} LIMIT {limit} }}
  }} LIMIT {limit} }} ?f lh:recomputed ?recomputed
}} ORDER BY DESC(?bad) ?f"""
_CONFLICTS = "SELECT ?f ?g WHERE {{ ?f lh:conflictsWith ?g FILTER(STR(?f) < STR(?g)) }} ORDER BY ?f ?g LIMIT {limit}"
_HEDGES = "SELECT ?hedge (COUNT(?f) AS ?n) WHERE { ?f lh:comparator ?hedge } GROUP BY ?hedge ORDER BY DESC(?n) ?hedge"
_SOURCES = "SELECT ?s WHERE {{ ?s a lh:Source }} ORDER BY ?s LIMIT {limit}"


@dataclass(frozen=True)
class Doubt:
    """A flag: what it means, how many things have it, and how many of them are figures."""

    thing: Thing
    meaning: str
    total: int
    figures: int


@dataclass(frozen=True)
class Again:
    """A figure that was worked out again from others: what came of it, and the verdict."""

    row: Row
    recomputed: str
    verdict: Thing
    is_bad: bool


@dataclass(frozen=True)
class Account:
    """How a source is accounted for: its figures, the places cited, the numerals left out, or None if unknown."""

    thing: Thing
    issued: str
    figures: int
    cited: int
    out: int | None


@dataclass(frozen=True)
class Grades:
    """All that the page shows."""

    doubts: Sequence[Doubt]
    verdicts: Sequence[tuple[Thing, int]]
    again: Sequence[Again]
    conflicts: Sequence[tuple[Row, Row]]
    hedges: Sequence[tuple[Thing, int]]
    accounts: Sequence[Account]


Pairs = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Totals:
    """How often each thing comes, whatever the language: IRI and number.

    Attributes:
        flags: on how many things.
        flagged: on how many figures.
        verdicts, hedges: on how many figures.
        cited: places of a source.
        figures: of a source.
        out: numerals that were left out, by the id of the source; None where nobody knows.
    """

    flags: Pairs
    flagged: Mapping[str, int]
    verdicts: Pairs
    hedges: Pairs
    cited: Pairs
    figures: Mapping[str, int]
    out: Mapping[str, int] | None


def count_all(reader: Reader) -> Totals:
    """The totals of a release: the part of the page that costs.

    Raises:
        Problem: a query could not be answered.
    """
    sources = reader.column(_SOURCES.format(limit=SHOWN))
    return Totals(
        flags=_pairs(reader, _FLAGS),
        flagged=dict(_pairs(reader, _FLAGGED)),
        verdicts=_pairs(reader, _VERDICTS),
        hedges=_pairs(reader, _HEDGES),
        cited=[(iri, reader.count(f"?c lh:source <{iri}> ; oa:start ?start")) for iri in sources],
        figures={iri: reader.count(f"?f lh:source <{iri}> ; lh:value ?value") for iri in sources},
        out=tally(reader.release.path / EXCLUSIONS, TABLE_BYTES),
    )


def grade(reader: Reader, totals: Totals) -> Grades:
    """How good a release is.

    Raises:
        Problem: a query could not be answered.
    """
    return Grades(
        doubts=_doubts(reader, totals),
        verdicts=_named(reader, totals.verdicts),
        again=_again(reader),
        conflicts=_conflicts(reader),
        hedges=_named(reader, totals.hedges),
        accounts=_accounts(reader, totals),
    )


def _pairs(reader: Reader, query: str) -> list[tuple[str, int]]:
    """The rows of a query of two variables."""
    table = reader.table(query).rows
    return [(thing["value"], int(n["value"])) for thing, n in table if thing is not None and n is not None]


def _named(reader: Reader, pairs: Pairs) -> list[tuple[Thing, int]]:
    """Things with how often each comes."""
    reader.learn(iri for iri, _ in pairs)
    return [(reader.thing(iri), n) for iri, n in pairs]


def _doubts(reader: Reader, totals: Totals) -> list[Doubt]:
    """Flags with their meanings, the most used first."""
    facts = reader.facts(iri for iri, _ in totals.flags)
    reader.learn(facts)
    meanings = {iri: tidy(first(facts[iri], f"{SKOS}definition"), 300) for iri in facts}
    return [Doubt(reader.thing(iri), meanings[iri], n, totals.flagged.get(iri, 0)) for iri, n in totals.flags]


def _again(reader: Reader) -> list[Again]:
    """Figures that were worked out again, disagreements first."""
    found = {row["f"]: row for row in reader.rows(_RECOMPUTED.format(limit=SHOWN))}
    reader.learn(row["verdict"] for row in found.values())
    return [
        Again(
            row,
            reader.language.number(found[row.iri]["recomputed"]),
            reader.thing(found[row.iri]["verdict"]),
            last_part(found[row.iri]["verdict"]) == "disagrees",
        )
        for row in rows(reader, found)
    ]


def _conflicts(reader: Reader) -> list[tuple[Row, Row]]:
    """Figures of different sources that say different things of the same."""
    found = reader.rows(_CONFLICTS.format(limit=SHOWN))
    known = {row.iri: row for row in rows(reader, [iri for row in found for iri in (row["f"], row["g"])])}
    return [(known[row["f"]], known[row["g"]]) for row in found if row["f"] in known and row["g"] in known]


def _accounts(reader: Reader, totals: Totals) -> list[Account]:
    """The first sources with what is cited of them, and what was left out."""
    facts = reader.facts(iri for iri, _ in totals.cited)
    reader.learn(facts)
    out = totals.out
    return [
        Account(
            reader.thing(iri),
            first(facts[iri], f"{DCT}issued"),
            totals.figures[iri],
            n,
            None if out is None else out.get(last_part(iri), 0),
        )
        for iri, n in totals.cited
    ]
