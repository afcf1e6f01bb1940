"""Whether every figure stands where its row says, and no numeral of a source is forgotten.

`verify` holds what the ontology promises about a position without its text: the digest of each source, slice equals
token, token says the value, fingerprint; and that each numeral of each source is cited by a figure or stands inside one
exclusion, never both. A source that a later one revises need not account for its numerals, and its text is asked for
only where something still cites it. All violations at once, in n log n of rows and characters.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks.rule import shorten
from kg_builder.datapackage.places import with_places
from kg_builder.errors import ChecksFailed, Violation
from kg_builder.evidence.cells import accounts, cell_violations
from kg_builder.evidence.citations import Citation, Container
from kg_builder.evidence.gathering import Evidence, gathered
from kg_builder.evidence.labels import Labels, label_areas, labels_of
from kg_builder.evidence.placement import citation_violations, figure_violations
from kg_builder.evidence.sources import fingerprint
from kg_builder.texts.parts import cell_of, in_words, pages_of

REWRITE = "run `kg verify --write-fingerprints`"
PLACES = {"source": pl.String, "part": pl.String, "start": pl.Int64, "end": pl.Int64, "fingerprint": pl.String}

Place = tuple[str, str, int, int]
"""Source, part, start and end."""


@dataclass(frozen=True)
class Coverage:
    """How the numerals of one source are accounted for.

    Attributes:
        source: id of the source.
        numerals: how many it has.
        cited: how many of them a figure cites.
        excluded: how many of them stand in an exclusion.
        left_over: how many of them are neither.
        what: what is counted: numerals, or cells of a table with a number.
    """

    source: str
    numerals: int
    cited: int
    excluded: int
    left_over: int
    what: str = "numerals"


def verify(tables: Mapping[str, pl.DataFrame], sources_dir: Path) -> list[Violation]:
    """Everything that is wrong between the tables of a package and the texts of its sources.

    A source that is missing, or is another text than its digest says, is told once: no place in it is looked at.

    Args:
        tables: sources, figures, mentions, exclusions and fingerprints by name, with `_line`; text or typed columns.
        sources_dir: the folder of texts.

    Returns:
        Violations sorted by file, line and column; a numeral that is left over names the text, its line and place.
    """
    evidence = gathered(tables, sources_dir)
    found = list(evidence.violations)
    for citation in evidence.cited:
        found += citation_violations(citation, evidence.readings[citation.container])
    found += figure_violations(citation for citation in evidence.cited if citation.is_figure)
    found += _fingerprint_violations(evidence, tables["fingerprints"])
    found += _exclusion_violations(evidence)
    found += _account_violations(evidence)
    for account in accounts(evidence):
        found += cell_violations(account, is_revised=account.source in evidence.revised)
    return sorted(found, key=lambda v: (v.path, v.line, v.column, v.code, v.found))


def coverage(tables: Mapping[str, pl.DataFrame], sources_dir: Path) -> list[Coverage]:
    """How the numerals of every readable source are accounted for, in the order of the table; none that is revised."""
    evidence = gathered(tables, sources_dir)
    cited = _touched(evidence, (citation for citation in evidence.cited if citation.is_figure))
    excluded = _touched(evidence, evidence.excluded)
    told: dict[str, Coverage] = {}
    for account in accounts(evidence):
        excluded_cells, cited_cells = account.out, account.numeric & account.cited.keys()
        left = account.numeric - excluded_cells - cited_cells
        counts = len(account.numeric), len(cited_cells), len(excluded_cells), len(left)
        told[account.source] = Coverage(account.source, *counts, what="cells with a number")
    for source, text in evidence.texts.items():
        if text.sheet is None:
            parts = [part for part in evidence.readings if part[0] == source]
            numerals = sum(len(evidence.readings[part].numerals) for part in parts)
            hit, out = (sum(len(touched[part]) for part in parts) for touched in (cited, excluded))
            both = sum(len(cited[part] | excluded[part]) for part in parts)
            told[source] = Coverage(source, numerals, hit, out, numerals - both)
    return [told[source] for source in evidence.texts if source not in evidence.revised]


def fingerprints(tables: Mapping[str, pl.DataFrame], sources_dir: Path) -> pl.DataFrame:
    """The fingerprint of every place that figures and mentions cite.

    Returns:
        `source`, `part` (null where there is none), `start`, `end`, `fingerprint`; sorted, each place once.

    Raises:
        ChecksFailed: a source is missing or another text than its digest says; a cell holds no place, or one outside of
            its text.
    """
    evidence = gathered(tables, sources_dir)
    found = [violation for violation in evidence.violations if violation.path != "exclusions.csv"]
    for citation in evidence.cited:
        told = citation_violations(citation, evidence.readings[citation.container])
        found += [violation for violation in told if violation.code == "place-outside"]
    if found:
        raise ChecksFailed(found)
    labels = _labels(evidence)
    prints = {citation.place: fingerprint_in(evidence, labels, citation) for citation in evidence.cited}
    rows = [(place[0], place[1] or None, *place[2:], prints[place]) for place in sorted(prints, key=in_order)]
    return pl.DataFrame(rows, schema=PLACES, orient="row")


def in_order(place: Place) -> tuple[str, tuple[int, ...], int, int]:
    """What sorts places: by source, page or row and column, start and end."""
    source, part, start, end = place
    return source, tuple(int(number) for number in part.partition("=")[2].split(",") if number), start, end


def _labels(evidence: Evidence) -> dict[str, Labels]:
    """The labels of every table that can be read."""
    areas = label_areas(evidence.excluded)
    sheets = {source: text.sheet for source, text in evidence.texts.items() if text.sheet is not None}
    return {source: labels_of(sheet, areas.get(source, ())) for source, sheet in sheets.items()}


def fingerprint_in(evidence: Evidence, labels: Mapping[str, Labels], citation: Citation) -> str:
    """The fingerprint of a place that is inside its text: of what is around it, or of the labels of its cell."""
    text, cell = evidence.texts[citation.source], cell_of(citation.part)
    if cell is not None:
        token = evidence.readings[citation.container].source.text[citation.start : citation.end]
        return labels[citation.source].fingerprint(cell, token)
    first = (text.span(citation.part) or (0, 0))[0]
    return fingerprint(text.text, first + citation.start, first + citation.end)


def _fingerprint_violations(evidence: Evidence, table: pl.DataFrame) -> Iterator[Violation]:
    """Every place that is cited has its fingerprint, and no other place has one."""
    table, labels = with_places({"fingerprints": table})["fingerprints"], _labels(evidence)
    numbers = pl.col("start", "end").cast(pl.Int64, strict=False)
    rows = table.select("source", pl.col("part").fill_null(""), numbers, "fingerprint", "_line")
    listed: dict[Place, tuple[int, str]] = {
        (source, part, start, end): (line, printed) for source, part, start, end, printed, line in rows.iter_rows()
    }
    cited = {citation.place: citation for citation in reversed(evidence.cited)}
    for place, citation in cited.items():
        text = evidence.readings[citation.container].source.text
        if text[citation.start : citation.end] != citation.token:
            continue
        line, printed = listed.get(place, (0, ""))
        expected = fingerprint_in(evidence, labels, citation)
        if place not in listed:
            yield citation.violation(1, "fingerprint-missing", _told(place), f"a row in fingerprints: {REWRITE}")
        elif printed != expected:
            words = f"'{expected}': {REWRITE}"
            yield Violation("fingerprints.csv", line, "fingerprint", "fingerprint-differs", shorten(printed), words)
    for place, (line, _) in listed.items():
        if place not in cited and place[0] in evidence.texts:
            words = f"a place that is cited: {REWRITE}"
            yield Violation("fingerprints.csv", line, "start", "fingerprint-unused", _told(place), words)


def _told(place: Place) -> str:
    return f"'{place[0]} {in_words(*place[1:])}'"


def _exclusion_violations(evidence: Evidence) -> Iterator[Violation]:
    """Every exclusion of characters lies inside its text, holds whole numerals, and overlaps no other."""
    reached: dict[Container, int] = {}
    for exclusion in evidence.excluded:
        if exclusion.is_whole:
            yield from _page_violations(exclusion, evidence)
            continue
        reading, start, end = evidence.readings[exclusion.container], exclusion.start, exclusion.end
        before = reached.get(exclusion.container, 0)
        if start < before:
            expected = f"{before} or more, the end of the one before"
            yield exclusion.violation(1, "exclusion-overlap", f"'{start}'", expected)
        reached[exclusion.container] = max(before, end)
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


def _page_violations(exclusion: Citation, evidence: Evidence) -> Iterator[Violation]:
    """Whole pages that are excluded are there."""
    pages, text = pages_of(exclusion.part), evidence.texts[exclusion.source]
    if pages and text.sheet is None and pages.start > len(text.pages):
        expected = f"pages among the {len(text.pages)} of {text.name}"
        yield exclusion.violation(0, "place-outside", shorten(exclusion.part), expected)


def _account_violations(evidence: Evidence) -> Iterator[Violation]:
    """Every numeral outside of tables is cited by a figure or excluded, never both."""
    figures = [citation for citation in evidence.cited if citation.is_figure]
    cited, excluded = _touched(evidence, figures), _touched(evidence, evidence.excluded)
    for citation in figures:
        positions = evidence.readings[citation.container].touched(citation.start, citation.end)
        if not excluded[citation.container].isdisjoint(positions):
            expected = "a place that no exclusion covers"
            yield citation.violation(1, "cited-and-excluded", f"'{citation.start}'", expected)
    for container, reading in evidence.readings.items():
        if container[0] in evidence.revised or cell_of(container[1]) is not None:
            continue
        line, counted, name = 1, 0, evidence.texts[container[0]].name
        for position, numeral in enumerate(reading.numerals):
            if position in cited[container] or position in excluded[container]:
                continue
            line += reading.source.text.count("\n", counted, numeral.start)
            counted = numeral.start
            place = (name, line, in_words(container[1], numeral.start, numeral.end))
            expected = f"a figure that cites {numeral.core_start}-{numeral.core_end}, or an exclusion"
            yield Violation(*place, "numeral-left-over", shorten(numeral.text), expected)


def _touched(evidence: Evidence, places: Iterable[Citation]) -> dict[Container, set[int]]:
    """Positions of the numerals that places touch, by part; tables are accounted for by cells."""
    touched: dict[Container, set[int]] = {container: set() for container in evidence.readings}
    for place in places:
        if not place.is_whole:
            touched[place.container].update(evidence.readings[place.container].touched(place.start, place.end))
            continue
        for page in evidence.texts[place.source].numbered(pages_of(place.part)):
            container = place.source, f"page={page}"
            touched[container].update(range(len(evidence.readings[container].numerals)))
    return touched
