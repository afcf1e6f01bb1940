"""The numbers of a table's cells: the token that a figure cites, what it says, and what stands beside it.

Plain cells (digits, groups of three, a point, a minus sign) are read in columns; each other text is read once, by the
grammar of numerals. Memory: the cells as columns of text.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from kg_builder.datapackage.checks.tokens import token_values
from kg_builder.numerals.finding import numerals
from kg_builder.tabular.table_map import TableMap
from kg_builder.texts.sheets import Sheet

PLAIN = r"^-?(?:[0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:[.][0-9]{1,9})?$"
"""A cell that is one number and nothing else."""


TOO_EXACT = "[.．][0-9]{10}"
"""More decimals than a table's numbers hold."""


def numbers(sheet: Sheet, wanted: TableMap) -> pl.DataFrame:
    """The cells that a map calls figures, those without a number left out, row by row.

    Returns:
        `row`, `column`, `text`, `token`, `start_in_cell`, `end_in_cell`, `said` (its value by itself) and `flag` (of
        its mark, or null). A cell whose number cannot be read has nulls from `token` on.
    """
    cells = _cells(sheet, wanted)
    is_missing = pl.col("text").str.to_lowercase().is_in(sorted(wanted.missing))
    cells = _unmarked(cells.filter(~is_missing), wanted.marks).filter(
        ~pl.col("bare").str.to_lowercase().is_in(sorted(wanted.missing))
    )
    cells = _with_tokens(cells)
    said = token_values(cells.get_column("token")).select("token", "said")
    cells = cells.join(said, on="token", how="left", maintain_order="left")
    return cells.select(
        "row",
        "column",
        "text",
        pl.when(pl.col("said").is_not_null() & ~pl.col("token").str.contains(TOO_EXACT)).then("token").alias("token"),
        pl.col("start").alias("start_in_cell"),
        (pl.col("start") + pl.col("token").str.len_chars().cast(pl.Int64)).alias("end_in_cell"),
        "said",
        "flag",
    )


def _cells(sheet: Sheet, wanted: TableMap) -> pl.DataFrame:
    """Row, column and text of the cells that are not left out."""
    last = min(wanted.last_row or len(sheet.rows), len(sheet.rows))
    rows = range(wanted.first_row, last + 1)
    columns = pl.DataFrame({"column": wanted.columns}, schema={"column": pl.Int64})
    numbered = pl.DataFrame({"row": rows}, schema={"row": pl.Int64})
    frame = numbered.join(columns, how="cross")
    texts = [_at(sheet.rows[row - 1], column) for row in rows for column in wanted.columns]
    frame = frame.with_columns(pl.Series("text", texts, dtype=pl.String))
    for area in wanted.areas:
        inside = pl.col("row").is_between(area.first_row, area.last_row)
        frame = frame.filter(~(inside & pl.col("column").is_between(area.first_column, area.last_column)))
    return frame


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column - 1] if column <= len(cells) else ""


def _unmarked(cells: pl.DataFrame, marks: Mapping[str, str]) -> pl.DataFrame:
    """Cells with `bare`, their text without marks, `before`, what was taken off in front of it, and `flag`."""
    frame = cells.with_columns(
        pl.col("text").alias("bare"),
        pl.lit(0, pl.Int64).alias("before"),
        pl.lit(None, pl.String).alias("flag"),
    )
    for mark in sorted(marks, key=len, reverse=True):
        bare = pl.col("bare")
        ends, starts = bare.str.ends_with(mark), bare.str.starts_with(mark)
        left = bare.str.strip_prefix(mark)
        trimmed = left.str.strip_chars_start()
        taken = (bare.str.len_chars() - trimmed.str.len_chars()).cast(pl.Int64)
        flag = pl.when((ends | starts) & pl.lit(bool(marks[mark]))).then(pl.lit(marks[mark])).otherwise("flag")
        frame = frame.with_columns(
            pl.when(ends)
            .then(bare.str.strip_suffix(mark).str.strip_chars_end())
            .when(starts)
            .then(trimmed)
            .otherwise(bare)
            .alias("bare"),
            (pl.col("before") + pl.when(starts & ~ends).then(taken).otherwise(0)).alias("before"),
            flag.alias("flag"),
        )
    return frame


def _with_tokens(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells with `token` and `start`; null where the text is not one number."""
    odd = cells.filter(~pl.col("bare").str.contains(PLAIN)).get_column("bare").unique().sort()
    read = [_token(text) for text in odd]
    tokens = pl.DataFrame(
        {"bare": odd, "odd": [token for token, _ in read], "offset": [start for _, start in read]},
        schema={"bare": pl.String, "odd": pl.String, "offset": pl.Int64},
    )
    joined = cells.join(tokens, on="bare", how="left", maintain_order="left")
    is_plain = pl.col("bare").str.contains(PLAIN)
    return joined.with_columns(
        pl.when(is_plain).then("bare").otherwise("odd").alias("token"),
        (pl.col("before") + pl.col("offset").fill_null(0)).alias("start"),
    )


def _token(text: str) -> tuple[str | None, int]:
    """The token of the one numeral that a text is, and where it begins; None for any other text."""
    found = numerals(text)
    if len(found) != 1 or found[0].value is None or (found[0].start, found[0].end) != (0, len(text)):
        return None, 0
    return text[found[0].core_start : found[0].core_end], found[0].core_start
