"""From the numbers of a table to rows of figures: each with what its row and column say of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kg_builder.datapackage.checks.rule import shorten
from kg_builder.datapackage.package import Package
from kg_builder.datapackage.tables import DECIMAL
from kg_builder.errors import Violation
from kg_builder.tabular.names import meanings
from kg_builder.tabular.numbers import numbers
from kg_builder.tabular.scale_words import unsaid_scales
from kg_builder.tabular.table_map import Printed, TableMap
from kg_builder.texts.parts import cell_part
from kg_builder.texts.sheets import Sheet

SPANNED = ("during",)
"""Kinds of time for which a year is a span; for others it is its last day."""


@dataclass(frozen=True)
class Drafts:
    """Figures of a table.

    Attributes:
        rows: a row for each, in the order of the table: the columns of figures as text, and `_row`, `_column`. Cells
            whose names are not known are not among them: nothing more can be said of them.
        empty: cells without a number.
        names: how many names were matched, by column of figures.
        filled: empty cells, by row and column, that say what the ones before them say.
        violations: what cannot be read or is not known.
    """

    rows: pl.DataFrame
    empty: int
    names: Mapping[str, int]
    filled: frozenset[tuple[int, int]]
    violations: Sequence[Violation]


@dataclass(frozen=True)
class Table:
    """A table that is read.

    Attributes:
        name: of its file.
        sheet: its cells.
    """

    name: str
    sheet: Sheet

    def violation(
        self, cell: tuple[int, int], code: str, found: str, expected: str, near: str | None = None
    ) -> Violation:
        """What is wrong with a cell: its line in the file, and its address."""
        row, column = cell
        line = self.sheet.lines[row - 1] if row <= len(self.sheet.lines) else 0
        return Violation(self.name, line, cell_part(row, column), code, found, expected, near)


def drafted(package: Package, frames: Mapping[str, pl.DataFrame], table: Table, wanted: TableMap) -> Drafts:
    """The figures that a map makes of a table.

    Args:
        package: the schemas.
        frames: its tables as text.
        table: the official table.
        wanted: the map.
    """
    cells = numbers(table.sheet, wanted)
    found = [
        table.violation(
            (row, column), "cell-unread", shorten(text), "one number, or a text listed under missing or marks"
        )
        for row, column, text in cells.filter(pl.col("token").is_null()).select("row", "column", "text").iter_rows()
    ]
    found += _scales(table, wanted)
    rows, counts, filled = cells.drop_nulls("token"), dict[str, int](), set[tuple[int, int]]()
    for column, printed in wanted.printed.items():
        along = _along(table.sheet, printed, rows, wanted.first_row)
        known, problems = _printed(column, printed, along, package, frames, table)
        found += problems
        counts[column] = known.height
        filled |= {name.cell for name in along if name.is_filled}
        on = "row" if printed.column else "column"
        rows = rows.join(known, on=on, how="left", maintain_order="left")
    rows = rows.drop_nulls(list(wanted.printed)).with_columns(pl.col(list(wanted.printed)).replace("", None))
    for name, cell in wanted.constants.items():
        rows = rows.with_columns(pl.lit(cell, pl.String).alias(name))
    rows = _valued(_dated(rows, wanted), frames["indicators"])
    last = min(wanted.last_row or len(table.sheet.rows), len(table.sheet.rows))
    empty = max(0, last - wanted.first_row + 1) * len(wanted.columns) - cells.height
    return Drafts(_figures(rows, package, wanted), empty, counts, frozenset(filled), found)


def _printed(
    column: str,
    printed: Printed,
    along: Sequence["_Name"],
    package: Package,
    frames: Mapping[str, pl.DataFrame],
    table: Table,
) -> tuple[pl.DataFrame, list[Violation]]:
    """What each row or column says of a column of figures, by its number; and names that are not known."""
    axis = "row" if printed.column else "column"
    is_open = "" not in printed.names
    meant = meanings(column, sorted({name.text for name in along}), printed, package, frames)
    found, told = list[Violation](), set[str]()
    for name in along:
        if not name.text and is_open:
            found.append(
                table.violation(
                    name.cell, "name-empty", f"nothing that says the {column}", _to_do(printed, name.number)
                )
            )
        elif meant[name.text].cell is None and name.text not in told:
            told.add(name.text)
            meaning = meant[name.text]
            found.append(table.violation(name.cell, "name-unknown", meaning.found, meaning.expected, meaning.near))
    known = {name.number: None if is_open and not name.text else meant[name.text].cell for name in along}
    frame = pl.DataFrame({axis: list(known), column: list(known.values())}, schema={axis: pl.Int64, column: pl.String})
    return frame, found


def _to_do(printed: Printed, number: int) -> str:
    """What can be done about an empty cell."""
    axis, part, where = ("column", "row", printed.column) if printed.column else ("row", "col", printed.row)
    fill = "" if printed.fill else f"{{ {axis} = {where}, fill = true }} if it is merged with the one before it, "
    return f'a name: {fill}"" under names if empty means something, or {part}={number} under leave_out'


@dataclass(frozen=True)
class _Name:
    """What is printed for a row or column.

    Attributes:
        number: of the row or column.
        cell: where it should be printed.
        text: what is printed there, or in the nearest cell before it where the map says so; "" for nothing.
        is_filled: whether it is from a cell before.
    """

    number: int
    cell: tuple[int, int]
    text: str
    is_filled: bool


def _along(sheet: Sheet, printed: Printed, cells: pl.DataFrame, first_row: int) -> list[_Name]:
    """What is printed for each row or column that has numbers."""
    wanted = frozenset(cells.get_column("row" if printed.column else "column"))
    found, before = list[_Name](), ""
    for number in range(first_row if printed.column else 1, max(wanted, default=0) + 1):
        cell = (number, printed.column) if printed.column else (printed.row, number)
        own = sheet.cell(*cell) or ""
        text = own or (before if printed.fill else "")
        before = text
        if number in wanted:
            found.append(_Name(number, cell, text, bool(text) and not own))
    return found


def _scales(table: Table, wanted: TableMap) -> Iterator[Violation]:
    """Headings in thousands, of which the map says nothing."""
    expected = "scale under [figures], such as 1000, or scale = 1 where the numbers are as printed"
    for row, column, text in unsaid_scales(table.sheet, wanted):
        yield table.violation((row, column), "scale-unsaid", shorten(text), expected)


def _dated(rows: pl.DataFrame, wanted: TableMap) -> pl.DataFrame:
    """Rows with `start` and `end` of their year, where they have one."""
    if "year" not in rows.columns:
        return rows
    year, is_span = pl.col("year").cast(pl.Int64, strict=False), pl.col("time_kind").is_in(SPANNED)
    first = pl.format("{}-{}", year, pl.lit(wanted.starts))
    last = pl.format("{}-{}", year + int(wanted.starts > wanted.ends) * is_span.cast(pl.Int64), pl.lit(wanted.ends))
    columns = {"end": last} | {"start": pl.when(is_span).then(first)}
    return rows.with_columns(dated.alias(name) for name, dated in columns.items() if name not in rows.columns)


def _valued(rows: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Rows with `value`, scaled, and the `unit` of their indicator."""
    if "scale" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("scale"))
    scale = pl.col("scale").cast(pl.Int64, strict=False).fill_null(1)
    value = (pl.col("said") * scale).cast(DECIMAL, strict=False).cast(pl.String)
    units = indicators.select(pl.col("id").alias("indicator"), "unit").unique("indicator")
    rows = rows.join(units, on="indicator", how="left", maintain_order="left")
    return rows.with_columns(
        value.str.replace(r"\.?0+$", "").alias("value"), pl.when(scale != 1).then("scale").alias("scale")
    )


