"""The places of one source as a package names them, made ready to be found in another text."""

from collections.abc import Mapping

import polars as pl

from kg_builder.datapackage.places import with_places
from kg_builder.evidence.citations import Citation, exclusions, figure_citations, mentions
from kg_builder.evidence.placement import Reading
from kg_builder.evidence.relocation import Anchor
from kg_builder.evidence.sources import fingerprint, letters_and_digits
from kg_builder.evidence.surroundings import Place, letters
from kg_builder.numerals.finding import parse_token
from kg_builder.texts.parts import page_of

Anchors = Mapping[Citation, Anchor]

PAGE_CHARACTERS = 10**9
"""More than a page has: tells the order of places while the text is not at hand."""


def anchors(tables: Mapping[str, pl.DataFrame], source: str, old: Reading | None) -> Anchors:
    """What is to be found for each place that figures, mentions and exclusions of a source name.

    Without the old text there is none for exclusions: nobody published their words or fingerprints.
    """
    known = known_fingerprints(tables, source)
    found: dict[Citation, Anchor] = {}
    for place in places(tables, source):
        at, text = _whole_place(place, old), old.source.text if old else ""
        if place.kind == "exclusion":
            if text and not place.is_whole and at[1] <= len(text):
                found[place] = Anchor(at, text[slice(*at)], fingerprint(text, *at), None)
        elif place.place in known:
            said = parse_token(place.token) if place.is_figure else None
            if said is not None or not place.is_figure:
                found[place] = Anchor(at, place.token, known[place.place], said.value if said else None)
    return found


def known_fingerprints(tables: Mapping[str, pl.DataFrame], source: str) -> dict[tuple[str, str, int, int], str]:
    """The fingerprints that a package has of a source, by place."""
    table = with_places({"fingerprints": tables["fingerprints"].filter(pl.col("source") == source)})["fingerprints"]
    rows = table.select("source", pl.col("part").fill_null(""), "start", "end", "fingerprint").iter_rows()
    return {(name, part, int(start), int(end)): printed for name, part, start, end, printed in rows}


def _whole_place(place: Citation, old: Reading | None) -> Place:
    """Where a place is in the whole text; without the text in an order that pages keep."""
    span = old.source.span(place.part) if old else None
    first = span[0] if span else (page_of(place.part) or 0) * PAGE_CHARACTERS
    return first + place.start, first + place.end


def places(tables: Mapping[str, pl.DataFrame], source: str) -> list[Citation]:
    """Every place of a source that a table names, in the order of the tables."""
    items = [item for stream in (figure_citations, mentions, exclusions) for item in stream(tables)]
    return [item for item in items if isinstance(item, Citation) and item.source == source]


def whole_place(anchor: Anchor, place: Place, new: Reading) -> Place:
    """A found place of words with the marks that stand around it in the anchor's token, numerals whole."""
    text, (start, end) = new.source.text, place
    if anchor.value is not None:
        return place
    first, last = anchor.extent
    for _ in range(first - anchor.place[0]):
        start -= 1 if start and _is_mark(text[start - 1]) else 0
    for _ in range(anchor.place[1] - last):
        end += 1 if end < len(text) and _is_mark(text[end]) else 0
    return start, end


def with_whole_numerals(place: Place, new: Reading) -> Place:
    """A place that cuts no numeral."""
    touched = [new.numerals[n] for n in new.touched(*place)]
    return min([place[0], *(n.start for n in touched)]), max([place[1], *(n.end for n in touched)])


def _is_mark(character: str) -> bool:
    return not character.isspace() and not letters_and_digits(character)


def is_same_token(anchor: Anchor, place: Place, new: Reading) -> bool:
    """Whether the letters and digits of a number are the same, not only its value."""
    return letters(anchor.token) == letters(new.source.text[slice(*place)])
