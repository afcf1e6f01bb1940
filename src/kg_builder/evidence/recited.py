"""The rows of tables that cite another text of a source: figures, mentions, exclusions, fingerprints, the source."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg_builder.datapackage.places import FURTHER
from kg_builder.datapackage.rows import Row, printed_row
from kg_builder.errors import KgError
from kg_builder.evidence.citations import Citation
from kg_builder.evidence.coverage import in_order
from kg_builder.evidence.labels import labels_of
from kg_builder.evidence.moves import Moves, Placed
from kg_builder.evidence.sources import fingerprint
from kg_builder.texts.media import PLAIN
from kg_builder.texts.parts import area_of, cell_of
from kg_builder.texts.sheets import Sheet
from kg_builder.texts.source import SourceText

CITING = ("figures", "mentions", "exclusions")


class RebaseError(KgError):
    """A source cannot be rebased."""


def edited(rows: Mapping[str, Sequence[Row]], found: Moves, target: str, new: SourceText) -> dict[str, list[Row]]:
    """The rows of figures, mentions and exclusions, citing the new source where they can."""
    by_row: dict[tuple[str, int], list[tuple[Citation, Placed]]] = defaultdict(list)
    for citation, place in found.places.items():
        by_row[citation.path.removesuffix(".csv"), citation.line].append((citation, place))
    return {
        table: [fresh for row in rows[table] for fresh in _now(row, by_row.get((table, row.line), ()), target, new)]
        for table in CITING
    }


def _now(row: Row, cited: Sequence[tuple[Citation, Placed]], target: str, new: SourceText) -> Iterator[Row]:
    """A row as it will be; labels are named in both issues of a table, since the old one may still be cited."""
    if not cited or cited[0][0].reason == "label":
        yield row
    if cited:
        yield row.changed({"source": target, **_cells(cited, new)})


def _cells(cited: Sequence[tuple[Citation, Placed]], new: SourceText) -> dict[str, str]:
    """The cells of a row that say where its places are; a package without pages and cells has no column for them."""
    (first, (part, start, end)), *more = cited
    own = {"part": part} if part or first.part else {}
    if first.kind == "exclusion":
        places = ("", "") if first.is_whole else (str(start), str(end))
        return {**own, "start": places[0], "end": places[1]}
    if first.kind == "mention":
        return {**own, "start": str(start), "end": str(end), "exact": _said(new, part, start, end)}
    further = ";".join(_further(part, place, new) for _, place in more)
    token = _said(new, part, start, end)
    return {**own, "cite_start": str(start), "cite_end": str(end), "token": token, "more_citations": further}


def _said(new: SourceText, part: str, start: int, end: int) -> str:
    return (new.part_text(part) or "")[start:end]


def _further(part: str, place: Placed, new: SourceText) -> str:
    elsewhere = f"{place[0]}@" if place[0] != part else ""
    return f"{elsewhere}{place[1]}-{place[2]}:{_said(new, *place)}"


def with_source(rows: Sequence[Row], row: Row, target: str, new: SourceText, issued: str | None) -> list[Row]:
    """The table of sources with the new one right after the old.

    Raises:
        RebaseError: the new text is of a kind that the package has no columns for.
    """
    cells = {"id": target, "identifier": new.name, "sha256": new.sha256, "revision_of": row.cells["id"]}
    is_plain = new.media_type == PLAIN and not new.extraction
    kind = {
        "media_type": "" if is_plain else new.media_type,
        "extraction": new.extraction,
        "text_sha256": new.text_sha256,
    }
    if not is_plain and not kind.keys() <= row.cells.keys():
        message = f"found a text of {new.media_type}, but no columns {', '.join(kind)} in sources.csv: add them"
        raise RebaseError(message)
    cells |= {name: value for name, value in kind.items() if name in row.cells}
    if issued is not None:
        cells |= {"issued": issued, "issued_note": ""}
    at = list(rows).index(row) + 1
    return [*rows[:at], row.changed(cells), *rows[at:]]


def fingerprint_rows(
    rows: Sequence[Row], fresh: Mapping[str, Sequence[Row]], found: Moves, target: str, prints: Mapping[Placed, str]
) -> list[Row]:
    """The table of fingerprints: without places that nothing cites any more, with those of the new text; sorted."""
    gone = {citation.place for citation in found.places} - _cited(fresh)
    kept = [row for row in rows[1:] if _place_of(row) not in gone]
    for placed, printed in prints.items():
        cells = dict(zip(("part", "start", "end"), map(str, placed), strict=True))
        filled = {**dict.fromkeys(rows[0].cells, ""), **cells, "source": target, "fingerprint": printed}
        values = {name: filled[name] for name in rows[0].cells}
        kept.append(Row(0, printed_row(list(values.values())), values))
    return [rows[0], *sorted(kept, key=lambda row: in_order(_place_of(row)))]


def text_prints(found: Moves, new: SourceText) -> dict[Placed, str]:
    """The fingerprints of what is cited in the new text."""
    cited = {place for citation, place in found.places.items() if citation.kind != "exclusion"}
    first = {place: (new.span(place[0]) or (0, 0))[0] for place in cited}
    return {place: fingerprint(new.text, first[place] + place[1], first[place] + place[2]) for place in cited}


def cell_prints(found: Moves, fresh: Mapping[str, Sequence[Row]], target: str, new: SourceText) -> dict[Placed, str]:
    """The fingerprints of cells that are cited in a new issue of a table, by the labels that its exclusions name."""
    rows = [row.cells for row in fresh["exclusions"][1:] if row.cells["source"] == target]
    areas = [area_of(cells["part"]) for cells in rows if cells["reason"] == "label"]
    labels = labels_of(new.sheet or Sheet((), ()), [area for area in areas if area is not None])
    cited = {place for citation, place in found.places.items() if citation.kind != "exclusion"}
    return {place: labels.fingerprint(cell_of(place[0]) or (0, 0), _said(new, *place)) for place in cited}


def _place_of(row: Row) -> tuple[str, str, int, int]:
    return row.cells["source"], row.cells.get("part", ""), int(row.cells["start"]), int(row.cells["end"])


def _cited(fresh: Mapping[str, Sequence[Row]]) -> set[tuple[str, str, int, int]]:
    """Every place that figures and mentions cite."""
    cited = {_place_of(row) for row in fresh["mentions"][1:]}
    for row in fresh["figures"][1:]:
        source, part = row.cells["source"], row.cells.get("part", "")
        cited.add((source, part, int(row.cells["cite_start"]), int(row.cells["cite_end"])))
        for item in filter(None, row.cells["more_citations"].split(";")):
            found = re.match(FURTHER, item)
            if found:
                cited.add((source, found[1] or part, int(found[2]), int(found[3])))
    return cited
