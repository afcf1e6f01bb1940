"""`kg rebase`: a corrected or re-extracted text of a source; what stands in it as before is cited from it, by its id.

A figure moves with all its places or not at all. The old source keeps its row, and whatever was not found again.
Nothing is written unless the tables pass `kg check` afterwards and every place stands in the new text.
"""

import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import Package, load_package
from kg_builder.datapackage.rows import Row, printed_row, read_rows
from kg_builder.errors import ChecksFailed, KgError, Violation
from kg_builder.evidence.citations import Citation
from kg_builder.evidence.coverage import revised_sources, verify
from kg_builder.evidence.moves import Finding, Moves, moves
from kg_builder.evidence.placement import reading_of
from kg_builder.evidence.sources import SourceText, fingerprint, read_source
from kg_builder.evidence.surroundings import Place

TABLES = ("sources", "figures", "mentions", "exclusions", "fingerprints")
CITING = ("figures", "mentions", "exclusions")


class RebaseError(KgError):
    """A source cannot be rebased."""


@dataclass(frozen=True)
class Rebased:
    """What a rebase does.

    Attributes:
        source: id of the new source; the old one when both texts are the same bytes.
        files: new contents of tables by path; empty when there is nothing to do.
        moved: rows that cite the new source, by table.
        kept: rows that still cite the old one.
        findings: what a person should look at, in the order of the tables.
        left_over: numerals of the new text that nothing accounts for.
        is_old_known: whether the old text was at hand.
    """

    source: str
    files: Mapping[Path, str]
    moved: Mapping[str, int]
    kept: Mapping[str, int]
    findings: Sequence[Finding]
    left_over: Sequence[Violation]
    is_old_known: bool = True


def rebase(
    package: Package,
    ontology: Path,
    source: str,
    new_file: Path,
    folder: Path,
    new_id: str | None = None,
    issued: str | None = None,
) -> Rebased:
    """What is to be written so that a source's figures are cited from another text of it; nothing is written here.

    Args:
        package: the tables.
        ontology: folder of the vocabulary.
        source: id of the source.
        new_file: the corrected or re-extracted text.
        folder: where the old text may be; without it places are found by fingerprint alone, and exclusions are not.
        new_id: id of the new source, else the old one with `-r2`, `-r3` and so on.
        issued: its date as YYYY-MM-DD, else the old one.

    Raises:
        RebaseError: no such source, or one that is revised already.
        SourceError: a text cannot be read, or the old one is not what its digest says.
        ChecksFailed: the tables break rules before or after.
    """
    tables = checked_tables(package)
    rows = {name: read_rows(package.root / package.tables[name].path) for name in TABLES}
    row = _source_row(rows["sources"], source, tables)
    new = read_source(new_file)
    if new.sha256 == row.cells["sha256"]:
        return Rebased(source, {}, {}, {}, (), ())
    if new.name == row.cells["identifier"]:
        message = f"found another text under the name {new.name}, expected a new name: the old text stays as it is"
        raise RebaseError(message)
    target = new_id or _next_id(source, {other.cells["id"] for other in rows["sources"]})
    old = _old_text(row, folder)
    found = moves(tables, rows, source, reading_of(new), reading_of(old) if old else None)
    fresh = _edited(rows, found, target, new.text)
    fresh["sources"] = _with_source(rows["sources"], row, target, new, issued)
    fresh["fingerprints"] = _fingerprints(rows["fingerprints"], fresh, found, target, new.text)
    paths = {name: package.root / package.tables[name].path for name in TABLES}
    files = {paths[name]: "".join(row.printed for row in fresh[name]) for name in TABLES if fresh[name] != rows[name]}
    moved = {name: sum(row.cells["source"] == target for row in fresh[name]) for name in CITING}
    kept = {name: sum(row.cells["source"] == source for row in fresh[name]) for name in CITING}
    left_over = _checked(package, ontology, files, target, new_file.parent)
    return Rebased(target, files, moved, kept, found.findings, left_over, old is not None)


def _source_row(rows: Sequence[Row], source: str, tables: Mapping[str, pl.DataFrame]) -> Row:
    ids = [row.cells["id"] for row in rows[1:]]
    if source not in ids:
        message = f"found no source {source!r}, expected one of: {', '.join(ids)}"
        raise RebaseError(message)
    if source in revised_sources(tables["sources"]):
        later = next(row.cells["id"] for row in rows[1:] if row.cells["revision_of"] == source)
        message = f"found {source}, which {later} revises already, expected the latest: rebase {later}"
        raise RebaseError(message)
    return rows[1:][ids.index(source)]


def _next_id(source: str, taken: set[str]) -> str:
    stem, number = re.sub(r"-r[0-9]{1,4}\Z", "", source), 2
    while f"{stem}-r{number}" in taken:
        number += 1
    return f"{stem}-r{number}"


