"""`kg locate`: the places of one figure in another extraction of its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.errors import KgError
from kg_builder.evidence.anchors import anchors, is_same_token, places
from kg_builder.evidence.placement import Reading, reading_of
from kg_builder.evidence.relocation import LOST, relocate
from kg_builder.evidence.sources import SourceText, read_source
from kg_builder.evidence.surroundings import Place


class NoSuchFigure(KgError):
    """There is no figure of that id."""


@dataclass(frozen=True)
class Line:
    """What is said of one place of a figure.

    Attributes:
        is_found: whether it is certain.
        printed: start, end, token, how, and line:column, separated by tabs.
    """

    is_found: bool
    printed: str


def located(tables: Mapping[str, pl.DataFrame], figure: str, file: Path, folder: Path | None) -> Iterator[Line]:
    """A line for each place that a figure cites, its first one first.

    Args:
        tables: all tables as text.
        figure: its id.
        file: the other extraction.
        folder: where the text is that the figure was cited from, or None; one with another digest is not used.

    Raises:
        NoSuchFigure: no row has that id.
        SourceError: a text cannot be read.
    """
    rows = tables["figures"].filter(pl.col("id") == figure)
    if rows.height == 0:
        message = f"found no figure {figure!r}, expected an id of figures.csv"
        raise NoSuchFigure(message)
    source, line = rows.select("source", "_line").row(0)
    new = reading_of(read_source(file))
    old = _old_text(tables, source, folder)
    known = anchors(tables, source, reading_of(old) if old else None)
    outcome = relocate(known.values(), new, reading_of(old) if old else None)
    for citation in places(tables, source):
        if citation.is_figure and citation.line == line:
            anchor = known.get(citation)
            told = outcome[anchor] if anchor else LOST
            if anchor and told.place:
                note = "" if is_same_token(anchor, told.place, new) else ", printed in another way"
                note += "" if told.is_same_wording else ", its sentence changed"
                yield Line(is_found=True, printed=_line(new, told.place, told.how + note))
            else:
                there = ", ".join(f"{_where(new, place)} ({place[0]}-{place[1]})" for place in told.others)
                yield Line(is_found=False, printed=f"-\t-\t{citation.token}\t{told.state}\t{there}")


def _old_text(tables: Mapping[str, pl.DataFrame], source: str, folder: Path | None) -> SourceText | None:
    row = tables["sources"].filter(pl.col("id") == source)
    if folder is None or row.height == 0:
        return None
    identifier, digest = row.select("identifier", "sha256").row(0)
    path = folder / Path(identifier or "").name
    if not path.is_file():
        return None
    old = read_source(path)
    return old if old.sha256 == digest else None


def _line(new: Reading, place: Place, how: str) -> str:
    token = " ".join(new.source.text[slice(*place)].split())
    return f"{place[0]}\t{place[1]}\t{token}\t{how}\t{_where(new, place)}"


def _where(new: Reading, place: Place) -> str:
    """Line and column, both counted from 1."""
    before = new.source.text[: place[0]]
    return f"{before.count(chr(10)) + 1}:{place[0] - before.rfind(chr(10))}"
