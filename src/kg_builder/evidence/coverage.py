"""Whether every figure stands where its row says, and no numeral of a source is forgotten.

`verify` holds what the ontology promises about a position without its text: the digest of each source, slice equals
token, token says the value, fingerprint; and that each numeral of each source is cited by a figure or stands inside one
exclusion, never both. A source that a later one revises need not account for its numerals, and its text is asked for
only where something still cites it. All violations at once, in n log n of rows and characters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks.rule import nearest, shorten
from kg_builder.errors import ChecksFailed, Violation
from kg_builder.evidence.citations import Citation, exclusions, figure_citations, mentions
from kg_builder.evidence.placement import Reading, citation_violations, figure_violations, reading_of
from kg_builder.evidence.sources import fingerprint, read_sources

REWRITE = "run `kg verify --write-fingerprints`"
PLACES = {"source": pl.String, "start": pl.Int64, "end": pl.Int64, "fingerprint": pl.String}


@dataclass(frozen=True)
class Coverage:
    """How the numerals of one source are accounted for.

    Attributes:
        source: id of the source.
        numerals: how many it has.
        cited: how many of them a figure cites.
        excluded: how many of them stand in an exclusion.
        left_over: how many of them are neither.
    """

    source: str
    numerals: int
    cited: int
    excluded: int
    left_over: int


@dataclass(frozen=True)
class Evidence:
    """What a package says about its sources.

    Attributes:
        readings: every readable source by id.
        cited: citations of figures and mentions of programs.
        excluded: exclusions, sorted by place.
        violations: what was wrong with saying so.
        revised: ids of sources that a later one revises.
    """

    readings: Mapping[str, Reading]
    cited: Sequence[Citation]
    excluded: Sequence[Citation]
    violations: Sequence[Violation]
    revised: frozenset[str]


def verify(tables: Mapping[str, pl.DataFrame], sources_dir: Path) -> list[Violation]:
    """Everything that is wrong between the tables of a package and the texts of its sources.

    A source that is missing, or is another text than its digest says, is told once: no place in it is looked at.

    Args:
        tables: sources, figures, mentions, exclusions and fingerprints by name, with `_line`; text or typed columns.
        sources_dir: the folder of texts.

    Returns:
        Violations sorted by file, line and column; a numeral that is left over names the text, its line and place.
    """
    evidence = _evidence(tables, sources_dir)
    found = list(evidence.violations)
    for citation in evidence.cited:
        found += citation_violations(citation, evidence.readings[citation.source])
    found += figure_violations(citation for citation in evidence.cited if citation.is_figure)
    found += _fingerprint_violations(evidence, tables["fingerprints"])
    found += _exclusion_violations(evidence)
    found += _account_violations(evidence)
    return sorted(found, key=lambda v: (v.path, v.line, v.column, v.code, v.found))


def coverage(tables: Mapping[str, pl.DataFrame], sources_dir: Path) -> list[Coverage]:
    """How the numerals of every readable source are accounted for, in the order of the table; none that is revised."""
    evidence = _evidence(tables, sources_dir)
    figures = (citation for citation in evidence.cited if citation.is_figure)
    cited, excluded = _touched(evidence, figures), _touched(evidence, evidence.excluded)
    return [
        Coverage(
            source,
            numerals=len(reading.numerals),
            cited=len(cited[source]),
            excluded=len(excluded[source]),
            left_over=len(reading.numerals) - len(cited[source] | excluded[source]),
        )
        for source, reading in evidence.readings.items()
        if source not in evidence.revised
    ]


def fingerprints(tables: Mapping[str, pl.DataFrame], sources_dir: Path) -> pl.DataFrame:
    """The fingerprint of every place that figures and mentions cite.

    Returns:
        `source`, `start`, `end`, `fingerprint`; sorted, each place once.

    Raises:
        ChecksFailed: a source is missing or another text than its digest says; a cell holds no place, or one outside of
            its text.
    """
    evidence = _evidence(tables, sources_dir)
    texts = {source: reading.source.text for source, reading in evidence.readings.items()}
    found = [violation for violation in evidence.violations if violation.path != "exclusions.csv"]
    for citation in evidence.cited:
        told = citation_violations(citation, evidence.readings[citation.source])
        found += [violation for violation in told if violation.code == "place-outside"]
    if found:
        raise ChecksFailed(found)
    places = sorted({citation.place for citation in evidence.cited})
    rows = [(*place, fingerprint(texts[place[0]], *place[1:])) for place in places]
    return pl.DataFrame(rows, schema=PLACES, orient="row")


def _evidence(tables: Mapping[str, pl.DataFrame], folder: Path) -> Evidence:
    """What the tables say of sources that can be read."""
    items = [item for stream in (figure_citations, mentions, exclusions) for item in stream(tables)]
    places = [item for item in items if isinstance(item, Citation)]
    revised, sources = revised_sources(tables["sources"]), tables["sources"]
    unused = revised - {place.source for place in places if place.kind != "exclusion"}
    texts, found = read_sources(sources.filter(~pl.col("id").is_in(sorted(unused))), folder)
    known = set(sources.get_column("id").drop_nulls())
    found += [item for item in items if isinstance(item, Violation)]
    for place in places:
        if place.source not in known and place.kind != "further":
            told = (
                "reference-unknown",
                shorten(place.source or None),
                "an id of sources",
                nearest(place.source, sorted(known)),
            )
            found.append(Violation(place.path, place.line, "source", *told))
    readable = [place for place in places if place.source in texts]
    excluded = sorted((place for place in readable if place.kind == "exclusion"), key=lambda place: place.place)
    cited = [place for place in readable if place.kind != "exclusion"]
    return Evidence({source: reading_of(text) for source, text in texts.items()}, cited, excluded, found, revised)


def revised_sources(table: pl.DataFrame) -> frozenset[str]:
    """The sources that a later one revises, step by step from those that nothing revises; none of a cycle."""
    if "revision_of" not in table.columns:
        return frozenset()
    earlier: dict[str, str] = {
        source: other for source, other in table.select("id", "revision_of").iter_rows() if source and other
    }
    later = set(earlier.values())
    pending = [other for source, other in earlier.items() if source not in later]
    revised: set[str] = set()
    while pending:
        source = pending.pop()
        if source not in revised:
            revised.add(source)
            pending += [earlier[source]] if source in earlier else []
    return frozenset(revised)


def _fingerprint_violations(evidence: Evidence, table: pl.DataFrame) -> Iterator[Violation]:
    """Every place that is cited has its fingerprint, and no other place has one."""
    rows = table.select("source", pl.col("start", "end").cast(pl.Int64, strict=False), "fingerprint", "_line")
    listed = {(source, start, end): (line, printed) for source, start, end, printed, line in rows.iter_rows()}
    cited = {citation.place: citation for citation in reversed(evidence.cited)}
    for place, citation in cited.items():
        text = evidence.readings[citation.source].source.text
        if text[citation.start : citation.end] != citation.token:
            continue
        line, printed = listed.get(place, (0, None))
        expected = fingerprint(text, citation.start, citation.end)
        if place not in listed:
            yield citation.violation(1, "fingerprint-missing", _told(place), f"a row in fingerprints: {REWRITE}")
        elif printed != expected:
            words = f"'{expected}': {REWRITE}"
            yield Violation("fingerprints.csv", line, "fingerprint", "fingerprint-differs", shorten(printed), words)
    for place, (line, _) in listed.items():
        if place not in cited and place[0] in evidence.readings:
            words = f"a place that is cited: {REWRITE}"
            yield Violation("fingerprints.csv", line, "start", "fingerprint-unused", _told(place), words)


def _told(place: tuple[str, int, int]) -> str:
    return f"'{place[0]} {place[1]}-{place[2]}'"


def _exclusion_violations(evidence: Evidence) -> Iterator[Violation]:
    """Every exclusion lies inside its text, holds whole numerals, and overlaps no other."""
    reached: dict[str, int] = {}
    for exclusion in evidence.excluded:
        reading, start, end = evidence.readings[exclusion.source], exclusion.start, exclusion.end
        before = reached.get(exclusion.source, 0)
        if start < before:
            expected = f"{before} or more, the end of the one before"
            yield exclusion.violation(1, "exclusion-overlap", f"'{start}'", expected)
        reached[exclusion.source] = max(before, end)
        touched = [reading.numerals[n] for n in reading.touched(start, end)]
        if end > len(reading.source.text):
            expected = f"at most {len(reading.source.text)}, the length of {reading.source.name}"
            yield exclusion.violation(2, "place-outside", f"'{end}'", expected)
        elif not touched:
            yield exclusion.violation(1, "exclusion-empty", f"'{start}-{end}'", "a place that holds a numeral")
        for numeral in touched:
            if not start <= numeral.start < numeral.end <= end:
                expected = f"all of the numeral at {numeral.start}-{numeral.end}"
                yield exclusion.violation(1, "exclusion-cuts", f"'{start}-{end}'", expected)


def _account_violations(evidence: Evidence) -> Iterator[Violation]:
    """Every numeral is cited by a figure or excluded, never both."""
    figures = [citation for citation in evidence.cited if citation.is_figure]
    cited, excluded = _touched(evidence, figures), _touched(evidence, evidence.excluded)
    for citation in figures:
        positions = evidence.readings[citation.source].touched(citation.start, citation.end)
        if not excluded[citation.source].isdisjoint(positions):
            expected = "a place that no exclusion covers"
            yield citation.violation(1, "cited-and-excluded", f"'{citation.start}'", expected)
    for source, reading in evidence.readings.items():
        if source in evidence.revised:
            continue
        line, counted = 1, 0
        for position, numeral in enumerate(reading.numerals):
            if position in cited[source] or position in excluded[source]:
                continue
            line += reading.source.text.count("\n", counted, numeral.start)
            counted = numeral.start
            place = (reading.source.name, line, f"{numeral.start}-{numeral.end}")
            expected = f"a figure that cites {numeral.core_start}-{numeral.core_end}, or an exclusion"
            yield Violation(*place, "numeral-left-over", shorten(numeral.text), expected)


def _touched(evidence: Evidence, places: Iterable[Citation]) -> dict[str, set[int]]:
    """Positions of the numerals that places touch, by source."""
    touched: dict[str, set[int]] = {source: set() for source in evidence.readings}
    for place in places:
        touched[place.source].update(evidence.readings[place.source].touched(place.start, place.end))
    return touched