def _old_text(row: Row, folder: Path) -> SourceText | None:
    path = folder / Path(row.cells["identifier"]).name
    if not path.exists():
        return None
    old = read_source(path)
    if old.sha256 != row.cells["sha256"]:
        message = f"{old.name}: found {old.sha256}, expected {row.cells['sha256']}, the digest of {row.cells['id']}"
        raise RebaseError(message)
    return old


def _edited(rows: Mapping[str, Sequence[Row]], found: Moves, target: str, text: str) -> dict[str, list[Row]]:
    """The rows of figures, mentions and exclusions, citing the new source where they can."""
    by_row: dict[tuple[str, int], list[tuple[Citation, Place]]] = defaultdict(list)
    for citation, place in found.places.items():
        by_row[citation.path.removesuffix(".csv"), citation.line].append((citation, place))
    return {
        table: [
            row.changed({"source": target, **_cells(by_row[table, row.line], text)})
            if (table, row.line) in by_row
            else row
            for row in rows[table]
        ]
        for table in CITING
    }


def _cells(cited: Sequence[tuple[Citation, Place]], text: str) -> dict[str, str]:
    """The cells of a row that say where its places are."""
    (first, (start, end)), *more = cited
    if first.kind == "exclusion":
        return {"start": str(start), "end": str(end)}
    if first.kind == "mention":
        return {"start": str(start), "end": str(end), "exact": text[start:end]}
    further = ";".join(f"{begin}-{stop}:{text[begin:stop]}" for _, (begin, stop) in more)
    return {"cite_start": str(start), "cite_end": str(end), "token": text[start:end], "more_citations": further}


def _with_source(rows: Sequence[Row], row: Row, target: str, new: SourceText, issued: str | None) -> list[Row]:
    """The table of sources with the new one right after the old."""
    cells = {"id": target, "identifier": new.name, "sha256": new.sha256, "revision_of": row.cells["id"]}
    if issued is not None:
        cells |= {"issued": issued, "issued_note": ""}
    at = list(rows).index(row) + 1
    return [*rows[:at], row.changed(cells), *rows[at:]]


def _fingerprints(
    rows: Sequence[Row], fresh: Mapping[str, Sequence[Row]], found: Moves, target: str, text: str
) -> list[Row]:
    """The table of fingerprints: without places that nothing cites any more, with those of the new text; sorted."""
    gone = {(c.source, c.start, c.end) for c in found.places} - _cited(fresh)
    kept = [row for row in rows[1:] if _place_of(row) not in gone]
    cited = {place for citation, place in found.places.items() if citation.kind != "exclusion"}
    for start, end in cited:
        cells = [target, str(start), str(end), fingerprint(text, start, end)]
        kept.append(Row(0, printed_row(cells), dict(zip(rows[0].cells, cells, strict=True))))
    return [rows[0], *sorted(kept, key=_place_of)]


def _place_of(row: Row) -> tuple[str, int, int]:
    return row.cells["source"], int(row.cells["start"]), int(row.cells["end"])


def _cited(fresh: Mapping[str, Sequence[Row]]) -> set[tuple[str, int, int]]:
    """Every place that figures and mentions cite."""
    cited = {_place_of(row) for row in fresh["mentions"][1:]}
    for row in fresh["figures"][1:]:
        places = re.findall(r"(?:\A|;)([0-9]+)-([0-9]+):", row.cells["more_citations"])
        places.append((row.cells["cite_start"], row.cells["cite_end"]))
        cited |= {(row.cells["source"], int(start), int(end)) for start, end in places}
    return cited


def _checked(package: Package, ontology: Path, files: Mapping[Path, str], target: str, folder: Path) -> list[Violation]:
    """Numerals of the new text that nothing accounts for; the tables as they will be have nothing else against them.

    Raises:
        ChecksFailed: they break rules, or a place does not stand in the new text.
    """
    with tempfile.TemporaryDirectory(prefix="kg-rebase-") as scratch:
        root = Path(scratch) / "package"
        shutil.copytree(package.root, root, ignore=shutil.ignore_patterns("queries", ".*"))
        for path, content in files.items():
            (root / path.relative_to(package.root)).write_bytes(content.encode("utf-8"))
        tables = checked_tables(load_package(root, ontology, package.base))
    found = verify(dict(_of_source(tables, target)), folder)
    wrong = [violation for violation in found if violation.code != "numeral-left-over"]
    if wrong:
        raise ChecksFailed(wrong)
    return found


def _of_source(tables: Mapping[str, pl.DataFrame], source: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables that `verify` reads, with the rows of one source."""
    for name in TABLES:
        yield name, tables[name].filter(pl.col("id" if name == "sources" else "source") == source)
