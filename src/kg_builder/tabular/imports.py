"""`kg import`: an official table becomes figures that cite its cells, checked as everything else is, or nothing at all.

What is there already stays: a figure of the same cell keeps its id and whatever the map does not speak of, and the same
import again changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks import check_readable, checked_frames
from kg_builder.datapackage.checks.rule import shorten
from kg_builder.datapackage.package import Package
from kg_builder.datapackage.places import COLUMNS
from kg_builder.datapackage.tables import LINE
from kg_builder.errors import ChecksFailed, KgError, Violation
from kg_builder.evidence.cells import left_over, numeric_cells
from kg_builder.mapping.derive import dimensions
from kg_builder.tabular.additions import Addition, with_rows
from kg_builder.tabular.drafts import Drafts, Table, drafted
from kg_builder.tabular.map_file import read_map
from kg_builder.tabular.source_rows import areas, exclusions, fingerprints, source_row
from kg_builder.tabular.table_map import TableMap
from kg_builder.texts.media import TABLE
from kg_builder.texts.parts import area_of, cell_part
from kg_builder.texts.source import SourceText, read_source

KEYS: Mapping[str, Sequence[str]] = {
    "sources": ("id",),
    "figures": ("source", "part"),
    "exclusions": ("source", "part", "start"),
    "fingerprints": ("source", "part", "start", "end"),
}
"""The tables that an import writes, and what tells their rows apart."""


class CannotImport(KgError):
    """The table cannot be imported into this package."""


@dataclass(frozen=True)
class Imported:
    """What an import does.

    Attributes:
        source: id of the source.
        files: new contents of tables by path; empty when there is nothing to do.
        tables: how each table will be, by name.
        drafts: the figures with what was counted.
        others: figures that cite the source, which the map does not make.
    """

    source: str
    files: Mapping[Path, bytes]
    tables: Mapping[str, Addition]
    drafts: Drafts
    others: int


def imported(package: Package, file: Path, map_file: Path) -> Imported:
    """What is to be written so that the figures of an official table are in a package; nothing is written here.

    Args:
        package: described.
        file: the official table.
        map_file: says what stands where.

    Raises:
        CannotImport: the package has no columns for cells of tables.
        SourceError: the file is no CSV.
        ChecksFailed: everything that is wrong with the map, the table, or the package as it would be.
    """
    _check_columns(package)
    wanted = read_map(map_file, package.tables["figures"].columns)
    text = read_source(file, TABLE, _extraction(wanted, file))
    if text.sheet is None:
        raise CannotImport(file.name)
    frames, table = check_readable(package), Table(file.name, text.sheet)
    outside = list(_outside(table, wanted, map_file.name))
    if outside:
        raise ChecksFailed(outside)
    drafts = drafted(package, frames, table, wanted)
    if not drafts.rows.height and not drafts.violations:
        raise ChecksFailed([Violation(file.name, 0, "", "no-number", "no number", "one in the columns of the map")])
    found = [
        *drafts.violations,
        *_known_otherwise(frames["sources"], text, wanted),
        *_twice(package, drafts, table, wanted),
    ]
    if found:
        raise ChecksFailed(found)
    added = _additions(package, frames, drafts, text, wanted)
    whole = {**frames, **{name: addition.frame for name, addition in added.items()}}
    _check(package, whole, drafts, table, frames["figures"])
    found = list(_left_over(table, whole, wanted.source["id"]))
    if found:
        raise ChecksFailed(found)
    paths = {name: package.root / package.tables[name].path for name in added}
    files = {paths[name]: each.content for name, each in added.items() if each.content is not None}
    mine = whole["figures"].filter(pl.col("source") == wanted.source["id"]).height
    return Imported(wanted.source["id"], files, added, drafts, mine - drafts.rows.height)


def _check_columns(package: Package) -> None:
    for name, columns in COLUMNS.items():
        missing = [column for column in columns if column not in package.tables[name].columns]
        if missing:
            message = (
                f"{package.tables[name].path}: found no columns {', '.join(missing)}, which tables as sources need: add"
                f" them to the file and to its schema, as `kg init` writes it"
            )
            raise CannotImport(message)


def _extraction(wanted: TableMap, file: Path) -> str:
    usual = {"delimiter": "tab"} if file.suffix.lower() == ".tsv" else {}
    return " ".join(f"{name}={value}" for name, value in {**usual, **wanted.extraction}.items())


def _outside(table: Table, wanted: TableMap, name: str) -> Iterator[Violation]:
    """Rows and columns of the map that the table has not."""
    sheet = table.sheet
    has = f"the table has {len(sheet.rows)} rows and {sheet.width} columns"
    for key, number in (("table.first_row", wanted.first_row), ("table.last_row", wanted.last_row or 0)):
        if number > len(sheet.rows):
            yield Violation(name, 0, key, "map", str(number), f"at most {len(sheet.rows)}: {has}")
    if wanted.columns[-1] > sheet.width:
        yield Violation(name, 0, "table.columns", "map", str(wanted.columns[-1]), f"at most {sheet.width}: {has}")


def _known_otherwise(sources: pl.DataFrame, text: SourceText, wanted: TableMap) -> Iterator[Violation]:
    """The source is listed already, as another file."""
    for line, digest in sources.filter(pl.col("id") == wanted.source["id"]).select(LINE, "sha256").iter_rows():
        if digest != text.sha256:
            expected = f"'{text.sha256}', the digest of {text.name}: for a table that was issued anew use `kg rebase`"
            yield Violation("sources.csv", line, "sha256", "source-digest", shorten(digest), expected)


def _twice(package: Package, drafts: Drafts, table: Table, wanted: TableMap) -> Iterator[Violation]:
    """Two cells that would say two numbers of one thing and one time."""
    same = [*dimensions(package), "kind", "time_kind", "start", "end", "period", "operation"]
    rows = drafts.rows.with_columns(pl.col("part").first().over(same).alias("first"))
    for row, column, first in (
        rows.filter(pl.col("part") != pl.col("first")).select("_row", "_column", "first").iter_rows()
    ):
        names = {(row, each.column) if each.column else (each.row, column) for each in wanted.printed.values()}
        empty = ", ".join(cell_part(*cell) for cell in sorted(names & drafts.filled))
        why = f" (empty, and read as the one before it by fill = true: {empty})" if empty else ""
        words = f"another indicator, time or group than that of {first}{why}"
        yield table.violation((row, column), "said-twice", "the same thing", words)


def _additions(
    package: Package, frames: Mapping[str, pl.DataFrame], drafts: Drafts, text: SourceText, wanted: TableMap
) -> dict[str, Addition]:
    """The tables with what the import puts into them."""
    source, is_there = source_row(text, wanted), wanted.source["id"] in frames["sources"].get_column("id")
    rows = {"sources": source.clear() if is_there else source, "exclusions": exclusions(text, wanted)}
    figures = _kept(drafts.rows.drop("_row", "_column"), frames["figures"])
    rows |= {"figures": figures}
    added = {name: _added(package, frames, name, wanted_rows) for name, wanted_rows in rows.items()}
    cited = {**frames, **{name: each.frame for name, each in added.items()}}
    prints = fingerprints(text, cited, wanted.source["id"])
    return {**added, "fingerprints": _added(package, frames, "fingerprints", prints)}


def _added(package: Package, frames: Mapping[str, pl.DataFrame], name: str, rows: pl.DataFrame) -> Addition:
    return with_rows(package.root / package.tables[name].path, frames[name], rows, KEYS[name])


def _kept(rows: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with the ids, further flags and offsets that those of the same cells have already."""
    known = figures.select("source", "part", pl.col("id").alias("known"), pl.col("flags").alias("more"))
    known = known.drop_nulls(["source", "part"]).unique(["source", "part"], keep="first", maintain_order=True)
    rows = rows.join(known, on=["source", "part"], how="left", maintain_order="left")
    flags = pl.concat_list(pl.col(name).str.split(";").fill_null([]) for name in ("more", "flags"))
    joined = flags.list.unique(maintain_order=True).list.join(";")
    return rows.with_columns(
        pl.coalesce("known", "id").alias("id"), pl.when(joined != "").then(joined).alias("flags")
    ).drop("known", "more")


