"""What a package says of places in its sources, held beside the texts that can be read.

Each part of a source that offsets count in (the whole text, a page, a cell) is read by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks.rule import nearest, shorten
from kg_builder.errors import Violation
from kg_builder.evidence.citations import Citation, Container, exclusions, figure_citations, mentions
from kg_builder.evidence.placement import Reading, reading_of
from kg_builder.evidence.sources import read_sources
from kg_builder.texts.parts import page_of
from kg_builder.texts.source import SourceText


@dataclass(frozen=True)
class Evidence:
    """What a package says about its sources.

    Attributes:
        texts: every readable source by id.
        readings: every part of them that may be looked at, by source and part: whole texts, all pages, cited cells.
        cited: citations of figures and mentions of programs, each in one of those parts.
        excluded: exclusions of readable sources, sorted by place.
        violations: what was wrong with saying so.
        revised: ids of sources that a later one revises.
    """

    texts: Mapping[str, SourceText]
    readings: Mapping[Container, Reading]
    cited: Sequence[Citation]
    excluded: Sequence[Citation]
    violations: Sequence[Violation]
    revised: frozenset[str]


def gathered(tables: Mapping[str, pl.DataFrame], folder: Path) -> Evidence:
    """What the tables say of sources that can be read."""
    items = [item for stream in (figure_citations, mentions, exclusions) for item in stream(tables)]
    places = [item for item in items if isinstance(item, Citation)]
    revised, sources = revised_sources(tables["sources"]), tables["sources"]
    unused = revised - {place.source for place in places if place.kind != "exclusion"}
    texts, found = read_sources(sources.filter(~pl.col("id").is_in(sorted(unused))), folder)
    found += [item for item in items if isinstance(item, Violation)]
    found += _unknown(places, sorted(sources.get_column("id").drop_nulls()))
    readable = [place for place in places if place.source in texts]
    readings = dict(_readings(readable, texts))
    there = [place for place in readable if place.is_whole or place.container in readings]
    missing = (place for place in readable if not place.is_whole and place.container not in readings)
    found += [_no_part(place, texts[place.source]) for place in missing]
    excluded = sorted((place for place in there if place.kind == "exclusion"), key=lambda place: place.place)
    cited = [place for place in there if place.kind != "exclusion"]
    return Evidence(texts, readings, cited, excluded, found, revised)


def _unknown(places: Sequence[Citation], known: Sequence[str]) -> Iterator[Violation]:
    """Places in sources that are not listed."""
    ids = set(known)
    for place in places:
        if place.source not in ids and place.kind != "further":
            told = "reference-unknown", shorten(place.source or None), "an id of sources", nearest(place.source, known)
            yield Violation(place.path, place.line, "source", *told)


def _readings(places: Sequence[Citation], texts: Mapping[str, SourceText]) -> Iterator[tuple[Container, Reading]]:
    for source, text in texts.items():
        for part in _parts(text):
            yield (source, part), _reading(text, part)
    cells = dict.fromkeys(place.container for place in places if texts[place.source].sheet and not place.is_whole)
    for source, part in cells:
        if texts[source].part_text(part) is not None:
            yield (source, part), _reading(texts[source], part)


def _parts(text: SourceText) -> list[str]:
    """Every part of a source that is no table."""
    if text.sheet is not None:
        return []
    return [f"page={number}" for number in range(1, len(text.pages) + 1)] if text.pages else [""]


def _reading(text: SourceText, part: str) -> Reading:
    """One part by itself."""
    name = f"{text.name} {part}" if part else text.name
    return reading_of(replace(text, name=name, text=text.part_text(part) or "", pages=(), sheet=None))


def _no_part(place: Citation, text: SourceText) -> Violation:
    """A part that the source has not."""
    if text.sheet is not None:
        expected = f"a cell in one of the {len(text.sheet.rows)} rows and {text.sheet.width} columns of {text.name}"
    elif text.pages:
        expected = f"page=1 to page={len(text.pages)}, the pages of {text.name}"
    else:
        expected = f"nothing: {text.name} has neither pages nor cells"
    code = "place-outside" if text.sheet or page_of(place.part) else "part-form"
    return place.violation(0, code, shorten(place.part or None), expected)


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
