"""`kg locate`: the places of one figure in another extraction of its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.places import with_places
from kg_builder.errors import KgError
from kg_builder.evidence.anchors import anchors, is_same_token, places
from kg_builder.evidence.cell_moves import cell_now, issue_of
from kg_builder.evidence.placement import Reading, reading_of
from kg_builder.evidence.relocation import LOST, relocate
from kg_builder.evidence.surroundings import Place
from kg_builder.texts.media import PLAIN, TABLE
from kg_builder.texts.parts import cell_of
from kg_builder.texts.sheets import Sheet
from kg_builder.texts.source import SourceText, read_source


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
    old = _old_text(tables, source, folder)
    text = _other_text(tables, source, file)
    if text.sheet is not None:
        yield from _located_cells(tables, source, line, text.sheet, old.sheet if old else None)
        return
    new = reading_of(text)
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


def _other_text(tables: Mapping[str, pl.DataFrame], source: str, file: Path) -> SourceText:
    """The other extraction; a table where the source is one, read as that is."""
    rows = with_places({"sources": tables["sources"].filter(pl.col("id") == source)})["sources"]
    kind, how = rows.select("media_type", "extraction").row(0) if rows.height else (None, None)
    return read_source(file, TABLE, how or "") if kind == TABLE else read_source(file)


def _located_cells(
    tables: Mapping[str, pl.DataFrame], source: str, line: int, new: Sheet, old: Sheet | None
) -> Iterator[Line]:
    """A line for each cell that a figure cites."""
    issue = issue_of(tables, source, new, old)
    for citation in places(tables, source):
        if citation.is_figure and citation.line == line:
            placed, problem, others = cell_now(citation, issue)
            if placed is not None:
                part, start, end = placed
                token = (new.cell(*(cell_of(part) or (0, 0))) or "")[start:end]
                yield Line(is_found=True, printed=f"{start}\t{end}\t{token}\tby labels\t{part}")
            elif problem is not None:
                yield Line(is_found=False, printed=f"-\t-\t{citation.token}\t{problem[0]}\t{', '.join(others)}")


def _old_text(tables: Mapping[str, pl.DataFrame], source: str, folder: Path | None) -> SourceText | None:
    row = tables["sources"].filter(pl.col("id") == source)
    if folder is None or row.height == 0:
        return None
    cells = with_places({"sources": row})["sources"].row(0, named=True)
    path = folder / Path(cells["identifier"] or "").name
    if not path.is_file():
        return None
    old = read_source(path, cells["media_type"] or PLAIN, cells["extraction"] or "")
    return old if old.sha256 == cells["sha256"] else None


def _line(new: Reading, place: Place, how: str) -> str:
    token = " ".join(new.source.text[slice(*place)].split())
    _, start, end = new.source.placed(*place) or ("", *place)
    return f"{start}\t{end}\t{token}\t{how}\t{_where(new, place)}"


def _where(new: Reading, place: Place) -> str:
    """Line and column, both counted from 1; of a PDF the page and those on it."""
    part = (new.source.placed(*place) or ("",))[0]
    first = (new.source.span(part) or (0,))[0]
    before = new.source.text[first : place[0]]
    return f"{part} {before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}".strip()
