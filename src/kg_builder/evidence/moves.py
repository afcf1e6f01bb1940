"""Where the places of a source stand in another text of it, and which of them a person should look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kg_builder.datapackage.rows import Row
from kg_builder.evidence.anchors import anchors, is_same_token, places, whole_place, with_whole_numerals
from kg_builder.evidence.citations import Citation
from kg_builder.evidence.placement import Reading
from kg_builder.evidence.relocation import LOST, Anchor, Relocation, relocate
from kg_builder.evidence.surroundings import Place
from kg_builder.texts.parts import in_words

MENTION_CHARACTERS = 40
"""Longest mention of a program."""

Problem = tuple[str, str]
"""A state and why, in words."""


Placed = tuple[str, int, int]
"""Part, start and end."""


@dataclass(frozen=True)
class Finding:
    """What became of one place that a person should look at.

    Attributes:
        table: name of the table.
        line: line of the row before.
        id: id of the figure or program; empty for an exclusion.
        state: `vanished`, `changed`, `ambiguous` or `line end inside`: the row still cites the old source; `look`: it
            cites the new one, and something near it is new.
        told: why, in words.
        old: the old place, in words.
        new: the place in the new text, the places that it could be, or where another number stands.
    """

    table: str
    line: int
    id: str
    state: str
    told: str
    old: str
    new: tuple[str, ...]


@dataclass(frozen=True)
class Moves:
    """Where the places of a source are now, and what is to be looked at.

    Attributes:
        places: the new place of every citation that moves.
        findings: what a person should look at, in the order of the tables.
    """

    places: Mapping[Citation, Placed]
    findings: Sequence[Finding]


def moves(
    tables: Mapping[str, pl.DataFrame],
    rows: Mapping[str, Sequence[Row]],
    source: str,
    new: Reading,
    old: Reading | None,
) -> Moves:
    """Where each place is now, and what a person should look at; a figure moves as a whole."""
    known = anchors(tables, source, old)
    outcome = relocate(known.values(), new, old)
    ids = {
        (table, row.line): row.cells.get("id") or row.cells.get("program", "") for table in rows for row in rows[table]
    }
    found: dict[Citation, Placed] = {}
    findings: list[Finding] = []
    for citation in places(tables, source):
        anchor = known.get(citation)
        told = outcome[anchor] if anchor else LOST
        place = _cited_place(citation, anchor, told, new) if anchor else None
        placed = new.source.placed(*place) if place else None
        problem = _problem(citation, place, told, new)
        if anchor and place and placed and problem is None:
            found[citation] = placed
            problem = _look(anchor, place, told, new) if citation.is_figure else None
        if problem is not None:
            table = citation.path.removesuffix(".csv")
            there = tuple(_in_words(each, new) for each in ((place,) if place else told.others))
            findings.append(Finding(table, citation.line, ids[table, citation.line], *problem, citation.words, there))
    return whole_figures(found, findings)


def _in_words(place: Place, new: Reading) -> str:
    placed = new.source.placed(*place)
    return in_words(*placed) if placed else "over a page"


def _cited_place(citation: Citation, anchor: Anchor, told: Relocation, new: Reading) -> Place | None:
    if told.place is None:
        return None
    place = whole_place(anchor, told.place, new)
    return with_whole_numerals(place, new) if citation.kind == "exclusion" else place


def _problem(citation: Citation, place: Place | None, told: Relocation, new: Reading) -> Problem | None:
    """Why a place cannot be cited from the new text: state and words."""
    if place is not None:
        words = new.source.text[slice(*place)]
        is_cut = citation.kind == "mention" and ("\n" in words or "\r" in words or len(words) > MENTION_CHARACTERS)
        is_cut = is_cut or new.source.placed(*place) is None
        return ("line end inside", "a mention stands in one line of at most 40 characters") if is_cut else None
    if citation.is_whole:
        return "vanished", "whole pages are excluded anew by a person"
    if told.state == "ambiguous":
        return "ambiguous", "it could be several places, or its surroundings stand elsewhere too"
    if told.state == "changed":
        return "changed", "another number stands in its place"
    return "vanished", "not found in the new text"


def _look(anchor: Anchor, place: Place, told: Relocation, new: Reading) -> Problem | None:
    """Why a figure that has moved should still be looked at."""
    words = [
        "found by order, since the words right beside it changed" if told.how == "by order" else "",
        "" if told.is_same_wording else "its sentence changed",
        "" if is_same_token(anchor, place, new) else "its number is printed in another way",
    ]
    listed = [word for word in words if word]
    return ("look", "; ".join(listed)) if listed else None


def whole_figures(found: Mapping[Citation, Placed], findings: Sequence[Finding]) -> Moves:
    """Without the places of figures of which one place is lost."""
    broken = {finding.line for finding in findings if finding.table == "figures" and finding.state != "look"}
    kept = {c: place for c, place in found.items() if not (c.is_figure and c.line in broken)}
    told = [f for f in findings if not (f.table == "figures" and f.state == "look" and f.line in broken)]
    return Moves(kept, told)
