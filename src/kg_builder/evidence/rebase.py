"""`kg rebase`: a corrected or re-extracted text of a source; what stands in it as before is cited from it, by its id.

A figure moves with all its places or not at all. The old source keeps its row, and whatever was not found again.
Nothing is written unless the tables pass `kg check` afterwards and every place stands in the new text.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import Package, load_package
from kg_builder.datapackage.rows import Row, read_rows
from kg_builder.errors import ChecksFailed, Violation
from kg_builder.evidence.coverage import verify
from kg_builder.evidence.gathering import revised_sources
from kg_builder.evidence.moves import Finding, Moves, moves
from kg_builder.evidence.placement import reading_of
from kg_builder.evidence.recited import (
    CITING,
    RebaseError,
    cell_prints,
    edited,
    fingerprint_rows,
    text_prints,
    with_source,
)
from kg_builder.evidence.table_moves import table_moves
from kg_builder.texts.media import PLAIN, TABLE, media_type_of
from kg_builder.texts.source import SourceText, read_source

LEFT_OVER = ("numeral-left-over", "cell-left-over")
TABLES = ("sources", "figures", "mentions", "exclusions", "fingerprints")


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
    new = _new_text(new_file, source, rows["sources"])
    for other in rows["sources"]:
        if other.cells["sha256"] == new.sha256 and source in (other.cells["id"], other.cells["revision_of"]):
            return Rebased(other.cells["id"], {}, {}, {}, (), ())
    row = _source_row(rows["sources"], source, tables)
    if new.name == row.cells["identifier"]:
        message = f"found another text under the name {new.name}, expected a new name: the old text stays as it is"
        raise RebaseError(message)
    target = new_id or _next_id(source, {other.cells["id"] for other in rows["sources"]})
    old = _old_text(row, folder)
    found = _moves(tables, rows, row, new, old)
    fresh = edited(rows, found, target, new)
    fresh["sources"] = with_source(rows["sources"], row, target, new, issued)
    prints = cell_prints(found, fresh, target, new) if new.sheet else text_prints(found, new)
    fresh["fingerprints"] = fingerprint_rows(rows["fingerprints"], fresh, found, target, prints)
    paths = {name: package.root / package.tables[name].path for name in TABLES}
    files = {paths[name]: "".join(row.printed for row in fresh[name]) for name in TABLES if fresh[name] != rows[name]}
    moved = {name: sum(row.cells["source"] == target for row in fresh[name]) for name in CITING}
    kept = {name: sum(row.cells["source"] == source for row in fresh[name]) for name in CITING}
    left_over = _checked(package, ontology, files, target, new_file.parent)
    return Rebased(target, files, moved, kept, found.findings, left_over, old is not None)


def _new_text(path: Path, source: str, rows: Sequence[Row]) -> SourceText:
    """The new text, read as the old one was where it is a file of the same kind."""
    kind, same = media_type_of(path), [row for row in rows if row.cells["id"] == source]
    is_same = same and kind in (PLAIN, TABLE) and (same[0].cells.get("media_type") or PLAIN) == kind
    return read_source(path, kind, same[0].cells.get("extraction", "") if is_same else "")


def _moves(
    tables: Mapping[str, pl.DataFrame],
    rows: Mapping[str, Sequence[Row]],
    row: Row,
    new: SourceText,
    old: SourceText | None,
) -> Moves:
    """Where the places of a source are now.

    Raises:
        RebaseError: a table and a text have no places in common.
    """
    was_table = row.cells.get("media_type") == TABLE
    if was_table != (new.sheet is not None):
        message = f"found {new.name}, a file of {new.media_type}, expected one like {row.cells['identifier']}"
        raise RebaseError(message)
    if new.sheet is not None:
        return table_moves(tables, rows, row.cells["id"], new.sheet, old.sheet if old else None)
    return moves(tables, rows, row.cells["id"], reading_of(new), reading_of(old) if old else None)


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
    old = read_source(path, row.cells.get("media_type") or PLAIN, row.cells.get("extraction", ""))
    if old.sha256 != row.cells["sha256"]:
        message = f"{old.name}: found {old.sha256}, expected {row.cells['sha256']}, the digest of {row.cells['id']}"
        raise RebaseError(message)
    return old


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
    wrong = [violation for violation in found if violation.code not in LEFT_OVER]
    if wrong:
        raise ChecksFailed(wrong)
    return found


def _of_source(tables: Mapping[str, pl.DataFrame], source: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables that `verify` reads, with the rows of one source."""
    for name in TABLES:
        yield name, tables[name].filter(pl.col("id" if name == "sources" else "source") == source)