def _check(
    package: Package, frames: Mapping[str, pl.DataFrame], drafts: Drafts, table: Table, before: pl.DataFrame
) -> None:
    """Check the package as it would be; what is wrong with a figure is told at its cell.

    Raises:
        ChecksFailed: it breaks rules.
    """
    try:
        checked_frames(package, frames)
    except ChecksFailed as failed:
        cells = dict(
            zip(drafts.rows.get_column("part"), drafts.rows.select("_row", "_column").iter_rows(), strict=True)
        )
        last = int(str(before.get_column(LINE).max() or 1)) if before.height else 1
        lines = frames["figures"].filter(pl.col(LINE) > last).select(LINE, "part").iter_rows()
        parts = {line: part for line, part in lines if part in cells}
        path = package.tables["figures"].path
        told = [
            _at_cell(violation, cells[parts[violation.line]], table)
            if violation.path == path and violation.line in parts
            else violation
            for violation in failed.violations
        ]
        raise ChecksFailed(told) from failed


def _at_cell(violation: Violation, cell: tuple[int, int], table: Table) -> Violation:
    """A violation of a new figure, at the cell that it is from."""
    at = table.violation(cell, violation.code, violation.found, violation.expected, violation.suggestion)
    return replace(at, column=f"{at.column} {violation.column}".strip())


def _left_over(table: Table, frames: Mapping[str, pl.DataFrame], source: str) -> Iterator[Violation]:
    """Cells with a number that nothing accounts for."""
    out = areas(frames["exclusions"], source)
    parts = frames["figures"].filter(pl.col("source") == source).get_column("part").drop_nulls()
    cited = {(area.first_row, area.first_column) for area in map(area_of, parts) if area}
    cells = {cell for cell in numeric_cells(table.sheet) - cited if not any(area.holds(*cell) for area in out)}
    for violation in left_over(table.name, table.sheet, frozenset(cells)):
        yield replace(violation, expected=f"{violation.expected}: columns, or leave_out, of the map")