def _figures(rows: pl.DataFrame, package: Package, wanted: TableMap) -> pl.DataFrame:
    """Rows with the columns of figures, as text."""
    source, place = wanted.source["id"], pl.format("r{}c{}", "row", "column")
    given = {
        "id": pl.concat_str(pl.lit(f"{source}-"), place),
        "source": pl.lit(source),
        "part": pl.format("cell={},{}", "row", "column"),
        "cite_start": pl.col("start_in_cell").cast(pl.String),
        "cite_end": pl.col("end_in_cell").cast(pl.String),
        "flags": _flags(rows),
    }
    cells = [
        given[name].alias(name) if name in given else pl.col(name) if name in rows.columns else _nothing(name)
        for name in package.tables["figures"].columns
    ]
    return rows.select(*cells, pl.col("row").alias("_row"), pl.col("column").alias("_column"))


def _nothing(name: str) -> pl.Expr:
    return pl.lit(None, pl.String).alias(name)


def _flags(rows: pl.DataFrame) -> pl.Expr:
    """Flags of the map and of the mark, joined."""
    own = pl.col("flags") if "flags" in rows.columns else pl.lit(None, pl.String)
    both = pl.concat_list(own.str.split(";").fill_null([]), pl.concat_list("flag").list.drop_nulls())
    joined = both.list.unique(maintain_order=True).list.join(";")
    return pl.when(joined != "").then(joined)
